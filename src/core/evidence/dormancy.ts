import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. On a real administrator log 3.0 % of blocks after 30 days of absence were undone
 *  by others, against 0.9 % of those within a day: 1.7 points. Four of the five hijacked or rogue
 *  administrators known there struck after 41 to 74 days of absence; five are too few to weigh it by. */
export const dormancyWeights = { over30d: 150, over180d: 300 }

const over30d = bar('over30d')
const over180d = bar('over180d')

/** Long silent, then acts: an account of staff that nobody watches is the one that gets stolen.
 *    silent 29 d -> 0.00   31 d -> 1.50   200 d -> 3.00   200 d, but back for two days -> 0.00
 *  Range 0 to 3.00. Cost: two comparisons. Cold start: silent for an actor never seen before. Misleads after
 *  parental leave: the return's routine has a prior of -4 to outweigh it. Monotone in the silence. */
export const dormancy: Evidence = {
  name: 'dormancy',
  family: 'employment',
  bars: [over30d, over180d],
  measure(sight, weights, tally) {
    const { silentDays: days } = sight
    if (days < 30) return
    const weight = weights.dormancy
    if (days >= 180) tally.give(over180d, weight.over180d, days)
    else tally.give(over30d, weight.over30d, days)
  },
}

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
