import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { explain } from '../../../src/core/decision/explain.ts'
import { step } from '../../../src/core/decision/step.ts'
import { type ActorMemory, decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { learnVerdict } from '../../../src/core/memory/verdict.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'
import {
  accounts,
  changeOf,
  dayMs,
  hourMs,
  minuteMs,
  now,
  shippedPolicy,
  staff,
  stepThrough,
} from '../people.ts'

/** The third action convinces us: the first two are looked at again. */

const policy = shippedPolicy('default')
const leaver = { ...staff.contractorRenewed, id: 'leaver', leavesAt: now + 12 * hourMs }
const by = (change: Partial<AccountChange>, actor = leaver) => changeOf({ actor, ...change })
/** Odd, on an account of note, but nothing that anybody is told of. */
const first = by({ eventId: 'first', account: accounts.artist, occurredAt: now })
/** Grave by itself. */
const second = by({
  eventId: 'second',
  action: 'deactivate',
  account: accounts.headOfState,
  reason: {},
  occurredAt: now + 2 * minuteMs,
})

describe('a change that convinces us', () => {
  test('brings in the earlier one by the same hand, with points of its own', () => {
    const [before, after] = stepThrough([first, second], policy)
    expect(before?.decision.alerts).toBe(false)
    expect(after?.decision.alerts).toBe(true)
    const [again] = after?.reassessed ?? []
    expect(again?.recent.change.eventId).toBe('first')
    expect(again?.decision.alerts).toBe(true)
    const points = Object.fromEntries(
      again?.assessment.findings.map(({ bar, pointsCenti }) => [bar.name, pointsCenti]) ?? [],
    )
    expect(points['then.suspicion']).toBe(before?.assessment.suspicionCenti)
    expect(points['then.stakes']).toBe(before?.assessment.stakesCenti)
    expect(points['hand.later']).toBeGreaterThan(0)
    expect(again?.assessment.suspicionCenti).toBe(
      (points['then.suspicion'] ?? 0) + (points['hand.later'] ?? 0),
    )
  })

  test('says it once: a third grave change does not bring the first one in again', () => {
    const third = by({ ...second, eventId: 'third', account: { ...accounts.headOfState, id: 'other-head' } })
    const steps = stepThrough([first, second, { ...third, occurredAt: now + 3 * minuteMs }], policy)
    expect(steps[1]?.reassessed.map(({ recent }) => recent.change.eventId)).toEqual(['first'])
    expect(steps[2]?.reassessed.map(({ recent }) => recent.change.eventId)).not.toContain('first')
  })

  test('is waited for by what points could tip, and by nothing else', () => {
    const waiting = (account: AccountChange['account']) =>
      step({ ...first, account }, { memory: undefined }, policy).learned.recent.length
    expect([waiting(accounts.artist), waiting(accounts.neighbour)]).toEqual([1, 0])
    const later = readPolicy(
      `ceiling: observe
tiers: [{ name: everyone, when: 'true', modes: {} }]
alertAt: { suspicion: 1, score: 6 }
rules: [{ name: goes-on, why: it goes on, when: actor.flaggedSuspicion >= 3.0, points: 9 }]
`,
      'ab'.repeat(32),
    )
    if (!isPolicy(later)) throw new Error('the policy has faults')
    const { learned } = step({ ...first, account: accounts.neighbour }, { memory: undefined }, later)
    expect(learned.recent).toHaveLength(1)
  })

  test('brings in the same after the memory has been through its bytes', () => {
    const before = step(first, { memory: undefined }, policy).learned
    const restored = decodeMemory(encodeMemory(before))
    expect(step(second, { memory: restored }, policy).reassessed).toEqual(
      step(second, { memory: before }, policy).reassessed,
    )
  })

  test('is not kept from it by trifles that are dated back in between', () => {
    const trifles = [1, 2, 3].map((ms) =>
      by({ action: 'view-private', account: { id: `trifle-${ms}` }, occurredAt: now - 2 * dayMs + ms }),
    )
    let memory: ActorMemory | undefined
    const tipped = [first, ...trifles, second].flatMap((change) => {
      const { learned, reassessed } = step(change, { memory, arrivedAt: now + 2 * minuteMs }, policy)
      memory = learned
      return reassessed.map(({ recent }) => recent.change.eventId)
    })
    expect(tipped).toEqual(['first'])
  })

  test.each<[string, AccountChange[]]>([
    ['of yesterday’s session', [{ ...first, occurredAt: now - 8 * hourMs }, second]],
    [
      'that was routine',
      [changeOf({ eventId: 'first', occurredAt: now }), { ...second, actor: staff.oldHand }],
    ],
    ['that the platform refused', [{ ...first, outcome: 'refused' }, second]],
    [
      'of little weight, which no suspicion of the hand could make worth telling',
      [{ ...first, account: accounts.neighbour }, second],
    ],
  ])('leaves alone one %s', (_, changes) => {
    expect(stepThrough(changes, policy).flatMap(({ reassessed }) => reassessed)).toEqual([])
  })
})

test('who dates a deed back, or whose deed comes late, does not escape it', () => {
  for (const lateMs of [1, 1_000, 90 * 86_400_000]) {
    const opening = by({ eventId: 'opening', occurredAt: now, account: accounts.neighbour })
    const late = { ...first, occurredAt: now - lateMs }
    const grave = { ...second, actor: { ...leaver, leavesAt: now + 10 * minuteMs } }
    const again = stepThrough([opening, late, grave], policy).flatMap(({ reassessed }) => reassessed)
    expect(again.map(({ recent }) => recent.change.eventId)).toContain('first')
  }
})

test('one event of two accounts is two changes', () => {
  const again = stepThrough(
    [
      { ...first, eventId: 'both' },
      { ...second, eventId: 'both' },
    ],
    policy,
  )
  expect(again.at(-1)?.reassessed.map(({ recent }) => recent.change.account.id)).toEqual([accounts.artist.id])
})

test('a time ahead of its arrival is believed no more in hindsight than at first', () => {
  const leaving = readPolicy(
    `ceiling: observe
tiers: [{ name: everyone, when: 'true', modes: { approve: 1 } }]
alertAt: { suspicion: 0, score: 6 }
rules: [{ name: leaver, why: the last hour, when: actor.hoursToExit < 1, points: 5 }]
`,
    'ab'.repeat(32),
  )
  if (!isPolicy(leaving)) throw new Error('the policy has faults')
  const stays = { ...leaver, leavesAt: now + 20 * 24 * hourMs }
  const ahead = { ...first, actor: stays, occurredAt: stays.leavesAt }
  const known = { memory: undefined, arrivedAt: now }
  const before = step(ahead, known, leaving)
  const grave = { ...second, actor: { ...leaver, leavesAt: now + 10 * minuteMs } }
  const after = step(grave, { memory: before.learned, arrivedAt: grave.occurredAt }, leaving)
  expect(before.decision.rules).toEqual([])
  expect(after.reassessed.map(({ recent }) => recent.change.eventId)).toEqual(['first'])
  expect(after.reassessed[0]?.decision.rules).toEqual([])
})

describe('a rule that holds by what is known since', () => {
  const rule = (more: string) =>
    readPolicy(
      `ceiling: observe
tiers: [{ name: everyone, when: 'true', modes: { approve: 8 } }]
alertAt: { suspicion: 1, score: 11 }
rules:
  - { name: goes-on, why: something grave by this hand, when: actor.flaggedSuspicion >= 3.0, ${more} }
`,
      'ab'.repeat(32),
    )
  const saysOf = (policy: ReturnType<typeof readPolicy>) => {
    if (!isPolicy(policy)) throw new Error('the policy has faults')
    const again = stepThrough([first, second], policy).at(-1)?.reassessed ?? []
    return again.map((one) => {
      const { says } = explain(one.recent.change, { memory: undefined }, policy, one)
      return [one.assessment.severity, one.decision.rules, says.slice(says.indexOf(': ') + 2)]
    })
  }

  test('says so where its floor brought the change in, though it gives no points and has no bar', () => {
    expect(saysOf(rule('severityMin: high'))).toEqual([
      [
        'high',
        ['goes-on'],
        'something grave by this hand (by rule goes-on, not by points); a later change by the same hand was flagged.',
      ],
    ])
  })

  test('is not named where it only forbids, or the points come as far alone', () => {
    expect(saysOf(rule('forbid: [auto]'))).toEqual([])
    expect(saysOf(rule('severityMin: low, points: 9')).map(([, , says]) => says)).toEqual([
      'a later change by the same hand was flagged; something grave by this hand.',
    ])
  })
})

describe('what held the machine back at first holds it back in hindsight', () => {
  const tipped = (change: AccountChange) =>
    stepThrough([change, second], policy)
      .at(-1)
      ?.reassessed.find(({ recent }) => recent.change.eventId === 'first')

  test('an exclusion that stood in a list of policies, which there was no room to keep', () => {
    const account = { ...accounts.artist, handle: 'h'.repeat(110) }
    const again = tipped({
      ...first,
      account,
      reason: { policies: ['abuse', 'child-safety'], reportId: 'R'.repeat(160) },
    })
    expect(again?.recent.change.reason).toBeUndefined()
    expect(again?.decision.exclusion).toBe('child-safety')
    expect(again?.decision.countermeasure).not.toBe('restore')
  })

  test('a fact that nobody knew', () => {
    const unknown = { ...first, actor: { id: leaver.id, kind: leaver.kind } }
    const step1 = step(unknown, { memory: undefined }, policy)
    expect(step1.learned.recent[0]?.held.missing).toEqual(['actor.leavesAt'])
  })

  test('what was told is never said to be less grave', () => {
    const told = by({ ...second, eventId: 'first', occurredAt: now })
    const steps = stepThrough(
      [told, { ...second, account: { ...accounts.headOfState, id: 'other' } }],
      policy,
    )
    const rank = ['info', 'low', 'medium', 'high', 'critical']
    const before = steps[0]?.assessment.severity ?? 'info'
    for (const { assessment } of steps[1]?.reassessed ?? []) {
      expect(rank.indexOf(assessment.severity)).toBeGreaterThanOrEqual(rank.indexOf(before))
    }
    expect(steps[1]?.learned.recent.find(({ change }) => change.eventId === 'first')?.floor).toBe(before)
  })
})

describe('what follows a flagged change', () => {
  const next = { ...first, eventId: 'next', occurredAt: now + 5 * minuteMs }
  const pointsOf = (changes: readonly AccountChange[]) =>
    stepThrough(changes, policy)
      .at(-1)
      ?.assessment.findings.find(({ bar }) => bar.name === 'hand')?.pointsCenti ?? 0

  test('begins with a share of its suspicion, for six hours', () => {
    expect(pointsOf([second, next])).toBeGreaterThan(0)
    expect(pointsOf([second, { ...next, occurredAt: now + 7 * hourMs }])).toBe(0)
    expect(pointsOf([first, next])).toBe(0)
  })

  test('does not, once somebody has said that it was meant', () => {
    const flagged = step(second, { memory: undefined }, policy).learned
    const verdict = (word: 'meant' | 'not-meant') => ({
      verdictId: 'v',
      alertId: 'a',
      source: 'test',
      eventId: 'second',
      accountId: accounts.headOfState.id,
      actorId: leaver.id,
      verdict: word,
      by: 'ana',
      at: now + 3 * minuteMs,
    })
    const handOf = (word: 'meant' | 'not-meant') =>
      step(next, { memory: learnVerdict(flagged, verdict(word)) }, policy).assessment.findings.filter(
        ({ bar }) => bar.name === 'hand',
      ).length
    expect(handOf('meant')).toBe(0)
    expect(handOf('not-meant')).toBe(1)
  })

  test('never feeds itself: the tenth flagged change starts from no more than a share of the heaviest', () => {
    const many = Array.from({ length: 10 }, (_, i) => ({
      ...second,
      eventId: `many-${i}`,
      occurredAt: now + i * minuteMs,
      account: { ...accounts.headOfState, id: `head-${i}` },
    }))
    expect(pointsOf(many)).toBeLessThanOrEqual(400)
  })
})
