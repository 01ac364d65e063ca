import type { Alert } from '../../../src/core/decision/alert.ts'

/** An alert as the evening of 2 November 2017 would have raised it. */
export function lastDayAlert(changed: Partial<Alert> = {}): Alert {
  return {
    alertId: 'a-2017',
    kind: 'change',
    source: 'birds',
    eventId: 'e-1',
    occurredAt: Date.UTC(2017, 10, 2, 22, 57),
    decidedAt: Date.UTC(2017, 10, 2, 22, 57),
    raisedAt: Date.UTC(2017, 10, 2, 22, 57, 1),
    severity: 'critical',
    suspicionCenti: 912,
    stakesCenti: 1185,
    scoreCenti: 2097,
    bars: [
      {
        name: 'tenure.last-hour',
        family: 'employment',
        axis: 'suspicion',
        pointsCenti: 500,
        observed: 'access ends in 40 minutes',
        expected: 'years',
      },
    ],
    says: 'A contractor in the last hour deactivated @potus, 44.1 M followers.',
    tier: 'protected',
    rules: ['last-hour-on-protected'],
    mode: 'auto',
    countermeasure: 'restore',
    exclusion: 'legal-order',
    missing: [],
    policy: '0123456789ab',
    change: {
      eventId: 'e-1',
      source: 'birds',
      occurredAt: Date.UTC(2017, 10, 2, 22, 57),
      action: 'deactivate',
      outcome: 'done',
      account: { id: 'acc-45', handle: '@potus', followers: 44_100_000 },
      actor: { id: 'staff-9', kind: 'contractor' },
    },
    ...changed,
  }
}
