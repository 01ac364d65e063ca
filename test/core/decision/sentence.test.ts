import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { explain } from '../../../src/core/decision/explain.ts'
import { type Known, step } from '../../../src/core/decision/step.ts'
import { amountOf } from '../../../src/core/evidence/amount.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'
import { accounts, changeOf, dayMs, memoryOfWork, now, reasons, shippedPolicy, staff } from '../people.ts'

const policy = shippedPolicy('demo')
const cold: Known = { memory: undefined }

function told(change: AccountChange, known: Known = cold) {
  return explain(change, known, policy, step(change, known, policy))
}

describe('the sentence of an alert', () => {
  test('says which hand did what to whom, and what tells most against it, one of each sort', () => {
    const change = changeOf({
      action: 'deactivate',
      actor: staff.contractorLastHour,
      account: { ...accounts.headOfState, handle: '@head-of-state' },
    })
    expect(told(change).says).toBe(
      'contractor contractor-last-hour deactivated @head-of-state (44,000,000 followers): last hour: 40 min left; alone, without a ticket, on a protected account.',
    )
  })

  test('says for whom a tool did it, for the last hour is theirs', () => {
    const { id: onBehalfOf, leavesAt } = staff.contractorLastHour
    const actor = { ...staff.sweeper, onBehalfOf, leavesAt }
    expect(told(changeOf({ action: 'deactivate', actor, account: accounts.headOfState })).says).toMatch(
      /^automation sweeper, acting for contractor-last-hour, deactivated head-of-state .*: last hour: 40 min left/,
    )
  })

  test.each([
    ['refused', 'newcomer suspended artist (1,200,000 followers), which was refused: '],
    ['failed', 'newcomer suspended artist (1,200,000 followers), which failed: '],
    ['partial', 'newcomer suspended artist (1,200,000 followers), in part: '],
  ] as const)('does not say of an attempt that was %s that it happened', (outcome, words) => {
    const change = changeOf({ outcome, actor: staff.newcomer, account: accounts.artist })
    expect(told(change).says).toContain(words)
  })

  test('is not turned round by a name that somebody chose for that, be it the account or the hand', () => {
    const change = changeOf({
      action: 'deactivate',
      actor: { ...staff.contractorLastHour, id: '\u05d0\u05d1' },
      account: { ...accounts.headOfState, handle: '@head\u202eetats-fo' },
    })
    expect(told(change).says).toMatch(
      /^contractor \u2068\u05d0\u05d1\u2069 deactivated \u2068@head\u202eetats-fo\u202c\u2069 \(44,000,000 followers\): last hour/,
    )
    const { handle: _handle, ...unnamed } = change.account
    const byId = {
      ...change,
      actor: { ...change.actor, kind: 'unknown' as const },
      account: { ...unnamed, id: 'a\u2067b' },
    }
    expect(told(byId).says).toMatch(/^\u2068\u05d0\u05d1\u2069 deactivated \u2068a\u2067b\u2069\u2069 \(/)
  })

  test('leaves out what would make it longer than a glance', () => {
    const long = 'x'.repeat(180)
    const change = changeOf({
      action: 'deactivate',
      actor: staff.contractorLastHour,
      account: { ...accounts.headOfState, handle: long },
    })
    expect(told(change).says).toBe(
      `contractor contractor-last-hour deactivated ${long} (44,000,000 followers): last hour: 40 min left.`,
    )
  })

  test('names the reason that the policy does not list before anything else', () => {
    const listed = { ...policy, reasons: new Set(['spam']) }
    const change = changeOf({ reason: { code: 'because' }, actor: staff.newcomer })
    const { says } = explain(change, cold, listed, step(change, cold, listed))
    expect(says).toContain(': its reason is none that the policy lists; hired 48 h ago')
  })
})

describe('where a rule tells of a change that its points would not', () => {
  const ruled = (more: string, from: number) => {
    const read = readPolicy(
      `ceiling: observe
alertAt: { suspicion: ${from}, score: ${from} }
tiers: [{ name: everyone, when: 'true', modes: {} }]
rules:
  - { name: neighbours, why: a neighbour is looked at, when: account.id == 'neighbour', ${more} }
`,
      'ab'.repeat(32),
    )
    if (!isPolicy(read)) throw new Error('the policy has faults')
    return read
  }
  const saysOf = (more: string, otherwise: Partial<AccountChange> = {}, from = 2) => {
    const change = changeOf({ actor: staff.contractorRenewed, ...otherwise })
    const policy = ruled(more, from)
    const { says } = explain(change, cold, policy, step(change, cold, policy))
    return says.slice(says.indexOf(': ') + 2)
  }

  test.each([
    ['severityMin: medium', {}, 'a neighbour is looked at (by rule neighbours, not by points).'],
    ['severityMin: medium, points: 1', {}, 'a neighbour is looked at (by rule neighbours, not by points).'],
    [
      'severityMin: medium',
      { reason: {} },
      'a neighbour is looked at (by rule neighbours, not by points); no reason, ticket, report or note at all.',
    ],
    ['severityMin: medium, points: 9', {}, 'a neighbour is looked at.'],
  ])('%s, %o: it leads, once, and no weak bar stands beside it', (more, otherwise, says) => {
    expect(saysOf(more, otherwise)).toBe(says)
  })

  test('a rule that only forbids is no reason, where the points tell', () => {
    const actor = staff.oldHand
    expect(saysOf('forbid: [auto]', { actor }, -9)).toBe(
      'such a change is weighed heavily by the policy itself.',
    )
  })

  test('a hold that is placed leads where nothing else told, and no weak bar', () => {
    const account = {
      ...accounts.neighbour,
      holds: ['legal'],
      holdsSince: now,
      holdsBy: 'contractor-renewed',
    }
    expect(saysOf('points: 0.5', { action: 'other', account })).toBe(
      'it places a hold, which keeps the machine from undoing anything here.',
    )
  })
})

describe('of two that weigh the same', () => {
  // Without the rule that would tell of it whatever it weighs.
  const weigh = (self: number, unusual: number) => ({
    ...policy,
    rules: policy.rules.filter(({ name }) => name !== 'for-oneself'),
    weights: {
      ...policy.weights,
      self: { ...policy.weights.self, lifts: self },
      unusual: { ...policy.weights.unusual, action: unusual },
    },
  })
  const memory = memoryOfWork(staff.oldHand, policy, { hourly: 4 })
  const change = changeOf({ action: 'unsuspend', account: { ...accounts.neighbour, id: staff.oldHand.id } })
  const says = (self: number, unusual: number) => {
    const weighed = weigh(self, unusual)
    return explain(change, { memory }, weighed, step(change, { memory }, weighed)).says
  }

  test.each([
    [300, 300, 'lifts what stands on the actor’s own account'],
    [299, 300, 'an action unusual for this actor (unsuspend)'],
    [300, 299, 'lifts what stands on the actor’s own account'],
  ])(
    'a fact comes before a habit: the own account at %d, an unusual action at %d',
    (self, unusual, first) => {
      expect(says(self, unusual)).toContain(`: ${first}`)
    },
  )
})

describe('what nobody knows', () => {
  test('is said in plain words', () => {
    const change = changeOf({
      account: { id: 'somebody' },
      actor: { id: 'one', kind: 'contractor' },
    })
    const { reason: _, ...unexplained } = change
    expect(told(unexplained).unknown).toEqual([
      'how many follow the account',
      'whether the account is verified or protected',
      'since when the actor has worked here',
      'when the contract ends',
      'why it was done',
      'what is usual for this actor, who was never seen before',
    ])
  })

  test('is nothing for somebody well known on an account well known', () => {
    const memory = memoryOfWork(staff.oldHand, policy, { hourly: 4 })
    expect(told(changeOf(), { memory }).unknown).toEqual([])
  })

  test('leaves out what the source can never know', () => {
    const change = changeOf({ account: { id: 'somebody', protectedClass: [] }, actor: staff.oldHand })
    const neverKnown = new Set(['account.followers'])
    expect(told(change, { memory: undefined, neverKnown }).unknown).toEqual([
      'what is usual for this actor, who was never seen before',
    ])
  })

  test('tells how little is known of a beginner', () => {
    const memory = memoryOfWork(staff.oldHand, policy, {
      hourly: 1,
      days: 1,
      until: now - dayMs,
      reason: reasons.ticket,
    })
    expect(told(changeOf(), { memory }).unknown).toEqual([
      'what is usual for this actor, of whom only 8 acts are known',
    ])
  })
})

test.each([
  [0.02, 'hardly any acts'],
  [0.4, '0.4 acts'],
  [1.04, '1 act'],
  [1.3, '1.3 acts'],
  [4.9, '5 acts'],
  [21.1, '21 acts'],
  [1430, '1,430 acts'],
])('%d acts are told as "%s"', (acts, words) => {
  expect(amountOf(acts, 'act')).toBe(words)
})
