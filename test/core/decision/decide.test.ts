import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { alertOf } from '../../../src/core/decision/alert-of.ts'
import { explain } from '../../../src/core/decision/explain.ts'
import { type Known, step } from '../../../src/core/decision/step.ts'
import { modes } from '../../../src/core/policy/severity.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import { accounts, changeOf, memoryOfWork, now, reasons, shippedPolicy, staff } from '../people.ts'

const policy = shippedPolicy('demo')
const bad = changeOf({ action: 'deactivate', actor: staff.contractorLastHour, account: accounts.headOfState })
const cold: Known = { memory: undefined }

describe('exclusions', () => {
  const vouched = { ticketId: 'T-1', approvedBy: ['lead-1'] }
  const held = { ...accounts.headOfState, holds: ['legal'] }

  // biome-ignore format: a table for people.
  test.each<[string, Partial<AccountChange>, string]>([
    // what is said                                                         -> severity mode countermeasure exclusion
    ['nothing',             {},                                             'critical auto restore'],
    ['a court, by word',    { reason: { code: 'court-order' } },            'critical auto preserve court-order alone'],
    ['a court, by policy',  { reason: { policies: ['court-order'] } },      'critical auto preserve court-order alone'],
    ['erasure, by word',    { reason: { code: 'gdpr-erasure' } },           'critical observe none erasure alone'],
    ['a legal hold',        { account: held },                              'critical observe none legal-hold'],
    ['hold and a word',     { account: held, reason: { code: 'ncii' } },    'critical observe none legal-hold'],
    ['done by the owner',   { actor: { id: 'o', kind: 'owner' } },          'info observe none'],
  ])('%s', (_, otherwise, expected) => {
    const { assessment, decision } = step({ ...bad, ...otherwise }, cold, policy)
    const { mode, countermeasure, exclusion, claimedByActorAlone } = decision
    const said = [assessment.severity, mode, countermeasure, exclusion, claimedByActorAlone ? 'alone' : undefined]
    expect(said.filter((word) => word !== undefined).join(' ')).toBe(expected)
  })

  test('the actor’s own approval vouches for nothing', () => {
    const own = { code: 'child-safety', ticketId: 'T-1', approvedBy: [staff.contractorLastHour.id] }
    expect(step({ ...bad, reason: own }, cold, policy).decision).toMatchObject({
      exclusion: 'child-safety',
      claimedByActorAlone: true,
      countermeasure: 'preserve',
    })
  })

  test('a claim with a ticket and another approver is believed: alerted as scored, nothing undone', () => {
    const change = {
      ...bad,
      requestedAt: now,
      reason: { code: 'terrorism', ...vouched },
      actor: { ...staff.contractorLastHour, leavesAt: now - 1 },
    }
    const { decision } = step(change, cold, policy)
    expect(decision).toMatchObject({
      alerts: true,
      mode: 'observe',
      countermeasure: 'none',
      exclusion: 'terrorism',
    })
    expect(decision.claimedByActorAlone).toBeUndefined()
  })

  test('a routine child-safety suspension pages nobody', () => {
    const routine = changeOf({ reason: { code: 'child-safety', reportId: 'R-1' } })
    expect(step(routine, cold, policy).decision.alerts).toBe(false)
  })

  test('a reason outside the policy’s list alerts and is never undone', () => {
    const strict = { ...policy, reasons: new Set(['spam']) }
    expect(step(changeOf({ reason: { code: 'abuse' } }), cold, strict).decision).toMatchObject({
      alerts: true,
      mode: 'observe',
      countermeasure: 'none',
      exclusion: 'reason-not-listed',
    })
    expect(step(changeOf({ reason: { code: 'spam' } }), cold, strict).decision.alerts).toBe(false)
  })
})

describe('known facts', () => {
  const { leavesAt: _, ...undated } = staff.contractorLastHour
  const unknownAccount = { id: 'somebody', kind: 'person' } as const
  const lastHour = { ...policy, tiers: policy.tiers.map((tier) => ({ ...tier, modes: { auto: -1_000 } })) }

  // biome-ignore format: a table for people.
  test.each<[string, Partial<AccountChange>, readonly string[], string[], string]>([
    ['all known',                      {},                                          [], [], 'auto'],
    ['standing unknown',               { account: unknownAccount },                 [], ['account.standing'], 'approve'],
    ['a contractor without an end',    { actor: undated },                          [], ['actor.leavesAt'], 'approve'],
    ['nobody knows who',               { actor: { id: 'x', kind: 'unknown' } },     [], ['actor.kind'], 'approve'],
    ['an employee without dates',      { actor: { id: 'x', kind: 'employee' } },    [], ['actor.employment'], 'approve'],
    ['the same, never known here',     { actor: { id: 'x', kind: 'employee' } },
      ['actor.hiredAt', 'actor.leavesAt', 'actor.accessEndsAt'], [], 'auto'],
    ['a volunteer without dates',      { actor: { id: 'x', kind: 'volunteer' } },   [], [], 'auto'],
  ])('%s', (_, otherwise, neverKnown, missing, mode) => {
    const known = { memory: undefined, neverKnown: new Set(neverKnown) }
    const always = { ...lastHour, alertAt: { suspicionCenti: -10_000, scoreCenti: -10_000 } }
    const { decision } = step({ ...bad, ...otherwise }, known, always)
    expect([decision.missing, decision.mode]).toEqual([missing, mode])
  })
})

