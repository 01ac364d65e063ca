import type { Alert } from '../decision/alert.ts'
import { unscoredAlert } from '../decision/unscored-alert.ts'
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
  const { at, ...told } = of
  return unscoredAlert({
    ...told,
    kind: 'limit',
    source: limitSource,
    occurredAt: at,
    raisedAt: at,
  })
}

export const limitSource = 'countermand'
