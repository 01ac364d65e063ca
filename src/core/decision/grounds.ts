import type { Policy } from '../policy/policy.ts'
import type { Severity } from '../policy/severity.ts'
import type { Assessment } from './assessment.ts'
import type { Excluded } from './exclude.ts'

/** What a decision rests on beside the points: plain data, so that it can be taken along to where more is
 *  known. Tier and rules are named, and stand as the change's own assessment found them. */
export interface Grounds {
  readonly tier: string
  readonly rules: readonly string[]
  /** The highest floor that a rule has set. */
  readonly floor?: Severity
  readonly exclusion?: Excluded
  /** Facts that a mode beyond `approve` would have needed and nobody knows. */
  readonly missing: readonly string[]
}

/** Whether so much more suspicion, and no more, could make somebody hear of this change. */
export function mayTip(assessment: Assessment, moreCenti: number, { alertAt }: Policy): boolean {
  return (
    assessment.suspicionCenti + moreCenti >= alertAt.suspicionCenti &&
    assessment.scoreCenti + moreCenti >= alertAt.scoreCenti
  )
}
