import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type Step, step } from '../../../src/core/decision/step.ts'
import { atLeast, type Severity } from '../../../src/core/policy/severity.ts'
import {
  accounts,
  changeOf,
  dayMs,
  hourMs,
  memoryOfWork,
  minuteMs,
  now,
  nth,
  reasons,
  shippedPolicy,
  staff,
  stepThrough,
} from '../people.ts'

const policy = shippedPolicy('demo')

describe('2 November 2017: a contractor in the last hour deactivates a head of state', () => {
  const lastDay = changeOf({
    action: 'deactivate',
    actor: staff.contractorLastHour,
    account: accounts.headOfState,
  })
  const warm = memoryOfWork(staff.contractorLastHour, policy, { hourly: 9, actions: ['suspend', 'lock'] })

  test('by somebody we have watched for weeks it is critical and may be undone by the machine', () => {
    expect(said(step(lastDay, { memory: warm }, policy))).toBe('critical auto restore')
  })

  test('by somebody we have never seen it is the same', () => {
    expect(said(step(lastDay, { memory: undefined }, policy))).toBe('critical auto restore')
  })

  test('asked for before the access ended and carried out after it, it is the same', () => {
    const ended = { ...staff.contractorLastHour, leavesAt: now - 20 * minuteMs }
    const delayed = { ...lastDay, actor: ended, requestedAt: now - 30 * minuteMs }
    expect(said(step(delayed, { memory: warm }, policy))).toBe('critical auto restore')
  })

  test('under the words "child safety" it is still critical, but only kept from being purged', () => {
    const claimed = { ...lastDay, reason: { code: 'child-safety', reportId: 'R-1' } }
    const done = step(claimed, { memory: warm }, policy)
    expect(said(done)).toBe('critical auto preserve')
    expect(done.decision).toMatchObject({ exclusion: 'child-safety', claimedByActorAlone: true })
  })

  test('with a ticket and two others who agreed it is nobody else’s business', () => {
    const actor = staff.oldHand
    const lawful = changeOf({
      action: 'deactivate',
      account: accounts.headOfState,
      actor,
      reason: reasons.ticketAndTwo,
    })
    expect(said(step(lawful, { memory: undefined }, policy))).toBe('info')
  })
})

test('2020: stolen credentials change addresses of notable accounts, and each actor is high by the fifth act', () => {
  const thief = { ...staff.oldHand, credentialChangedAt: now - 20 * minuteMs }
  const memory = memoryOfWork(thief, policy, {
    hourly: 9,
    reason: reasons.ticket,
    actions: ['suspend', 'lock', 'unlock'],
  })
  const steps = ['change-email', 'disable-mfa', 'reset-password', 'change-email', 'disable-mfa'] as const
  const changes = steps.map((action, i) =>
    changeOf({
      action,
      actor: thief,
      occurredAt: now + i * 5_000,
      account: nth(accounts.artist, Math.floor(i / 3)),
      reason: { code: 'owner-request' },
    }),
  )
  expect(firstAt('high', stepThrough(changes, policy, memory))).toBeLessThanOrEqual(5)
})

test('69 ordinary accounts in three minutes by an honest reviewer are noticed within 30, and never auto', () => {
  const memory = memoryOfWork(staff.oldHand, policy, { hourly: 4 })
  const done = stepThrough(burst(69, 180_000, changeOf()), policy, memory)
  expect(firstAt('medium', done)).toBeLessThanOrEqual(30)
  expect(modesOf(done)).not.toContain('auto')
})

test('an old hand back after 300 days who turns on notable accounts is high by the second', () => {
  const memory = memoryOfWork(staff.oldHand, policy, { hourly: 13, until: now - 300 * dayMs })
  const rogue = changeOf({ account: accounts.artist, reason: { code: 'abuse' } })
  const done = stepThrough(burst(8, 16_000, rogue), policy, memory)
  expect(firstAt('high', done)).toBeLessThanOrEqual(2)
})