describe('no policy grants more than the kind of undoing may have', () => {
  const greedy = {
    ...policy,
    rules: [],
    alertAt: { suspicionCenti: -10_000, scoreCenti: -10_000 },
    tiers: policy.tiers.map((tier) => ({ ...tier, modes: { auto: -10_000 } })),
  }
  test.each(actions)('%s', (action) => {
    const { decision } = step({ ...bad, action }, cold, greedy)
    const inverse = inverseOf[action]
    expect(decision.mode).toBe(inverse?.ceiling ?? 'observe')
    expect(decision.countermeasure).toBe(inverse?.countermeasure ?? 'none')
  })

  test.each(['refused', 'failed'] as const)('what was %s is evidence and never undone', (outcome) => {
    const { decision, assessment } = step({ ...bad, outcome }, cold, greedy)
    expect(decision).toMatchObject({ alerts: true, mode: 'observe', countermeasure: 'none' })
    expect(assessment.suspicionCenti).toBeGreaterThan(step(bad, cold, greedy).assessment.suspicionCenti)
  })
})

test('stakes never authorise: a routine suspension of a giant is granted nothing', () => {
  const memory = memoryOfWork(staff.oldHand, policy, {
    hourly: 4,
    reason: reasons.ticket,
    account: (number) => ({ ...accounts.headOfState, id: `giant-${number}` }),
  })
  const routine = changeOf({ account: accounts.headOfState, reason: reasons.ticket })
  const { assessment, decision } = step(routine, { memory }, policy)
  expect([assessment.stakesCenti, assessment.severity, decision.mode]).toEqual([1200, 'info', 'observe'])
})

describe('the account book', () => {
  const done = step(bad, cold, policy)
  const { bars, says } = explain(bad, cold, policy, done)

  test('adds up to the numbers shown, exactly', () => {
    const sum = (axis: string): number =>
      bars.filter((bar) => bar.axis === axis).reduce((total, bar) => total + bar.pointsCenti, 0)
    expect(sum('suspicion')).toBe(done.assessment.suspicionCenti)
    expect(sum('stakes')).toBe(done.assessment.stakesCenti)
    expect(done.assessment.suspicionCenti + done.assessment.stakesCenti).toBe(done.assessment.scoreCenti)
  })

  test('shows what a family took off, and what the rule added', () => {
    expect(bars.map((bar) => `${bar.name} ${bar.pointsCenti}`)).toEqual([
      'prior.deactivate -300',
      'tenure.lastHour 500',
      'tenure.contractor 50',
      'family.employment -32',
      'justification.report -50',
      'justification.aloneOnProtected 200',
      'reach 800',
      'standing.protected 400',
      'rule.last-hour-on-protected 500',
    ])
  })

  test('is told in one plain sentence', () => {
    expect(says).toBe(
      'contractor contractor-last-hour deactivated head-of-state (44,000,000 followers): last hour: 40 min left; alone, without a ticket, on a protected account.',
    )
  })

  test('says what nobody knows, for no points', () => {
    const change = { ...bad, account: { id: 'somebody', protectedClass: ['elected'] } }
    const reach = explain(change, cold, policy, step(change, cold, policy)).bars.find(
      (bar) => bar.name === 'reach',
    )
    expect(reach).toMatchObject({ unknown: true, pointsCenti: 0 })
  })

  test('goes into the alert with the change and the policy’s name', () => {
    const alert = alertOf(bad, cold, policy, done, { alertId: 'a-1', raisedAt: 7 })
    expect(alert).toMatchObject({
      alertId: 'a-1',
      raisedAt: 7,
      kind: 'change',
      decidedAt: bad.occurredAt,
      policy: '0123456789ab',
      severity: 'critical',
      mode: 'auto',
      change: bad,
    })
    expect(modes).toContain(alert.mode)
  })
})
