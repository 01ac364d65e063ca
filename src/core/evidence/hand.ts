import * as at from '../memory/layout.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Weights } from './weights.ts'

/** `share`: of the heaviest suspicion that was flagged in the session, in percent. `further`: for each
 *  doubling of the number of flagged changes. `cap`: in hundredths of points, like `further`. */
export const handWeights = { share: 40, further: 50, cap: 400 }

export const handBar: BarKind = {
  name: 'hand',
  family: 'prior',
  axis: 'suspicion',
  says: (finding) => ({
    observed: `${count(finding.seen)} by this hand ${finding.seen === 1 ? 'was' : 'were'} flagged in the last hours`,
    expected: 'none',
  }),
}

/** Where suspicion starts when the same hand was flagged a moment ago and nobody has said that it was meant:
 *  a stolen session does not do one bad thing.
 *    nothing flagged -> 0.00   flagged once at 5.00 -> 2.00   four times, the heaviest at 5.00 -> 3.00
 *    once at 12.00 -> 4.00 (cap)   once at 5.00, seven hours ago -> 0.00
 *  Range 0 to 4.00. Cost: two comparisons; one logarithm for a hand that was flagged. Cold start: none.
 *  Ends six hours after the last flagged change, or with the verdict "meant". Misleads while an honest clean-up
 *  waits for its verdict: then its later changes alert sooner. What it gave is never counted again by itself.
 *  Monotone in what was flagged. Source: the posterior odds of one change are the prior odds of the next, if
 *  both come from one hand; a share of them, because not every act of a stolen session is a bad one. */
export const hand: Evidence = {
  name: 'hand',
  family: 'prior',
  onAdminLog: 'beats chance',
  coldUntil: 'a flagged change',
  risesWith: ['what was flagged', 'how often'],
  neverNegative: ['share', 'further', 'cap'],
  bars: [handBar],
  // What was flagged follows from all the other weights: labels cannot speak of both.
  fitting: { held: ['share', 'further', 'cap'] },
  measure(sight, weights, tally) {
    if (!sight.handSuspected) return
    const times = sight.slots[at.flaggedCountSlot] ?? 0
    tally.give(handBar, handPoints(sight.slots[at.flaggedCentiSlot] ?? 0, times, weights), times)
  },
}

/** Points that a flagged suspicion lends to the other changes of its session. */
export function handPoints(flaggedCenti: number, times: number, { hand: weight }: Weights): number {
  if (flaggedCenti <= 0) return 0
  const further = times > 1 ? weight.further * Math.log2(times) : 0
  return Math.min(weight.cap, (flaggedCenti * weight.share) / 100 + further)
}

function count(times: number): string {
  return times === 1 ? 'a change' : `${times} changes`
}
