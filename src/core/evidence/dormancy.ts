import * as at from '../memory/layout.ts'
import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. On a real administrator log 3.0 % of blocks after 30 days of absence were undone
 *  by others, against 0.9 % of those within a day: 1.7 points. Four of the five hijacked or rogue
 *  administrators known there struck after 41 to 74 days of absence; five are too few to weigh it by. */
export const dormancyWeights = { over7d: 50, over30d: 150, over180d: 300, burst: 75, burstCap: 150 }

const over7d = bar('over7d')
const over30d = bar('over30d')
const over180d = bar('over180d')
const burst: BarKind = {
  name: 'dormancy.burst',
  family: 'employment',
  axis: 'suspicion',
  says: (finding) => ({
    observed: `about ${Math.round(finding.seen)} accounts in ten minutes, just back`,
    expected: 'people find their way back one by one',
  }),
}

/** The second account counts, however the first has faded. */
const burstFree = 1.5

/** Long silent, then acts: an account of staff that nobody watches is the one that gets stolen.
 *    silent 6 d -> 0.00   29 d -> 0.50   31 d -> 1.50   200 d -> 3.00   200 d, but back for two days and five acts -> 0.00
 *    31 d, and the 2nd account in ten minutes -> 1.76 (joined from 1.50 and 0.75)   the 4th -> 2.03 (from 1.50 and 1.50)
 *  Range 0 to 3.00, and a burst's 0 to 1.50. Cost: comparisons; a logarithm in such a burst. Cold start: silent for an actor never seen before. Misleads after
 *  parental leave: the return's routine has a prior of -4 to outweigh it; and where a tool acts for somebody long
 *  silent, for the silence is the tool's own. Monotone in the silence. */
export const dormancy: Evidence = {
  name: 'dormancy',
  family: 'employment',
  onAdminLog: 'beats chance',
  coldUntil: 'a silence of a week',
  risesWith: ['the silence'],
  neverNegative: ['burst', 'burstCap'],
  bars: [over7d, over30d, over180d, burst],
  fitting: { ordered: [['over180d', 'over30d', 'over7d']], together: [['burst', 'burstCap']] },
  measure(sight, weights, tally) {
    const { silentDays: days } = sight
    if (days < 7) return
    const weight = weights.dormancy
    if (days >= 180) tally.give(over180d, weight.over180d, days)
    else if (days >= 30) tally.give(over30d, weight.over30d, days)
    else tally.give(over7d, weight.over7d, days)
    const together = 1 + (sight.slots[at.massSlot] ?? 0)
    if (days >= 30 && together > burstFree && sight.another) {
      tally.give(burst, Math.min(weight.burstCap, weight.burst * Math.log2(together)), together)
    }
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
