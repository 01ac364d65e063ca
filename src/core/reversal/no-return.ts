import type { AccountChange } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'

/** From when on nothing brings back what each action took: the data are purged, or the handle is free for others;
 *  in ms from the change. */
export type NoReturn = ReadonlyMap<Action, number>

/** The change with its point of no return, where it does not say its own and the policy knows it.
 *
 *  the change says   the policy     action     -> irreversible
 *  in 2 days         30 days        delete        in 2 days: its own word
 *  nothing           30 days        delete        in 30 days
 *  nothing           nothing        delete        nobody knows */
export function withNoReturn(change: AccountChange, noReturn: NoReturn): AccountChange {
  if (change.irreversibleAt !== undefined) return change
  const afterMs = noReturn.get(change.action)
  return afterMs === undefined ? change : { ...change, irreversibleAt: change.occurredAt + afterMs }
}

/** When a command of the machine's own ends: never after the point of no return.
 *
 *  expires at   no return at   ->
 *  30 s         -              30 s
 *  30 s         2 days         30 s
 *  30 s         12 s           12 s */
export function beforeNoReturn(expiresAt: number, noReturnAt: number | undefined): number {
  return Math.min(expiresAt, noReturnAt ?? expiresAt)
}

/** A case whose point of no return is nearer than this goes before all others. */
export const nearNoReturnMs = 86_400_000
