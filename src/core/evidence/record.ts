import * as at from '../memory/layout.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** `perDoubling`: points for each doubling of the share that was undone beyond the usual, `cap` at most.
 *  `clean`: points taken for each halving below it. */
export const recordWeights = { perDoubling: 50, cap: 200, clean: 0 }

const recordBar: BarKind = {
  name: 'record',
  family: 'employment',
  axis: 'suspicion',
  says: (finding) => ({
    observed: `of about ${amountOf(Math.round(finding.usual), 'restriction')} by this actor others undid ${undone(finding.seen)}`,
    expected: 'about one in a hundred',
  }),
}

/** On six years of a large open platform's log others undid 1.06 % of the restrictions of named accounts. */
const usualShare = 0.01
/** So many restrictions at the usual share stand for what is not known of an actor. */
const startWeight = 50

/** How often others undid what this actor did, in the past year or so.
 *    0 of 0 -> 0.00   0 of 200 -> 0.00   2 of 200 -> 0.00   12 of 200 -> 1.16   40 of 200 -> 2.00 (cap)
 *    with `clean: 0.5`, 0 of 200 -> -1.16
 *  Range 0 to 2.00, below 0 where a policy lets `clean` lower it. Whoever is never looked at is never undone,
 *  so a clean record counts only where `fit` found that it should. Cost: one logarithm. Cold start: nothing
 *  known is 0. Misleads where the hard and disputed cases all go to the same few people. A tool has a
 *  record of its own, whoever it acts for. Monotone in what was undone. Source: on that log the share differs a
 *  hundredfold between actors, and stays with them. */
export const record: Evidence = {
  name: 'record',
  family: 'employment',
  onAdminLog: 'beats chance',
  coldUntil: 'a restriction',
  risesWith: ['what others undid'],
  neverNegative: ['perDoubling', 'cap'],
  bars: [recordBar],
  fitting: { together: [['perDoubling', 'cap']] },
  measure(sight, weights, tally) {
    const acts = sight.slots[at.recordSlot] ?? 0
    if (acts < 1 || sight.effect !== 'restricts') return
    const times = sight.slots[at.undoneSlot] ?? 0
    const share = (times + startWeight * usualShare) / (acts + startWeight)
    const { perDoubling, cap, clean } = weights.record
    const doublings = Math.log2(share / usualShare)
    const points = doublings < 0 ? clean * doublings : Math.min(cap, perDoubling * doublings)
    tally.give(recordBar, points, times, acts)
  },
}

function undone(times: number): string {
  return times < 0.5 ? 'none' : `about ${Math.round(times)}`
}
