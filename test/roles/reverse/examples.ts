import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Life } from '../../../src/core/reversal/life.ts'
import type { LedgerEntry } from '../../../src/ports/ledger.ts'
import { alertIdOf, commandIdOf } from '../../../src/roles/ids.ts'

/** 14 November 2023, 22:13:20 UTC. */
const then = 1_700_000_000_000

interface Part {
  readonly accountId?: string
  readonly eventId?: string
  readonly partition?: number
}

/** The account of a head of state, deactivated by a contractor in the last hour. */
export function aChange(part: Partial<AccountChange> & Part = {}): AccountChange {
  const { accountId, eventId, partition: _partition, ...change } = part
  return {
    eventId: eventId ?? 'e1',
    source: 'demo',
    occurredAt: then,
    action: 'deactivate',
    outcome: 'done',
    account: {
      id: accountId ?? 'a1',
      followers: 44_000_000,
      stateBefore: 'active',
      stateAfter: 'deactivated',
      version: 'v2',
    },
    actor: { id: 'contractor-1', kind: 'contractor' },
    ...change,
  }
}

export function anAlert(change: AccountChange = aChange(), part: Partial<Alert> = {}): Alert {
  return {
    alertId: alertIdOf(change.source, change.eventId, 'change'),
    kind: 'change',
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: change.occurredAt,
    raisedAt: change.occurredAt + 5,
    severity: 'critical',
    suspicionCenti: 900,
    stakesCenti: 800,
    scoreCenti: 1700,
    bars: [],
    says: 'A contractor in the last hour deactivated a protected account.',
    tier: 'protected',
    rules: [],
    mode: 'auto',
    countermeasure: 'restore',
    missing: [],
    policy: '0123456789ab',
    change,
    ...part,
  }
}

export function aLedgerEntry(part: Part): LedgerEntry {
  const change = aChange(part)
  const alert = anAlert(change)
  return {
    command: {
      commandId: commandIdOf('demo', `${change.account.id}/${change.eventId}`, 'reactivate'),
      alertId: alert.alertId,
      source: 'demo',
      causeEventId: change.eventId,
      accountId: change.account.id,
      action: 'reactivate',
      countermeasure: 'restore',
      expectedVersion: 'v2',
      expectedState: 'deactivated',
      issuedAt: then,
      expiresAt: then + 30_000,
    },
    alert,
    life: {
      state: 'authorised',
      says: 'the policy lets the machine act',
      blockedBy: [],
      expiresAt: then + 30_000,
      tries: 0,
    },
    version: 1,
    at: then,
    granted: 'auto',
    partition: part.partition ?? 0,
  }
}

/** The next record of the same reversal, a millisecond later. */
export function later(entry: LedgerEntry, life: Partial<Life>): LedgerEntry {
  return { ...entry, life: { ...entry.life, ...life }, version: entry.version + 1, at: entry.at + 1 }
}
