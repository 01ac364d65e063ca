import type { AccountChange } from '../../../src/core/change/account-change.ts'

/** 2 November 2017, 10:00 UTC: a Thursday morning. */
export const morning = Date.UTC(2017, 10, 2, 10)

/** A colleague's act on the mayor's account: odd enough for a look where others add to it, and not by itself. */
export function actOf(
  actorId: string,
  action: AccountChange['action'],
  minute: number,
  otherwise: Partial<AccountChange> = {},
): AccountChange {
  const occurredAt = morning + minute * 60_000
  return {
    eventId: `${actorId}-${action}-${minute}`,
    source: 'forum',
    occurredAt,
    action,
    outcome: 'done',
    account: { id: 'mayor', kind: 'person', followers: 2_000_000, protectedClass: ['government'] },
    actor: { id: actorId, kind: 'employee', hiredAt: morning - 900 * 86_400_000 },
    reason: { code: 'abuse' },
    ...otherwise,
  }
}

export function recordOf(change: AccountChange) {
  return { key: change.actor.id, value: Buffer.from(JSON.stringify(change)) }
}
