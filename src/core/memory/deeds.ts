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
