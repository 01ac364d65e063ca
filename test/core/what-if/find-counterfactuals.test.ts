import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountChange, ActorKind } from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { assess } from '../../../src/core/decision/assess.ts'
import { decide, type Outcome } from '../../../src/core/decision/decide.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { type ActorMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { learnUndone } from '../../../src/core/memory/undone.ts'
import { counterfactualSays } from '../../../src/core/what-if/counterfactual.ts'
import {
  climbed,
  type Found,
  findCounterfactuals,
  shownMax,
} from '../../../src/core/what-if/find-counterfactuals.ts'
import { ladders } from '../../../src/core/what-if/ladders.ts'
import type { Situation } from '../../../src/core/what-if/situation.ts'
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

function judge({ change, known }: Situation): Outcome {
  return decide(assess(new Sight(change, known), policy), policy)
}

function found(was: Situation): readonly Found[] {
  return findCounterfactuals(was, policy, judge(was))
}

function told(was: Situation): readonly string[] {
  return found(was).map((one) => counterfactualSays(one))
}

function isOtherwise(then: Outcome, without: Found['without']): boolean {
  const { alerts, mode } = then.decision
  return without === 'alert' ? !alerts : mode === 'observe' || mode === 'approve'
}

const warm = memoryOfWork(staff.contractorLastHour, policy, { hourly: 4 })
const quietOnes = memoryOfWork(staff.oldHand, policy, { hourly: 6, until: now - 60 * dayMs })
const burst = stepThrough(
  Array.from({ length: 30 }, (_, i) =>
    changeOf({
      occurredAt: now - (30 - i) * 2_000,
      account: nth(accounts.artist, i),
      actor: staff.oldHand,
      action: 'change-email',
    }),
  ),
  policy,
  memoryOfWork(staff.oldHand, policy, { hourly: 2 }),
)
const daysOnly = memoryOfWork(staff.contractorLastHour, policy, { hourly: 4, until: now - 12 * hourMs })
const inBurst = burst.at(-1)?.learned
const undone = Array.from({ length: 40 }, (_, i) => `event-${i}`).reduce<ActorMemory>(
  (memory, eventId) => learnUndone(memory, { eventId, accountId: 'neighbour', at: now }),
  warm,
)

/** Somebody who may alert: every kind of fact that a ladder is about occurs. */
const someSituation: fc.Arbitrary<Situation> = fc
  .record({
    action: fc.constantFrom(...actions),
    kind: fc.constantFrom<ActorKind>('employee', 'contractor', 'volunteer', 'automation'),
    account: fc.constantFrom(accounts.headOfState, accounts.artist, accounts.neighbour),
    followers: fc.option(fc.integer({ min: 0, max: 90_000_000 }), { nil: undefined }),
    hiredDays: fc.option(fc.integer({ min: -2, max: 400 }), { nil: undefined }),
    leavesHours: fc.option(fc.integer({ min: -200, max: 900 }), { nil: undefined }),
    credentialHours: fc.option(fc.integer({ min: 0, max: 48 }), { nil: undefined }),
    until: fc.option(fc.constantFrom<'never' | number>('never', now + 3 * dayMs), { nil: undefined }),
    reason: fc.constantFrom(undefined, reasons.report, reasons.ticket, { code: 'court-order' }),
    approvedBy: fc.constantFrom(undefined, ['lead-1'], ['somebody']),
    network: fc.constantFrom(undefined, 'office', 'elsewhere'),
    mfa: fc.constantFrom(undefined, true, false),
    memory: fc.constantFrom(undefined, warm, quietOnes, daysOnly, inBurst, undone),
    canary: fc.boolean(),
    neverKnown: fc.constantFrom([], ['actor.leavesAt', 'account.followers', 'reason.ticketId']),
  })
  .map((drawn) => {
    const { hiredDays, leavesHours, credentialHours, memory, neverKnown } = drawn
    const change: AccountChange = {
      ...changeOf({ action: drawn.action }),
      eventId: 'the-one',
      account: {
        ...drawn.account,
        canary: drawn.canary,
        ...(drawn.followers !== undefined && { followers: drawn.followers }),
      },
      actor: {
        id: 'somebody',
        kind: drawn.kind,
        ...(hiredDays !== undefined && { hiredAt: now - hiredDays * dayMs }),
        ...(leavesHours !== undefined && { leavesAt: now + leavesHours * hourMs }),
        ...(credentialHours !== undefined && { credentialChangedAt: now - credentialHours * hourMs }),
      },
      reason: { ...drawn.reason, ...(drawn.approvedBy && { approvedBy: drawn.approvedBy }) },
      ...(drawn.until !== undefined && { until: drawn.until }),
      origin: {
        ...(drawn.network !== undefined && { network: drawn.network }),
        ...(drawn.mfa !== undefined && { mfa: drawn.mfa }),
      },
    }
    return { change, known: { memory, neverKnown: new Set(neverKnown) } }
  })