describe('a defender locks hundreds of verified accounts in minutes', () => {
  const memory = memoryOfWork(staff.defender, policy, {
    hourly: 4,
    actions: ['lock'],
    reason: reasons.ticket,
  })
  const reason = { code: 'investigation', ticketId: 'T-9', approvedBy: ['lead-1', 'lead-2'] }
  const lock = changeOf({ action: 'lock', actor: staff.defender, account: accounts.artist, reason })

  test.each([
    ['one by one', lock],
    ['as one operation', { ...lock, operationId: 'lock-down', operationSize: 300 }],
    ['saying that they are compromised', { ...lock, reason: { ...reason, code: 'compromised-account' } }],
  ])('%s: the case is seen, and nothing is undone by the machine', (_, change) => {
    const done = stepThrough(burst(300, 240_000, change), policy, memory)
    expect(firstAt('medium', done)).toBeLessThanOrEqual(60)
    expect(modesOf(done)).not.toContain('auto')
    expect(modesOf(done)).not.toContain('veto')
  })
})

describe('quiet', () => {
  test('an automation that suspends 200 spam accounts a minute, as it does every day', () => {
    const usual = changeOf({ actor: staff.sweeper, reason: reasons.rule })
    const done = stepThrough(burst(3000, 15 * minuteMs, usual), policy)
    expect(done.filter((one) => one.decision.alerts)).toHaveLength(0)
  })

  test('a keen new hire who works through reports', () => {
    const keen = changeOf({ actor: staff.newcomer })
    const done = stepThrough(burst(120, 8 * hourMs, keen), policy)
    expect(done.filter((one) => one.decision.alerts)).toHaveLength(0)
  })

  test('a contractor whose contract was renewed', () => {
    const memory = memoryOfWork(staff.contractorRenewed, policy, { hourly: 9 })
    const done = stepThrough(burst(9, hourMs, changeOf({ actor: staff.contractorRenewed })), policy, memory)
    expect(done.filter((one) => one.decision.alerts)).toHaveLength(0)
  })
})

// biome-ignore format: a table for people.
test.each([
  // actor                     target                 reason                 action        -> severity and mode
  ['contractorLastHour',       'headOfState',         'report',              'deactivate',  'critical auto restore'],
  ['oldHand',                  'headOfState',         'ticketAndTwo',        'suspend',     'info'],
  ['sweeper',                  'neighbour',           'rule',                'suspend',     'info'],
  ['newcomer',                 'artist',              undefined,             'deactivate',  'high approve restore'],
  ['newcomer',                 'neighbour',           'report',              'suspend',     'info'],
  ['oldHand',                  'neighbour',           'report',              'suspend',     'info'],
  ['contractorRenewed',        'artist',              'ticket',              'restrict',    'info'],
] as const)('%s, %s, reason %s, %s: %s', (actor, account, reason, action, expected) => {
  const change: AccountChange = changeOf({ actor: staff[actor], account: accounts[account], action })
  const { reason: _, ...bare } = change
  const given = reason === undefined ? bare : { ...change, reason: reasons[reason] }
  expect(said(step(given, { memory: undefined }, policy))).toBe(expected)
})

/** The same change on so many accounts, evenly over the time. */
function burst(count: number, spanMs: number, change: AccountChange): AccountChange[] {
  return Array.from({ length: count }, (_, i) =>
    changeOf({
      ...change,
      eventId: `${change.eventId}-${i}`,
      occurredAt: now + Math.floor((i * spanMs) / count),
      account: nth(change.account, i),
    }),
  )
}

function said({ assessment, decision }: Step): string {
  if (!decision.alerts) return assessment.severity
  return `${assessment.severity} ${decision.mode} ${decision.countermeasure}`
}

/** From 1: which of them first alerts at this severity. */
function firstAt(severity: Severity, steps: readonly Step[]): number {
  const found = steps.findIndex((one) => one.decision.alerts && atLeast(one.assessment.severity, severity))
  return found < 0 ? Number.POSITIVE_INFINITY : found + 1
}

function modesOf(steps: readonly Step[]): string[] {
  return steps.map((one) => one.decision.mode)
}
