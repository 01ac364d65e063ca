import { relationBar } from './relation.ts'

/** In hundredths of points, of all relation evidence together: it may raise a change that its actor's past
 *  leaves in doubt, and not turn plain routine into an incident by itself. */
export const relationWeights = { most: 600, least: -300 }

/** What all relations together may weigh. */
export const bounded = relationBar('relation.bound', (seen, usual) => ({
  observed: `what is known of others comes to ${points(seen)} points, of which ${points(usual)} count`,
  expected: 'a bound that the policy sets',
}))

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}
