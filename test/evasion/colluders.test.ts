import { expect, test } from 'vitest'
import { openRun } from '../../src/commands/history/run-history.ts'
import { step } from '../../src/core/decision/step.ts'
import { atLeast } from '../../src/core/policy/severity.ts'
import { originsOf } from '../../src/core/relate/origins.ts'
import { deskAct } from '../../src/demo/incidents/cast.ts'
import { type Act, minuteMs } from '../../src/demo/world/act.ts'
import type { Person } from '../../src/demo/world/staff.ts'
import { mergeInOrder } from '../../src/demo/world/world.ts'
import { accounts, changeOf, memoryOfWork, shippedPolicy, staff } from '../core/people.ts'
import { changesOf } from '../demo/seeds/season.ts'
import { type Stage, stageFor, usualWork } from '../demo/seeds/stage.ts'
import { ordinary } from './tricks.ts'

const policy = shippedPolicy('demo')

test('an alert in the office that everybody works from says nothing of the office, and of its session much', () => {
  const lastHour = changeOf({
    action: 'deactivate',
    actor: staff.contractorLastHour,
    account: accounts.headOfState,
    origin: { network: 'office', sessionId: 's-1' },
  })
  const memory = memoryOfWork(staff.contractorLastHour, policy, { hourly: 4 })
  const seen = step(lastHour, { memory }, policy)
  expect(seen.decision.alerts).toBe(true)
  expect(originsOf(lastHour, seen).map(({ of }) => of)).toEqual(['session'])
})

const worlds = [1, 2, 3, 4].flatMap((seed) => [
  [seed, 'support'] as const,
  [seed, 'trust-and-safety'] as const,
])

test.each(worlds)(
  'seed %i, five of %s, six takeovers each from one relay, are one case by the twelfth act',
  (seed, team) => {
    const relay = (person: Person): Partial<Act> => ({
      origin: { network: 'relay', sessionId: `of-${person.id}`, device: `of-${person.id}`, mfa: true },
    })
    const { first, campaigns } = played(seed, team, (run, person, nth, at) => ({
      ...deskAct(run, person, nth, at, takeover(ordinary(seed, nth))),
      ...relay(person),
    }))
    expect(first('relation')).toBeLessThanOrEqual(12)
    expect(campaigns()).toBe(1)
  },
)

test.each(worlds)(
  'seed %i, five of %s, six deletions each from their own desks, are told of by the twelfth act',
  (seed, team) => {
    const { first } = played(seed, team, (run, person, nth, at) =>
      deskAct(run, person, nth, at, {
        action: 'delete',
        accountId: ordinary(seed, nth),
        reason: { code: 'spam' },
      }),
    )
    expect(first('change')).toBeLessThanOrEqual(12)
  },
)

test.each([1, 2, 3, 4])(
  'seed %i: five who never do it and take turns on the same six accounts are told of by the fifth act, and most of the accounts are a case',
  (seed) => {
    const { first, campaigns } = played(seed, 'trust-and-safety', (run, person, nth, at) =>
      deskAct(run, person, nth, at, takeover(ordinary(seed, Math.floor(nth / 5)))),
    )
    expect(first('relation')).toBeLessThanOrEqual(5)
    // What a hand has done often and nobody minded is less odd of it: the last accounts may slip by.
    expect(campaigns()).toBeGreaterThanOrEqual(4)
  },
)

function takeover(accountId: string) {
  return { action: 'change-email', accountId, reason: { code: 'owner-request', ticketId: 'U-1' } } as const
}

/** Thirty acts in turn by five colleagues, one every seven minutes, after a month of their usual work. */
function played(
  seed: number,
  team: string,
  act: (run: Stage['run'], person: Person, nth: number, at: number) => Act,
) {
  const stage = stageFor(seed, team)
  const { run, person, colleagues } = stage
  const hands = [person, ...colleagues]
  expect(hands).toHaveLength(5)
  const acts = Array.from({ length: 30 }, (_, nth) =>
    act(run, hands[nth % 5] ?? person, nth, run.startsAt + 7 * nth * minuteMs),
  )
  const places = new Map(acts.map(({ eventId }, nth) => [eventId, nth + 1]))
  const history = openRun({ policy, neverKnown: new Set() })
  const told = changesOf(mergeInOrder(usualWork(stage, run.startsAt), acts), seed).flatMap((change) =>
    history
      .see(change)
      .alerts.filter(
        (alert) => places.has(alert.change.eventId) && atLeast(alert.assessment.severity, 'medium'),
      ),
  )
  return {
    /** From 1: the act at which the first alert of this kind came. */
    first(kind: 'change' | 'relation'): number {
      const alert = told.find((one) => one.kind === kind)
      return alert === undefined ? Number.POSITIVE_INFINITY : (places.get(alert.change.eventId) ?? 0)
    },
    campaigns: () => new Set(told.flatMap(({ campaign }) => campaign ?? [])).size,
  }
}
