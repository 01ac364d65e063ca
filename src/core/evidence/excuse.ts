import * as at from '../memory/layout.ts'
import { markBit, markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, peersShare, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'

/** Caps in hundredths of points. */
export const excuseWeights = { seldom: 100, oftener: 200 }

const seldom: BarKind = {
  name: 'excuse.seldom',
  family: 'warrant',
  axis: 'suspicion',
  says: (finding) => ({
    observed: "a reason that forbids undoing, on the actor's word alone",
    expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} of this actor give such a reason`,
  }),
}
const oftener: BarKind = {
  name: 'excuse.oftener',
  family: 'warrant',
  axis: 'suspicion',
  says: (finding) => ({
    observed: `in ${percent(finding.seen)} of this actor's acts a reason that forbids undoing, on their word alone`,
    expected: `${percent(finding.usual)}, as is usual`,
  }),
}

/** A change that was not meant gives any one of some five kinds of reason. */
const kindShare = 0.2
/** Once is no rate. */
const timesMin = 2
const excuseSlot = at.usualMarkSlot + markIndex.excuse

/** An exclusion of the policy (child safety, a court's order) claimed by the actor's word alone: the words that
 *  keep the machine from undoing it. `decide` does not believe them in silence; this weighs how often they come.
 *
 *  `seldom`: this actor hardly ever gives such a reason for such an act, as far as can be known, with peers as the
 *  prior; like `unusual`, but lower, for that sees the reason's code too. `oftener`: more often than peers do, or
 *  than the actor used to, what waits for a verdict counted in.
 *    never in 200 acts -> 1.00 (cap)   60 of 200, peers unknown -> 0.00   nothing known -> 0.00
 *    20 of 200, where one in 20 is usual for peers -> 1.29 (joined from seldom 0.97 and oftener 0.91)
 *    never in 200, and 3 wait for a verdict -> 2.35 (joined from 1.00 and 2.00, both capped)
 *  Range 0 to 2.00 and a little. Cost: a comparison of bits; two logarithms for such a claim. Cold start:
 *  silent without history. Misleads for whoever alone has a whole team's cases of this kind: a ticket and a
 *  second name are what the words lack. Monotone in how often, against peers. */
export const excuse: Evidence = {
  name: 'excuse',
  family: 'warrant',
  onAdminLog: 'not measured: nobody there can forbid the undoing by a word',
  coldUntil: 'any past',
  risesWith: ['how often it is claimed, against peers'],
  neverNegative: ['seldom', 'oftener'],
  bars: [seldom, oftener],
  measure(sight, weights, tally) {
    if ((sight.marks & markBit.excuse) === 0 || sight.machine) return
    const acts = sight.slots[at.usualWeightSlot] ?? 0
    const times = sight.slots[excuseSlot] ?? 0
    const usual = usualShare(sight, excuseSlot, acts)
    // What is rare of the action itself, `unusual` has said.
    const ofKind = usual / usualShare(sight, at.usualActionSlot + sight.action, acts)
    if (ofKind < kindShare) {
      const points = 100 * belief(acts) * Math.log2(kindShare / ofKind)
      tally.give(seldom, Math.min(weights.excuse.seldom, points), times, acts)
    }
    const waiting = claimsWaiting(sight)
    const peers = peersShare(sight, excuseSlot)
    if (times + waiting < timesMin || (peers === undefined && waiting === 0)) return
    const share = (times + waiting) / (acts + waiting)
    const expected = peers ?? usual
    if (share <= expected) return
    const points = 100 * belief(acts + waiting) * Math.log2(share / expected)
    tally.give(oftener, Math.min(weights.excuse.oftener, points), share, expected)
  },
}

function claimsWaiting({ pending }: Sight): number {
  let claims = 0
  for (const waiting of pending) if ((waiting.marks & markBit.excuse) !== 0) claims += waiting.weight
  return claims
}

/** 0.034 -> "3 %" */
function percent(share: number): string {
  return `${share > 0 && share < 0.01 ? 'under 1' : Math.round(100 * share)} %`
}
