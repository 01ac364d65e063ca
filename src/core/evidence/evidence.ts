import type { Family } from '../decision/assessment.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** One piece of evidence: how much likelier this change is when it was not meant than when it was routine.
 *
 *  Each is pure, deterministic, bounded in time and memory, and silent where it has too little to go by. It
 *  gives points in hundredths through `tally.give`, in the order of its `bars`; positive means "not meant". */
export interface Evidence {
  readonly name: string
  readonly family: Family
  /** Whether its points tell changes that were not meant from routine on the real administrator log that all
   *  this was developed on, better than chance does; or why that log cannot say. A test holds the first. */
  readonly onAdminLog: 'beats chance' | `not measured: ${string}`
  /** Every row it may give. */
  readonly bars: readonly BarKind[]
  measure(sight: Sight, weights: Weights, tally: Tally): void
}
