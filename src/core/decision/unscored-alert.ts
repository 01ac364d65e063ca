import type { Alert } from './alert.ts'

/** An alert about something that no assessment stands behind: it has no points, no change, and is never acted on. */
export function unscoredAlert(
  of: Pick<
    Alert,
    'alertId' | 'kind' | 'source' | 'eventId' | 'occurredAt' | 'raisedAt' | 'severity' | 'says'
  >,
): Alert {
  return {
    ...of,
    decidedAt: of.occurredAt,
    suspicionCenti: 0,
    stakesCenti: 0,
    scoreCenti: 0,
    bars: [],
    tier: '',
    rules: [],
    mode: 'observe',
    countermeasure: 'none',
    missing: [],
    policy: '',
  }
}
