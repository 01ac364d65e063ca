import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import type { Digest } from '../../src/core/decision/digest.ts'
import type { Reversal } from '../../src/core/reversal/reversal.ts'
import type { Demo } from '../../src/demo/demo.ts'
import type { Log } from '../../src/ports/log.ts'
import type { MessageCodec } from '../../src/ports/message-codec.ts'
import { ownTopics } from '../../src/ports/topics.ts'

/** In the place of detection and reversal, of which the demo sees nothing but the log: alerts on every
 *  deactivation of an account that an incident brought along, has it reactivated, and says so. Blind, it assesses and notices nothing. */
export function standIn(
  log: Log,
  demo: Pick<Demo, 'baseUrl' | 'authorization'>,
  topic: string,
  { isBlind = false } = {},
): Promise<{ stop(): Promise<void> }> {
  return log.tail([topic], async (records) => {
    for (const { value } of records) {
      const change: AccountChange = JSON.parse(String(value))
      if (!change.account.id.startsWith('x') || change.causedBy !== undefined) continue
      const digest: Digest = { v: 1, source: 'demo', rows: [rowOf(change)] }
      await append(ownTopics.digest.name, digest)
      if (isBlind || change.action !== 'deactivate') continue
      const alert = alertOf(change)
      await append(ownTopics.alerts.name, alert)
      // At least once: the same alert twice is still one alert.
      await append(ownTopics.alerts.name, alert)
      await append(ownTopics.reversals.name, reversalOf(change, 'intent', 1))
      await reactivate(demo, change)
      await append(ownTopics.reversals.name, reversalOf(change, 'confirmed', 2))
      await append(ownTopics.reversals.name, reversalOf(change, 'intent', 1))
    }
  })

  async function append(name: string, message: unknown): Promise<void> {
    await log.append(name, [{ key: null, value: Buffer.from(JSON.stringify(message)) }])
  }
}

export function jsonCodec<T>(): MessageCodec<T> {
  return {
    encode: (message) => Buffer.from(JSON.stringify(message)),
    decode: (value) => JSON.parse(value.toString()),
  }
}

function rowOf(change: AccountChange): Digest['rows'][number] {
  return [
    change.eventId,
    change.occurredAt,
    change.action,
    change.actor.id,
    change.account.id,
    0,
    0,
    'info',
    0,
  ]
}

function alertOf(change: AccountChange): Alert {
  return {
    alertId: `alert-${change.eventId}`,
    kind: 'change',
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: change.occurredAt,
    raisedAt: change.occurredAt,
    severity: 'critical',
    suspicionCenti: 900,
    stakesCenti: 800,
    scoreCenti: 1700,
    bars: [],
    says: 'a contractor in the last hour deactivated a head of state',
    tier: 'protected',
    rules: [],
    mode: 'auto',
    countermeasure: 'restore',
    missing: [],
    policy: '0'.repeat(12),
    change,
  }
}

function reversalOf(change: AccountChange, state: Reversal['state'], version: number): Reversal {
  return {
    reversalId: `command-${change.eventId}`,
    alertId: `alert-${change.eventId}`,
    source: change.source,
    eventId: change.eventId,
    accountId: change.account.id,
    countermeasure: 'restore',
    action: 'reactivate',
    state,
    version,
    at: change.occurredAt + 250,
    occurredAt: change.occurredAt,
    mode: 'auto',
    granted: 'auto',
    blockedBy: [],
    says: state,
    ...(state === 'confirmed' && { confirmedAfterSeconds: 0.25 }),
  }
}

async function reactivate(
  demo: Pick<Demo, 'baseUrl' | 'authorization'>,
  change: AccountChange,
): Promise<void> {
  await fetch(`${demo.baseUrl}/accounts/${change.account.id}/reactivate`, {
    method: 'POST',
    headers: {
      authorization: demo.authorization,
      'idempotency-key': `command-${change.eventId}`,
      'if-match': `"${change.account.version}"`,
    },
  })
}
