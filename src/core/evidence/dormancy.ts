import * as at from '../memory/layout.ts'
import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. On a real administrator log 3.0 % of blocks after 30 days of absence were undone
 *  by others, against 0.9 % of those within a day: 1.7 points. Of five hijacked or rogue administrators
 *  there, most came back from a long absence, which that share of honest returns does not show. */
export const dormancyWeights = { over30d: 150, over180d: 300 }

const over30d = bar('over30d')
const over180d = bar('over180d')

/** Hours after a return in which everything still counts as done "after the silence": one working day, so
 *  that the second act of a returned account is no more trusted than its first. */
const returnHours = 24

/** Long silent, then acts: an account of staff that nobody watches is the one that gets stolen.
 *    silent 29 d -> 0.00   31 d -> 1.50   200 d -> 3.00   200 d, but back for two days -> 0.00
 *  Range 0 to 3.00. Cost: two comparisons. Cold start: silent for an actor never seen before. Misleads after
 *  parental leave: the return's routine has a prior of -4 to outweigh it. Monotone in the silence. */
export const dormancy: Evidence = {
  name: 'dormancy',
  family: 'employment',
  bars: [over30d, over180d],
  measure(sight, weights, tally) {
    const silence = sight.slots[at.silenceSlot] ?? 0
    if (sight.first || silence < 30 * dayMs) return
    if (sight.at - (sight.slots[at.returnedAtSlot] ?? 0) > returnHours * 3_600_000) return
    const weight = weights.dormancy
    if (silence >= 180 * dayMs) tally.give(over180d, weight.over180d, silence / dayMs)
    else tally.give(over30d, weight.over30d, silence / dayMs)
  },
}

const dayMs = 86_400_000

function bar(name: string): BarKind {
  return {
    name: `dormancy.${name}`,
    family: 'employment',
    axis: 'suspicion',
    says: (finding) => ({
      observed: `back after ${duration(finding.seen * 24)} without a single change`,
      expected: 'staff who act every week',
    }),
  }
}
