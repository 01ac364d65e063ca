import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import type { Bar } from '../../src/core/decision/assessment.ts'
import type { Reversal, ReversalState } from '../../src/core/reversal/reversal.ts'

/** 2 November 2017, 18:39 in Washington. */
export const thatEvening = Date.parse('2017-11-02T22:39:00Z')

export function changeBy(actorId: string, over: Partial<AccountChange> = {}): AccountChange {
  return {
    eventId: `e-${actorId}-${over.account?.id ?? 'potus'}-${over.occurredAt ?? thatEvening}`,
    source: 'desk',
    occurredAt: thatEvening,
    action: 'deactivate',
    outcome: 'done',
    account: { id: 'potus', handle: '@head-of-state', followers: 44_000_000, verified: 'government' },
    actor: { id: actorId, kind: 'contractor', team: 'support' },
    reason: { code: 'impersonation', reportId: 'R-20771', note: 'as reported by a user' },
    ...over,
  }
}

const bars: readonly Bar[] = [
  bar('prior', 'prior', -600, 'a deactivation', 'about 1 in 64 is not meant'),
  bar(
    'tenure.last-hour',
    'employment',
    800,
    'access ends in 21 minutes',
    'no deactivation of this tier in a last hour',
  ),
  bar('tenure.contractor', 'employment', 100, 'a contractor', '312 employees, 41 contractors'),
  bar('family.employment', 'employment', -60, 'these facts come together', 'the strongest counts in full'),
  bar(
    'standing-mismatch',
    'relation',
    520,
    'first act on an account of this tier',
    '0 of 1,204 acts in 11 months',
  ),
  bar(
    'justification',
    'warrant',
    260,
    'one user report, self-picked, nobody approved',
    'two approvals for this tier',
  ),
  bar('dormancy', 'employment', 0, 'last acted 4 minutes ago', 'acts every 6 minutes'),
  { ...bar('session', 'origin', 0, 'the platform does not say', 'usually a known device'), unknown: true },
  { ...bar('reach', 'stakes', 720, '44 million followers', 'median 212'), axis: 'stakes' },
  { ...bar('standing', 'stakes', 310, 'government, head of state', 'not verified'), axis: 'stakes' },
]

function bar(
  name: string,
  family: Bar['family'],
  pointsCenti: number,
  observed: string,
  expected: string,
): Bar {
  return { name, family, axis: 'suspicion', pointsCenti, observed, expected }
}

/** An alert whose bars add up: 10.20 suspicion and 10.30 stakes. */
export function alertOn(change: AccountChange, over: Partial<Alert> = {}): Alert {
  const mine = over.bars ?? bars
  const sum = (axis: Bar['axis']) =>
    mine.filter((bar) => bar.axis === axis).reduce((sum, bar) => sum + bar.pointsCenti, 0)
  return {
    alertId: `a-${change.eventId}`,
    kind: 'change',
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: change.occurredAt,
    raisedAt: change.occurredAt + 140,
    severity: 'critical',
    suspicionCenti: sum('suspicion'),
    stakesCenti: sum('stakes'),
    scoreCenti: sum('suspicion') + sum('stakes'),
    bars: mine,
    says: `${change.actor.id}, a contractor whose access ends in 21 minutes, deactivated ${change.account.handle ?? change.account.id} (44 million followers) upon one user report that nobody approved.`,
    tier: 'protected',
    rules: ['last-hour-on-protected'],
    mode: 'auto',
    countermeasure: 'restore',
    missing: [],
    policy: '4f0a91c2b7de',
    change,
    ...over,
  }
}

export function reversalOf(alert: Alert, state: ReversalState, over: Partial<Reversal> = {}): Reversal {
  const versions: Partial<Record<ReversalState, number>> = {
    authorised: 1,
    intent: 2,
    acked: 3,
    confirmed: 4,
  }
  const after: Partial<Record<ReversalState, number>> = {
    authorised: 180,
    intent: 210,
    acked: 420,
    confirmed: 1_240,
  }
  return {
    reversalId: `r-${alert.alertId}`,
    alertId: alert.alertId,
    source: alert.source,
    eventId: alert.eventId,
    accountId: alert.change?.account.id ?? '',
    countermeasure: 'restore',
    action: 'reactivate',
    state,
    version: versions[state] ?? 5,
    at: alert.occurredAt + (after[state] ?? 500),
    occurredAt: alert.occurredAt,
    mode: 'auto',
    granted: 'auto',
    blockedBy: [],
    says: 'the policy grants it and every gate is open',
    ...(state === 'confirmed' ? { confirmedAfterSeconds: 1.24 } : {}),
    ...over,
  }
}
