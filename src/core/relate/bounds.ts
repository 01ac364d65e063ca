import type { Policy } from '../policy/policy.ts'

/** The most that what is known of others may add to a change, in hundredths of points. */
export function mostOfRelations({ weights }: Policy): number {
  return Math.max(0, weights.relation.most)
}

/** In hundredths of points, of all relation evidence together: it may raise a change that its actor's past
 *  leaves in doubt, and not turn plain routine into an incident by itself. */
export const relationWeights = { most: 600, least: -150 }
