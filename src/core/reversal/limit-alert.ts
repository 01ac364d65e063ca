import type { Alert } from '../decision/alert.ts'
import type { Severity } from '../policy/severity.ts'

/** About the machine itself: its breaker opened, a tier was demoted. No change stands behind it, so nothing is
 *  ever undone because of it. */
export function limitAlert(of: {
  readonly alertId: string
  readonly eventId: string
  readonly severity: Severity
  readonly says: string
  readonly at: number
}): Alert {
  return {
    alertId: of.alertId,
    kind: 'limit',
    source: limitSource,
    eventId: of.eventId,
    occurredAt: of.at,
    decidedAt: of.at,
    raisedAt: of.at,
    severity: of.severity,
    suspicionCenti: 0,
    stakesCenti: 0,
    scoreCenti: 0,
    bars: [],
    says: of.says,
    tier: '',
    rules: [],
    mode: 'observe',
    countermeasure: 'none',
    missing: [],
    policy: '',
  }
}

export const limitSource = 'countermand'
