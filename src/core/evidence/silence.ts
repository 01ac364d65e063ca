import * as at from '../memory/layout.ts'

/** After so many days without a change what was learnt of an actor's ways says little of the first day back. */
export const silentDaysMax = 30

/** Days of silence before the present spell of work, as long as they matter: for the first day back, so that the
 *  second act of a stolen account is no more trusted than its first; and until five acts are done, for a week at
 *  most, or one harmless act a day early would wash a stolen account clean. */
export function silentDays(slots: readonly number[], now: number): number {
  const silence = slots[at.silenceSlot] ?? 0
  if (silence === 0) return 0
  const back = now - (slots[at.returnedAtSlot] ?? 0)
  const isFresh = back <= dayMs || (back <= 7 * dayMs && (slots[at.actsBackSlot] ?? 0) < actsBackMin)
  return isFresh ? silence / dayMs : 0
}

const dayMs = 86_400_000
const actsBackMin = 5
