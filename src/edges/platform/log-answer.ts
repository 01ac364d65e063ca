import type { LogCall, PlatformSpec } from '../../core/change/platform-spec.ts'
import type { AccountLog, LogEntry } from '../../core/reversal/account-log.ts'
import { textAt, timeMsOf, valueAt } from '../json-places.ts'
import { stateWord } from './account-answer.ts'
import type { HttpAnswer } from './http-request.ts'

/** The log of one account in a platform's answer, oldest first; or in words what is wrong with it. An entry
 *  that cannot be read is not left out: nobody could say any more what came next after what. */
export function logOf(
  call: LogCall,
  states: PlatformSpec['states'],
  accountId: string,
  answer: HttpAnswer,
): AccountLog | string {
  const list = valueAt(answer, call.entriesAt)
  if (!Array.isArray(list)) return `its answer has no list of entries at ${call.entriesAt}`
  const entries: LogEntry[] = []
  for (const json of list) {
    const text = (place: string | undefined) => textAt({ json }, place)
    const account = text(call.accountAt)
    if (call.accountAt !== undefined && account === undefined)
      return `an entry of its log has no account at ${call.accountAt}`
    if (account !== undefined && account !== accountId) continue
    const action = text(call.actionAt)
    if (action !== undefined && call.ignored?.includes(action)) continue
    const id = text(call.idAt)
    if (id === undefined) return `an entry of its log has no id at ${call.idAt}`
    entries.push(entryOf(id, action, call, states, text))
  }
  return call.order === 'newest-first' ? entries.reverse() : entries
}

function entryOf(
  id: string,
  action: string | undefined,
  call: LogCall,
  states: PlatformSpec['states'],
  text: (place: string | undefined) => string | undefined,
): LogEntry {
  const at = timeMsOf(text(call.timeAt))
  const actor = text(call.actorAt)
  const state = text(call.stateAt)
  const batch = text(call.batchAt)
  return {
    id,
    ...(at === undefined ? {} : { at }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(state === undefined ? {} : { state: stateWord(states, state) }),
    ...(batch === undefined ? {} : { batch }),
  }
}
