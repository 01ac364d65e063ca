import type { Family } from '../decision/assessment.ts'
import type { Claims } from './claims.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** One piece of evidence: how much likelier this change is when it was not meant than when it was routine.
 *
 *  Each is pure, deterministic, bounded in time and memory, and silent where it has too little to go by. It
 *  gives points in hundredths through `tally.give`, in the order of its `bars`; positive means "not meant". */
export interface Evidence extends Claims {
  readonly name: string
  readonly family: Family
  /** Every row it may give. */
  readonly bars: readonly BarKind[]
  /** How `fit` may move its weights; without it, each freely and on its own. */
  readonly fitting?: Fitting<Sight>
  measure(sight: Sight, weights: Weights, tally: Tally): void
}

/** What a piece of evidence claims of its own weights, so that learning them cannot break it. A weight keeps
 *  the sign it ships with in any case; one that ships as 0 may take either.
 *
 *  Points must be linear in each weight that is learnt, or `fit` would promise what the scorer does not keep:
 *  a slope with a cap is not linear in either, but is in both `together`. */
export interface Fitting<Seen> {
  /** Chains of weights, each from the most points to the fewest: none may overtake the one before it. */
  readonly ordered?: readonly (readonly string[])[]
  /** Weights that make their findings together, such as a slope and its caps: one factor scales them all. */
  readonly together?: readonly (readonly string[])[]
  /** Structure that no labels speak of. */
  readonly held?: readonly string[]
  /** The weights ship with a sign, but do not claim it: elsewhere it may be the other way round. */
  readonly anySign?: true
  /** Classes of which each change has exactly one: their points count from the average of them all. */
  readonly table?: readonly string[]
  /** For a table that every platform fills with names of its own: the one that this change would have. */
  open?(sight: Seen): string | undefined
}
