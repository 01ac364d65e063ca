import type { Finding } from '../evidence/finding.ts'
import type { Severity } from '../policy/severity.ts'

/** The second look at one change: every part of the score, adding up exactly.
 *
 *  Points are integers of hundredths (`612` is 6.12 points) from the first piece of evidence to the sum, so
 *  that bars add up to the number shown and a replay is the same to the byte on any machine. One point
 *  doubles the odds. */
export interface Assessment {
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** `suspicionCenti + stakesCenti`. */
  readonly scoreCenti: number
  readonly severity: Severity
  /** All that gave points, took points or is unknown, in the order of the evidence list: numbers only.
   *  `explain` makes bars of them, for alerts. */
  readonly findings: readonly Finding[]
  /** True where this very event was seen before: it taught nothing and alerts nobody again. */
  readonly repeated: boolean
}

/** One row of the account book that a case shows. */
export interface Bar {
  /** `tenure.last-hour`, `reach`, `family.employment` (what the family took off), `prior`. */
  readonly name: string
  readonly family: Family
  readonly axis: Axis
  readonly pointsCenti: number
  /** In plain words: what was seen. */
  readonly observed: string
  /** In plain words: what is usual, and from how much history. */
  readonly expected: string
  /** True where the fact is not known; then the points are 0. */
  readonly unknown?: true
}

export type Axis = 'suspicion' | 'stakes'

/** Evidence that tends to come together: within a family the strongest counts in full, the rest in part. */
export const families = [
  'prior',
  'employment',
  'pace',
  'origin',
  'warrant',
  'relation',
  'stakes',
  'rule',
] as const
export type Family = (typeof families)[number]
