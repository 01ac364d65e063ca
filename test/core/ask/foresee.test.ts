import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, askMs } from '../../../src/core/ask/answer.ts'
import { boundNames } from '../../../src/core/ask/exact-change.ts'
import { foresee } from '../../../src/core/ask/foresee.ts'
import { withApprover } from '../../../src/core/ask/with-approver.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { fieldKinds } from '../../../src/core/change/mapping-fields.ts'
import { explain } from '../../../src/core/decision/explain.ts'
import { step } from '../../../src/core/decision/step.ts'
import { encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { learnApproval, useApproval } from '../../../src/core/memory/approved.ts'
import { severities } from '../../../src/core/policy/severity.ts'
import { causeOf } from '../../../src/roles/ids.ts'
import { accounts, changeOf, memoryOfWork, now, policyOf, reasons, shippedPolicy, staff } from '../people.ts'

const policy = shippedPolicy('demo')
const warm = memoryOfWork(staff.oldHand, policy, { hourly: 2 })

const asked: readonly AccountChange[] = [
  changeOf(),
  changeOf({ account: accounts.artist, reason: reasons.ticket }),
  changeOf({ account: accounts.headOfState, action: 'deactivate', reason: {} }),
  changeOf({ account: accounts.headOfState, action: 'deactivate', actor: staff.contractorLastHour }),
]

describe('asked before it is done, a change', () => {
  test.each(asked)('is worth what it is worth when it is done, and teaches nothing: $action', (change) => {
    const bytes = encodeMemory(warm)
    const before = foresee({ ...change, eventId: 'asked' }, { memory: warm, arrivedAt: now }, policy)
    expect(encodeMemory(warm)).toEqual(bytes)
    const known = { memory: warm, arrivedAt: now }
    const stepped = step(change, known, policy)
    expect(before.assessment).toEqual(stepped.assessment)
    expect(before.decision).toEqual(stepped.decision)
    expect(before.bars).toEqual(explain(change, known, policy, stepped).bars)
  })

  test('is told in words of what is not done yet', () => {
    const [routine, , , worst] = asked
    expect(foresee(routine!, { memory: warm, arrivedAt: now }, policy).says).toBe(
      'employee old-hand would suspend neighbour: nothing tells against it.',
    )
    expect(foresee(worst!, { memory: undefined, arrivedAt: now }, policy)).toMatchObject({
      answer: 'hold',
      says: expect.stringMatching(
        /^contractor contractor-last-hour would deactivate head-of-state .*last hour/,
      ),
    })
  })

  test('names every exclusion that facts put it under, and none that only its words claim', () => {
    const named = `  - { name: gag-order, why: sealed by a court, when: "label('gag') == 'yes'", sealed: true }`
    const text = readFileSync('schemas/policies/demo.yaml', 'utf8').replace(
      /^exclusions:\n/mu,
      `$&${named}\n`,
    )
    const gagged = policyOf(text)
    const under = (over: Parameters<typeof changeOf>[0]) =>
      foresee(changeOf(over), { memory: warm, arrivedAt: now }, gagged).exclusions
    expect(under({ labels: { gag: 'yes' } })).toEqual(['gag-order'])
    expect(under({ labels: { gag: 'yes' }, actor: { id: 'neighbour', kind: 'owner' } })).toEqual([
      'gag-order',
      'erasure',
    ])
    expect(under({ labels: { gag: 'no' }, reason: { code: 'court-order' } })).toEqual([])
  })

  test('by a hand that asks a hundred times is worth the same at the last', () => {
    const change = asked[2]!
    const answers = Array.from({ length: 100 }, () =>
      foresee(change, { memory: warm, arrivedAt: now }, policy),
    )
    expect(new Set(answers.map(({ assessment }) => assessment.scoreCenti)).size).toBe(1)
  })
})

describe('answers', () => {
  test('come from the severity that the policy names', () => {
    const by = (ask: Parameters<typeof answerOf>[1]) => severities.map((severity) => answerOf(severity, ask))
    const holdMinutes = 15
    const [allow, second, hold] = ['allow', 'second-person', 'hold']
    expect(by({ secondPerson: 'medium', hold: 'critical', holdMinutes })).toEqual([
      allow,
      allow,
      second,
      second,
      hold,
    ])
    expect(by({ secondPerson: undefined, hold: 'high', holdMinutes })).toEqual([
      allow,
      allow,
      allow,
      hold,
      hold,
    ])
    expect(by({ secondPerson: 'low', hold: undefined, holdMinutes })).toEqual([
      allow,
      second,
      second,
      second,
      second,
    ])
  })

  test('what a second person said yes to is let through, and arrives as approved', () => {
    const change = changeOf({ account: accounts.artist, action: 'suspend', reason: {} })
    const plain = step(change, { memory: warm, arrivedAt: now }, policy)
    expect(plain.decision.alerts).toBe(true)
    const memory = learnApproval(warm, { cause: causeOf(change), by: 'lead-1', until: now + askMs })
    const approval = useApproval(memory, causeOf(change), now)
    const approved = withApprover(change, approval?.by ?? '')
    const known = { memory: approval?.memory, arrivedAt: now, approvedBefore: true }
    expect(foresee(approved, known, policy).answer).toBe('allow')
    const stepped = step(approved, known, policy)
    expect(stepped.sight.otherApprovers).toBe(1)
    expect(stepped.decision.alerts).toBe(false)
    expect(stepped.learned.approved).toMatchObject([{ by: '' }])
    expect(explain(approved, known, policy, stepped).bars).toContainEqual(
      expect.objectContaining({ observed: 'approved before by a second person', pointsCenti: -200 }),
    )
  })

  test('an approver whom the platform names as well counts once', () => {
    const change = changeOf({ reason: { approvedBy: ['lead-1'] } })
    expect(withApprover(change, 'lead-1')).toBe(change)
    expect(withApprover(change, 'lead-2').reason?.approvedBy).toEqual(['lead-1', 'lead-2'])
  })
})

describe('the hash of the exact change', () => {
  const reason = {
    code: 'spam',
    policies: ['terms-7', 'terms-2'],
    ticketId: 'T-1',
    reportId: 'R-1',
    assignment: 'routed',
    note: 'looked at it',
    approvedBy: ['lead-1', 'lead-2'],
  } as const
  const labels = { area: 'x', strikes: '2' }
  const change = changeOf({ until: now + 1000, operationId: 'op', operationSize: 2, labels, reason })

  const same: Readonly<Record<string, Partial<AccountChange>>> = {
    'called otherwise, at another moment': { eventId: 'other', occurredAt: now + 5, requestedAt: now },
    'in another session': { origin: { sessionId: 's-2', network: 'n-2' } },
    'of an account and an actor of whom more is known': {
      account: { ...change.account, followers: 7, handle: '@other' },
      actor: { ...change.actor, team: 'desk' },
    },
    'followed by notice and statement': { reason: { ...reason, statementId: 'S-1', noticeSent: true } },
    'with its policies, approvers and labels in another order, or twice': {
      labels: { strikes: '2', area: 'x' },
      reason: {
        ...reason,
        policies: ['terms-2', 'terms-7', 'terms-2'],
        approvedBy: ['lead-2', 'lead-1'],
      },
    },
  }
  test.each(Object.entries(same))('is the same for the same: %s', (_, other) => {
    expect(causeOf({ ...change, ...other })).toBe(causeOf(change))
    expect(causeOf(change)).toMatch(/^[0-9a-f]{48}$/)
  })

  const others: Readonly<Record<string, Partial<AccountChange>>> = {
    source: { source: 'elsewhere' },
    actor: { actor: { ...change.actor, id: 'somebody' } },
    'on behalf': { actor: { ...change.actor, onBehalfOf: 'somebody' } },
    account: { account: accounts.headOfState },
    action: { action: 'delete' },
    'own word': { rawAction: 'purge' },
    until: { until: 'never' },
    scope: { scope: 'global' },
    operation: { operationId: 'op2' },
    'size of the operation': { operationSize: 5_000 },
    'no reason': { reason: {} },
    code: { reason: { ...reason, code: 'abuse' } },
    policies: { reason: { ...reason, policies: [...reason.policies, 'child-safety'] } },
    'one policy for two': { reason: { ...reason, policies: ['terms-2'] } },
    ticket: { reason: { ...reason, ticketId: 'T-2' } },
    report: { reason: { ...reason, reportId: 'R-2' } },
    assignment: { reason: { ...reason, assignment: 'self-picked' } },
    note: { reason: { ...reason, note: 'a judge wants it' } },
    approvers: { reason: { ...reason, approvedBy: ['lead-1'] } },
    labels: { labels: { ...labels, strikes: '3' } },
    'a label more': { labels: { ...labels, legal: 'yes' } },
    'name and value of a label turned round': { labels: { x: 'area', strikes: '2' } },
    'two fields moved into one another': {
      reason: { ...reason, ticketId: 'R-1', reportId: 'T-1' },
    },
    'a policy moved among the approvers': {
      reason: { ...reason, policies: ['terms-7'], approvedBy: ['lead-1', 'lead-2', 'terms-2'] },
    },
  }
  test.each(Object.entries(others))('is another for another: %s', (_, other) => {
    expect(causeOf({ ...change, ...other })).not.toBe(causeOf(change))
  })

  test('nothing that can be given is left out of it but what is named here', () => {
    const unbound = Object.keys(fieldKinds).filter((path) => !boundNames.some((name) => name === path))
    expect(unbound.filter((path) => !/^(account|actor|origin|links)\./.test(path))).toEqual([
      'eventId',
      'occurredAt',
      'requestedAt',
      'irreversibleAt',
      'outcome',
      'causedBy',
      'reason.statementId',
      'reason.noticeSent',
    ])
  })
})
