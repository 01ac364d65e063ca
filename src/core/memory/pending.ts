import type { Act } from './learn.ts'

/** A flagged change that waits: it taught the baseline nothing, and a verdict lets it in or throws it away. */
export interface Pending extends Act {
  /** `identity(eventId, accountId)`. */
  readonly event: number
  /** The pace it was found at, at each compared scale. */
  readonly pace: readonly number[]
  /** And the mass, at each scale of it. */
  readonly mass: readonly number[]
}

/** More than this many flagged changes of one actor are an incident, not a habit to learn. */
export const pendingMax = 16
