import type { AccountChange } from '../change/account-change.ts'
import type { Policy } from '../policy/policy.ts'
import { filledPaths } from '../reference/complete.ts'
import type { Alert } from './alert.ts'
import { explain } from './explain.ts'
import type { Known, Step } from './step.ts'

/** The alert for a change that `step` said alerts. `alertId` is a hash of its cause and `raisedAt` the wall
 *  clock, both made by the role: the core knows neither. */
export function alertOf(
  change: AccountChange,
  known: Known,
  policy: Policy,
  step: Step,
  made: { readonly alertId: string; readonly raisedAt: number },
): Alert {
  const { assessment, decision } = step
  const { bars, says } = explain(change, known, policy, step)
  return {
    alertId: made.alertId,
    kind: 'change',
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: change.occurredAt,
    raisedAt: made.raisedAt,
    severity: assessment.severity,
    suspicionCenti: assessment.suspicionCenti,
    stakesCenti: assessment.stakesCenti,
    scoreCenti: assessment.scoreCenti,
    bars,
    says,
    tier: decision.tier,
    rules: decision.rules,
    mode: decision.mode,
    countermeasure: decision.countermeasure,
    ...(decision.exclusion === undefined ? {} : { exclusion: decision.exclusion }),
    missing: decision.missing,
    ...(known.filled === undefined ? {} : { fromTables: filledPaths(known.filled) }),
    policy: policy.id,
    change,
  }
}