const alerting = someSituation.filter((was) => judge(was).decision.alerts)

describe('what would have had to be otherwise', () => {
  test('takes away what it says it takes away, and one step less of any of it does not', () => {
    const kinds = new Map<string, number>()
    fc.assert(
      fc.property(alerting, (was) => {
        for (const { without, climbs } of found(was)) {
          kinds.set(`${without} ${climbs.length}`, (kinds.get(`${without} ${climbs.length}`) ?? 0) + 1)
          expect(isOtherwise(judge(climbed(was, climbs)), without)).toBe(true)
          for (const [index, { ladder, step }] of climbs.entries()) {
            const less =
              step > 1 ? climbs.with(index, { ladder, step: step - 1 }) : climbs.toSpliced(index, 1)
            expect(isOtherwise(judge(climbed(was, less)), without)).toBe(false)
          }
        }
      }),
      { numRuns: 300 },
    )
    // All four kinds were seen, or the property would hold of nothing.
    expect([...kinds.keys()].toSorted()).toEqual(['alert 1', 'alert 2', 'leave 1', 'leave 2'])
  })

  test('is the same for the same alert, at most three of each, none twice, and no memory is changed by asking', () => {
    fc.assert(
      fc.property(alerting, (was) => {
        const before = was.known.memory && encodeMemory(was.known.memory)
        const first = told(was)
        expect(told(was)).toEqual(first)
        expect(new Set(first).size).toBe(first.length)
        expect(found(was).filter(({ without }) => without === 'alert').length).toBeLessThanOrEqual(shownMax)
        expect(found(was).length).toBeLessThanOrEqual(2 * shownMax)
        expect(was.known.memory && encodeMemory(was.known.memory)).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })

  test('never asks about a fact that the source cannot know', () => {
    const asked = fc
      .sample(alerting, { numRuns: 600, seed: 5 })
      .filter(({ known: { neverKnown } }) => neverKnown?.has('actor.leavesAt'))
      .flatMap((was) => found(was))
    const names = new Set(asked.flatMap(({ climbs }) => climbs.map(({ ladder }) => ladder.name)))
    expect(names).not.toContain('contract')
    expect(names).not.toContain('followers')
    expect(names).toContain('warrant')
    expect(asked.map(({ given }) => given).join()).not.toContain('ticket')
  })

  test('of every sort of fact somebody is told: none is there for nothing', () => {
    const seen = new Set<string>()
    for (const was of fc.sample(alerting, { numRuns: 1500, seed: 4 })) {
      for (const { climbs } of found(was)) for (const { ladder } of climbs) seen.add(ladder.name)
    }
    expect(ladders.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([])
  })
})

describe('people and what they are told', () => {
  const lastHour = changeOf({
    eventId: 'e1',
    action: 'deactivate',
    actor: staff.contractorLastHour,
    account: accounts.headOfState,
  })

  test.each([
    ['of two ends the one that comes first', 20 * dayMs, 1_200_000, 'access'],
    ['both where both would end before', 600_000, 1_200_000, 'the contract and access'],
    ['the contract where it ends first', 1_200_000, 20 * dayMs, 'the contract'],
  ])('%s is named', (_, leavesInMs, accessInMs, what) => {
    const { occurredAt, actor } = lastHour
    const ends = { leavesAt: occurredAt + leavesInMs, accessEndsAt: occurredAt + accessInMs }
    const sentences = told({
      change: { ...lastHour, actor: { ...actor, ...ends } },
      known: { memory: undefined },
    })
    expect(sentences.find((one) => one.includes(' ran another '))).toContain(`if ${what} ran another`)
  })

  test('a contractor in the last hour', () => {
    expect(told({ change: lastHour, known: { memory: undefined } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if somebody else had approved it",
        "would not have alerted if the contract ran another 2 days",
        "no machine would have been allowed to act if the contract ran another day",
      ]
    `)
  })

  test('a contractor whose last week it is, and an account with a million followers', () => {
    const change = changeOf({
      actor: { ...staff.contractorLastHour, leavesAt: now + 30 * hourMs },
      account: accounts.artist,
      reason: {},
    })
    expect(told({ change, known: { memory: undefined } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if it had answered a user’s report",
        "would not have alerted if the account had under 1,200,000 followers",
        "would not have alerted if the account had been neither verified nor protected",
      ]
    `)
  })

  test('somebody back from two months of silence', () => {
    const change = changeOf({ account: accounts.artist, action: 'deactivate' })
    expect(told({ change, known: { memory: quietOnes } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if somebody else had approved it",
        "would not have alerted if the account had under 1,000 followers",
        "would not have alerted if such actions on such accounts had been this actor’s usual work",
      ]
    `)
  })

  test('somebody back for two days from two hundred of silence, who has hardly acted since', () => {
    const returned = changeOf({ eventId: 'back', occurredAt: now - 2 * dayMs })
    const before = memoryOfWork(staff.oldHand, policy, { hourly: 6, until: now - 202 * dayMs })
    const memory = stepThrough([returned], policy, before).at(-1)?.learned
    const change = changeOf({
      account: { ...accounts.artist, followers: 1_200_000 },
      action: 'suspend',
      reason: reasons.report,
    })
    expect(told({ change, known: { memory } })).toContain(
      'would not have alerted if the actor had not been away for 200 d before',
    )
  })

  test('the thirty-first of a burst, when everything before it was flagged', () => {
    const change = changeOf({ account: accounts.artist, action: 'change-email', occurredAt: now + minuteMs })
    expect(told({ change, known: { memory: inBurst } })).toMatchInlineSnapshot(`
      [
        "no machine would have been allowed to act if two others had approved it",
        "no machine would have been allowed to act if the actor had gone at their usual pace",
        "no machine would have been allowed to act if nothing else by this hand had been flagged in the hours before",
      ]
    `)
  })

  test('a new hire, five days in, on an artist’s account', () => {
    const change = changeOf({
      actor: { ...staff.newcomer, hiredAt: now - 5 * dayMs },
      account: { ...accounts.artist, followers: 60_000, verified: 'none' },
      action: 'change-email',
      reason: {},
    })
    expect(told({ change, known: { memory: undefined } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if it had answered a user’s report",
        "would not have alerted if the account had under 60,000 followers",
        "would not have alerted if the actor had been hired a day earlier",
      ]
    `)
  })

  test.each([
    ['nobody', []],
    ['the actor', ['old-hand']],
    ['the actor in other letters', ['Old-Hand ', 'old-hand']],
    ['whoever it was done for', ['Hugo']],
  ])('where %s approved, one other would be somebody else', (_, approvedBy) => {
    const change = changeOf({
      action: 'deactivate',
      actor: { ...staff.oldHand, onBehalfOf: 'hugo', leavesAt: now + 3 * hourMs },
      account: accounts.headOfState,
      reason: { code: 'abuse', note: 'n', reportId: 'R-1', ticketId: 'T-1', approvedBy },
    })
    const approvals = told({ change, known: { memory: undefined } }).filter((says) =>
      says.includes('approved it'),
    )
    expect(approvals).toEqual(['would not have alerted if somebody else had approved it'])
  })

  test('a tool that acts for somebody who is new and leaves within the hour', () => {
    const person = { onBehalfOf: 'newcomer', hiredAt: now - 5 * dayMs, leavesAt: now + hourMs }
    const change = changeOf({
      actor: { ...staff.sweeper, ...person },
      account: { ...accounts.artist, verified: 'none' },
      action: 'deactivate',
    })
    expect(told({ change, known: { memory: undefined } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if the account had under 100,000 followers",
        "would not have alerted if whoever it was done for had been hired 2 days earlier",
      ]
    `)
  })

  test('a decoy that somebody touched', () => {
    const change = changeOf({ account: { ...accounts.neighbour, canary: true } })
    expect(told({ change, known: { memory: undefined } })).toMatchInlineSnapshot(`
      [
        "would not have alerted if the account had not been a decoy",
      ]
    `)
  })
})
