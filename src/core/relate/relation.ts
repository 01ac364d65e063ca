import type { Claims } from '../evidence/claims.ts'
import type { Fitting } from '../evidence/evidence.ts'
import type { BarKind } from '../evidence/finding.ts'
import type { Tally } from '../evidence/tally.ts'
import type { Weights } from '../evidence/weights.ts'
import type { RelationSight } from './relation-sight.ts'

/** One piece of evidence that needs more than one actor: the contract of `Evidence`, over an account's memory
 *  instead of an actor's. The words of its bars are made from a finding's numbers alone. */
export interface Relation extends Claims {
  readonly name: string
  readonly bars: readonly BarKind[]
  /** As for `Evidence`. */
  readonly fitting?: Fitting<RelationSight>
  measure(sight: RelationSight, weights: Weights, tally: Tally): void
}

/** A row of the account book that relation evidence may give. */
export function relationBar(
  name: string,
  says: (seen: number, usual: number) => { readonly observed: string; readonly expected: string },
): BarKind {
  return { name, family: 'relation', axis: 'suspicion', says: ({ seen, usual }) => says(seen, usual) }
}
