import { createHash } from 'node:crypto'
import { boundOf } from '../core/ask/exact-change.ts'
import type { AccountChange } from '../core/change/account-change.ts'
import type { Action } from '../core/change/actions.ts'
import type { AlertKind } from '../core/decision/alert.ts'
import type { Command } from '../core/reversal/reversal.ts'

/** Ids are made from causes, so that whoever works through the same change again, after a crash or a replay,
 *  makes the same id and the second effect is dropped. Each is the first 32 hex digits of a SHA-256, unless it says. */

/** `tippingEventId`: the later change that convinced us, where hindsight raised the alert. */
export function alertIdOf(source: string, eventId: string, kind: AlertKind, tippingEventId?: string): string {
  const cause = ['alert', source, eventId, kind]
  return idOf(tippingEventId === undefined ? cause : [...cause, tippingEventId])
}

/** What several hands are in: one account, one network or one session. */
export function campaignIdOf(source: string, of: 'account' | 'network' | 'session', id: string): string {
  return idOf(['campaign', source, of, id])
}

/** `inverse`: the action that undoes the cause, or `preserve`. It is also the platform's idempotency key and
 *  the id of the reversal. */
export function commandIdOf(source: string, causeEventId: string, inverse: Action | 'preserve'): string {
  return idOf(['command', source, causeEventId, inverse])
}

/** An actor is contained or is not, whatever led to it: one for each, and a round for each time. */
export function containIdOf(source: string, actorId: string): string {
  return idOf(['contain', source, actorId])
}

/** Shared by all that one later change of the same hand brought in. */
export function sweepIdOf(source: string, actorId: string, decidedAt: number): string {
  return idOf(['sweep', source, actorId, String(decidedAt)])
}

/** What a person's yes is bound to: everything that the platform will be asked, but not when. */
export function commandHashOf(command: Command): string {
  const { commandId, alertId, source, causeEventId, accountId, action, countermeasure } = command
  const fields = [commandId, alertId, source, causeEventId, accountId, action, countermeasure]
  const expected = [command.expectedVersion, command.expectedState].map((one) =>
    one === undefined ? '-' : `=${one}`,
  )
  return idOf(['yes', ...fields, ...expected])
}

/** The exact change that somebody asks about before it is done, whatever its event is called then: all that `boundOf`
 *  names, each name and each list with its length. 48 hex digits: reason and operation are words of whoever asks, and
 *  half as many could be made to meet. */
export function causeOf(change: AccountChange): string {
  const fields = boundOf(change).flatMap(({ name, values }) => [name, String(values.length), ...values])
  return hashOf(['check', ...fields]).slice(0, 48)
}

/** Each field stands behind its length, so that no two lists of fields make the same text; and in UTF-16, so
 *  that even half a surrogate pair stays what it was instead of becoming U+FFFD like every other. */
function idOf(fields: readonly string[]): string {
  return hashOf(fields).slice(0, 32)
}

function hashOf(fields: readonly string[]): string {
  const hash = createHash('sha256')
  for (const field of fields) hash.update(`${field.length}:${field}`, 'utf16le')
  return hash.digest('hex')
}
