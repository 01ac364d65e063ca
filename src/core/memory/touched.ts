import * as at from './layout.ts'
import { put } from './learn.ts'

/** What a hand has just touched: each of its last few accounts, and operations, in one place of a ring, and whether it
 *  did anything there but look. So a look does not hide the act that follows it, and another record of an act, or taking
 *  it back, is no act more.
 *
 *  The last bit of the hash says it: 1 where anything but a look was done. The 31 others take another account for one of
 *  eight once in 270 million changes, which then counts for no haste. A memory of before knew no looks: of its last few
 *  accounts every other one counts the next act once more. */
export function touchOf(hash: number, isDone: boolean): number {
  return ((hash & ~doneBit) | (isDone ? doneBit : 0)) >>> 0
}

export interface TouchRing {
  readonly first: number
  readonly cursor: number
  readonly size: number
}

export const touchedAccounts: TouchRing = {
  first: at.accountHashSlot,
  cursor: at.accountCursorSlot,
  size: at.accountsRemembered,
}

export const touchedOperations: TouchRing = {
  first: at.operationHashSlot,
  cursor: at.operationCursorSlot,
  size: at.operationsRemembered,
}

/** The place of it in a ring; `nowhere` where the ring does not hold it. */
export function placeOf(
  slots: readonly number[],
  { first, size }: Pick<TouchRing, 'first' | 'size'>,
  hash: number,
): number {
  for (let slot = first; slot < first + size; slot++) {
    if (((slots[slot] ?? 0) ^ hash) >>> 1 === 0) return slot
  }
  return nowhere
}

/** Whether anything but a look was done to what stands there. */
export function isDoneAt(slots: readonly number[], place: number): boolean {
  return place !== nowhere && ((slots[place] ?? 0) & doneBit) !== 0
}

/** Remembers it; `place` is where it stood before. */
export function touch(
  slots: number[],
  { first, cursor, size }: TouchRing,
  place: number,
  hash: number,
  isDone: boolean,
): void {
  if (place === nowhere) put(slots, first, cursor, size, touchOf(hash, isDone))
  else if (isDone) slots[place] = touchOf(slots[place] ?? 0, true)
}

export const nowhere = -1

const doneBit = 1
