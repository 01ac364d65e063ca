import type { AccountChange } from '../change/account-change.ts'
import type { Effect } from '../change/actions.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import * as at from './layout.ts'
import { holds } from './learn.ts'

/** What was done to an account, or in an operation, in one hash of 32 bits: of the account's or operation's hash all but
 *  the last five bits, and the action in these. So a memory knows in one place whom a hand has just touched and how,
 *  and a look at an account does not hide the act that follows it.
 *
 *  27 bits take another account for one of eight that were touched once in 16 million changes, which then counts for no
 *  haste. A memory of before knew no actions: of its last few accounts the next act counts once more. */
export function deedOf(hash: number, action: number): number {
  return ((hash & ~actionBits) | (action + 1)) >>> 0
}

/** How many other actions on the same account stand in a ring; `deedsMax` where this very one does. */
export function deedsHeld(slots: readonly number[], first: number, size: number, deed: number): number {
  let held = 0
  for (let slot = first; slot < first + size; slot++) {
    const differs = (slots[slot] ?? 0) ^ deed
    if (differs === 0) return deedsMax
    if (differs >>> actionBitsCount === 0) held++
  }
  return held
}

/** So many actions on one account are acts of their own while it is remembered. Beyond it they teach nothing: whoever
 *  does everything to a test account, over and over, would teach themself any habit at no pace. */
export const deedsMax = 4

const actionBitsCount = 5
const actionBits = (1 << actionBitsCount) - 1

/** An operation counts as one act, however many accounts it touches, and several records on one account show the haste
 *  of one: a platform may write three for one suspension. A look that comes before an act is such a record, and yet the
 *  act is what it is. 0 without an operation. */
export function deedsInOperation(slots: readonly number[], deed: number): number {
  return deed === 0 ? 0 : deedsHeld(slots, at.operationHashSlot, at.operationsRemembered, deed)
}

/** People put their own slips right: that is no habit, and no odd act either. */
export function takesBack({ slots, another, effect, account, change }: Touch): boolean {
  if (another || effect !== 'lifts') return false
  const slip = inverseOf[change.action]
  if (slip === undefined) return false
  const deed = deedOf(account, at.actionIndex(slip.action))
  return holds(slots, at.accountHashSlot, at.accountsRemembered, deed)
}

interface Touch {
  readonly slots: readonly number[]
  readonly another: boolean
  readonly effect: Effect
  readonly account: number
  readonly change: AccountChange
}
