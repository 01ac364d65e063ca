import { readFileSync } from 'node:fs'
import type { Account, AccountChange, Actor, Reason } from '../../src/core/change/account-change.ts'
import { type Step, step } from '../../src/core/decision/step.ts'
import type { ActorMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { isPolicy, readPolicy } from '../../src/core/policy/read-policy.ts'

/** Staff, accounts and reasons that the tests of the core are told with. */

/** Thursday, 2 November 2017, 23:00 UTC. */
export const now = Date.UTC(2017, 10, 2, 23)
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

export function shippedPolicy(name: string): Policy {
  return policyOf(readFileSync(new URL(`../../schemas/policies/${name}.yaml`, import.meta.url), 'utf8'))
}

export function policyOf(text: string): Policy {
  const policy = readPolicy(text, '0123456789abcdef')
  if (!isPolicy(policy)) throw new Error(policy.map((fault) => `${fault.line}: ${fault.says}`).join('\n'))
  return policy
}

export const accounts = {
  headOfState: {
    id: 'head-of-state',
    kind: 'person',
    followers: 44_000_000,
    verified: 'government',
    protectedClass: ['head-of-state', 'government'],
  },
  artist: { id: 'artist', kind: 'person', followers: 1_200_000, verified: 'legacy', protectedClass: [] },
  neighbour: { id: 'neighbour', kind: 'person', followers: 180, verified: 'none', protectedClass: [] },
} as const satisfies Record<string, Account>

export const staff = {
  contractorLastHour: {
    id: 'contractor-last-hour',
    kind: 'contractor',
    hiredAt: now - 300 * dayMs,
    leavesAt: now + 40 * minuteMs,
  },
  contractorRenewed: {
    id: 'contractor-renewed',
    kind: 'contractor',
    hiredAt: now - 300 * dayMs,
    leavesAt: now + 180 * dayMs,
  },
  oldHand: { id: 'old-hand', kind: 'employee', hiredAt: now - 2200 * dayMs },
  newcomer: { id: 'newcomer', kind: 'employee', hiredAt: now - 2 * dayMs },
  defender: { id: 'defender', kind: 'employee', team: 'security', hiredAt: now - 1500 * dayMs },
  sweeper: { id: 'sweeper', kind: 'automation' },
} as const satisfies Record<string, Actor>

export const reasons = {
  report: { code: 'impersonation', reportId: 'R-1' },
  ticket: { code: 'abuse', ticketId: 'T-1' },
  ticketAndTwo: { code: 'abuse', ticketId: 'T-1', approvedBy: ['lead-1', 'lead-2'] },
  rule: { code: 'spam', policies: ['rule/spam'] },
} as const satisfies Record<string, Reason>

let made = 0

/** A suspension of the neighbour by the old hand with a report, but for what is said otherwise. */
export function changeOf(otherwise: Partial<AccountChange> = {}): AccountChange {
  return {
    eventId: `event-${made++}`,
    source: 'test',
    occurredAt: now,
    action: 'suspend',
    outcome: 'done',
    account: accounts.neighbour,
    actor: staff.oldHand,
    reason: reasons.report,
    ...otherwise,
  }
}

/** The nth of many accounts that are alike. */
export function nth(account: Account, number: number): Account {
  return { ...account, id: `${account.id}-${number}` }
}

/** What an actor is remembered by after usual work that ended at `until`: `hourly` acts in each of eight
 *  hours of each of `days` days, ordinary accounts, a ticket on each, the actions in turn. */
export function memoryOfWork(
  actor: Actor,
  policy: Policy,
  work: {
    readonly hourly: number
    readonly days?: number
    readonly until?: number
    readonly actions?: readonly AccountChange['action'][]
    readonly reason?: Reason
    readonly account?: (number: number) => Account
  },
): ActorMemory {
  const { hourly, days = 20, until = now - hourMs, actions = ['suspend'], reason = reasons.report } = work
  const account = work.account ?? ((number) => nth(accounts.neighbour, number))
  let memory: ActorMemory | undefined
  let number = 0
  for (let day = days; day > 0; day--) {
    for (let act = 0; act < 8 * hourly; act++, number++) {
      const occurredAt = until - (day - 1) * dayMs - 8 * hourMs + ((act + 1) * hourMs) / hourly
      const action = actions[number % actions.length] ?? 'suspend'
      // Employment dates of the past are of no interest here: only habit is.
      const { leavesAt: _leaves, ...employed } = actor
      const change = changeOf({ occurredAt, action, reason, actor: employed, account: account(number) })
      memory = step(change, { memory }, policy).learned
    }
  }
  if (memory === undefined) throw new Error('no work, no memory')
  return memory
}

/** Steps through the changes of one actor, each with what the one before left. */
export function stepThrough(changes: readonly AccountChange[], policy: Policy, memory?: ActorMemory): Step[] {
  let held = memory
  return changes.map((change) => {
    const done = step(change, { memory: held }, policy)
    held = done.learned
    return done
  })
}
