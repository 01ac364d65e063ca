import type { PlatformSpec, ReadCall, ViewCall } from '../../core/change/platform-spec.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import { textAt, valueAt } from '../json-places.ts'
import type { HttpAnswer } from './http-request.ts'

/** The account in a platform's answer, or in words what is missing from it. */
export function accountOf(spec: PlatformSpec, accountId: string, answer: HttpAnswer): AccountState | string {
  const { read } = spec
  const word = textAt(answer, read?.stateAt) ?? read?.stateIfAbsent
  if (word === undefined) return `its answer has no state at ${read?.stateAt}`
  const version = versionIn(read, answer)
  const causedBy = textAt(answer, read?.causedByAt)
  const holds = listAt(answer, read?.holdsAt)
  const ref = textAt(answer, read?.refAt)
  const seen = textAt(answer, read?.visibilityAt)
  const verified = textAt(answer, read?.verifiedAt)
  const handle = textAt(answer, read?.handleAt)
  return {
    accountId,
    state: stateWord(spec.states, word),
    ...(version === undefined ? {} : { version }),
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(holds === undefined ? {} : { holds }),
    ...(ref === undefined ? {} : { ref }),
    ...(seen === undefined ? {} : { visibility: read?.visible?.includes(seen) ? 'shown' : 'hidden' }),
    ...(verified === undefined ? {} : { verified }),
    ...(handle === undefined ? {} : { handle }),
  }
}

/** In the words that changes carry. */
export function stateWord(states: PlatformSpec['states'], word: string): string {
  return Object.hasOwn(states, word) ? (states[word] ?? word) : word
}

/** Whether the public sees the account; in words, where the answer does not tell. */
export function visibilityOf(
  view: ViewCall,
  answer: HttpAnswer,
): { readonly is: 'shown' | 'hidden' } | string {
  if (view.shown.includes(answer.status)) return { is: 'shown' }
  const says = `its public view answered ${answer.status}`
  if (!view.hidden.includes(answer.status)) return says
  if (view.wordAt === undefined) return { is: 'hidden' }
  const word = textAt(answer, view.wordAt)
  return word !== undefined && view.hiddenWords?.includes(word)
    ? { is: 'hidden' }
    : `${says} ${word ?? 'without a word'}`
}

/** An entity tag stands in quotes, and may be called weak; changes carry it bare. `W/"v7"` -> `v7` */
export function versionIn(read: ReadCall | undefined, answer: HttpAnswer): string | undefined {
  return textAt(answer, read?.versionAt)?.replace(/^(?:W\/)?"(.*)"$/, '$1')
}

function listAt(answer: HttpAnswer, place: string | undefined): readonly string[] | undefined {
  const value = valueAt(answer, place)
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return typeof value === 'string' && value !== '' ? [value] : undefined
}
