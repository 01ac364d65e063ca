import type { AccountChange } from './account-change.ts'
import { outcomes, scopes } from './account-change.ts'
import { actions, effectOf } from './actions.ts'
import { changeLimits } from './change-limits.ts'
import { findForbidden } from './forbidden.ts'
import {
  count,
  type Fields,
  Findings,
  isFields,
  labels,
  requiredTime,
  requiredToken,
  requiredWord,
  seen,
  text,
  time,
  token,
  vocabularyOf,
  word,
} from './read-field.ts'
import { accountOf, actorOf, linksOf, originOf, reasonOf } from './read-parts.ts'
import type { Unreadable } from './unreadable.ts'

/** Untrusted input to an AccountChange, or everything that is wrong with it, at once.
 *
 *  Never throws, whatever `JSON.parse` or an Avro decoder can make. Fields that are not ours are ignored, so
 *  that a newer producer may send more. `null` and an empty text mean absent. The result shares nothing with
 *  the input. On the hot path: about a microsecond for a change of 400 bytes, no garbage but the result. */
export function readChange(input: unknown, defaults?: ChangeDefaults): AccountChange | Unreadable {
  if (input === undefined || input === null) return whole('empty', 'nothing stands here')
  if (!isFields(input)) return whole('wrong-shape', `${seen(input)}: an object is meant`)
  const findings = new Findings()
  const tooDeep = findForbidden(findings, input)
  const change = changeOf(findings, input, defaults?.source)
  const faults = findings.all()
  if (faults === undefined) return change
  return { unreadable: tooDeep ? 'too-deep' : 'wrong-shape', faults, mayRestrict: mayRestrict(input.action) }
}

export interface ChangeDefaults {
  /** For input that does not say its source. */
  readonly source?: string
}

export function isUnreadable(read: AccountChange | Unreadable): read is Unreadable {
  return 'unreadable' in read
}

/** Whether an account may have lost something, by what can be seen of an action that came in a faulty
 *  change. An action that nobody can read may be any. */
export function mayRestrict(action: unknown): boolean {
  const known = actionWords.get(action)
  return known === undefined || effectOf[known] === 'restricts'
}

type Open<T> = { -readonly [Field in keyof T]: T[Field] }

function changeOf(findings: Findings, input: Fields, sourceIfAbsent: string | undefined): AccountChange {
  const change: Open<AccountChange> = {
    eventId: requiredToken(findings, '', 'eventId', input.eventId),
    source: requiredToken(findings, '', 'source', input.source ?? sourceIfAbsent),
    occurredAt: requiredTime(findings, '', 'occurredAt', input.occurredAt),
    action: requiredWord(findings, '', 'action', input.action, actionWords) ?? 'other',
    outcome: word(findings, '', 'outcome', input.outcome, outcomeWords) ?? 'done',
    account: accountOf(findings, input.account),
    actor: actorOf(findings, input.actor),
  }
  const { wordLengthMax } = changeLimits
  const requestedAt = time(findings, '', 'requestedAt', input.requestedAt)
  if (requestedAt !== undefined) change.requestedAt = requestedAt
  const rawAction = text(findings, '', 'rawAction', input.rawAction, wordLengthMax)
  if (rawAction !== undefined) change.rawAction = rawAction
  const until = input.until === 'never' ? input.until : time(findings, '', 'until', input.until)
  if (until !== undefined) change.until = until
  const irreversibleAt = time(findings, '', 'irreversibleAt', input.irreversibleAt)
  if (irreversibleAt !== undefined) change.irreversibleAt = irreversibleAt
  const scope = word(findings, '', 'scope', input.scope, scopeWords)
  if (scope !== undefined) change.scope = scope
  const operationId = token(findings, '', 'operationId', input.operationId)
  if (operationId !== undefined) change.operationId = operationId
  const operationSize = count(findings, '', 'operationSize', input.operationSize, 1)
  if (operationSize !== undefined) change.operationSize = operationSize
  const causedBy = token(findings, '', 'causedBy', input.causedBy)
  if (causedBy !== undefined) change.causedBy = causedBy
  const origin = originOf(findings, input.origin)
  if (origin !== undefined) change.origin = origin
  const reason = reasonOf(findings, input.reason)
  if (reason !== undefined) change.reason = reason
  const links = linksOf(findings, input.links)
  if (links !== undefined) change.links = links
  const ownLabels = labels(findings, input.labels)
  if (ownLabels !== undefined) change.labels = ownLabels
  return change
}

/** Input of which nothing at all can be seen, so that it may have been anything. */
function whole(code: Unreadable['unreadable'], says: string): Unreadable {
  return { unreadable: code, faults: [{ at: 'the whole', says }], mayRestrict: true }
}

const actionWords = vocabularyOf(actions)
const outcomeWords = vocabularyOf(outcomes)
const scopeWords = vocabularyOf(scopes)
