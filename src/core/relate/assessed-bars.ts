import type { BarKind } from '../evidence/finding.ts'
import { relationBar } from './relation.ts'

/** The change's own points stand in an alert of relations as one row for each axis; the alert of the change
 *  itself, where there is one, has them all. */
export const assessedSuspicion: BarKind = {
  name: 'assessed.suspicion',
  family: 'prior',
  axis: 'suspicion',
  says: () => ({
    observed: 'as assessed by its actor’s history',
    expected: 'before others’ acts were looked at',
  }),
}
export const assessedStakes: BarKind = {
  name: 'assessed.stakes',
  family: 'stakes',
  axis: 'stakes',
  says: () => ({ observed: 'what is at stake, as assessed', expected: 'before others’ acts were looked at' }),
}

/** What all relations together may weigh. */
export const bounded: BarKind = relationBar('relation.bound', (seen, usual) => ({
  observed: `what is known of others comes to ${points(seen)} points, of which ${points(usual)} count`,
  expected: 'a bound that the policy sets',
}))

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}
