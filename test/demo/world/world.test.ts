import { expect, test } from 'vitest'
import type { Act } from '../../../src/demo/world/act.ts'
import { dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { automations } from '../../../src/demo/world/automations.ts'
import { accountNumberOf, notable } from '../../../src/demo/world/population.ts'
import { createWorld, mergeInOrder, pastActs, pastChangesMax } from '../../../src/demo/world/world.ts'

const until = Date.UTC(2026, 10, 10, 15)
const week = createWorld(2017).peopleActs(until - 7 * dayMs, until)

test('the same seed makes the same days, another seed others', () => {
  const from = until - 2 * hourMs
  expect(createWorld(2017).peopleActs(from, until)).toEqual(createWorld(2017).peopleActs(from, until))
  expect(createWorld(2018).peopleActs(from, until)).not.toEqual(createWorld(2017).peopleActs(from, until))
})

test('a day is the same however it is cut', () => {
  const world = createWorld(3)
  const from = until - 6 * hourMs
  const cuts = [0, 61_003, 700_000, 3_600_000, 3_600_001, 5 * hourMs + 17, 6 * hourMs].map((ms) => from + ms)
  const pieces = cuts.slice(1).map((to, nth) => world.peopleActs(cuts[nth] ?? 0, to))
  expect(pieces.flat()).toEqual(world.peopleActs(from, until))

  const minute = world.automationActs(until - 60_000, until, 20)
  const halves = [
    world.automationActs(until - 60_000, until - 29_500, 20),
    world.automationActs(until - 29_500, until, 20),
  ]
  expect(halves.flat()).toEqual(minute)
})

test('automations keep to their rate and their shares', () => {
  const acts = createWorld(5).automationActs(until - hourMs, until, 20)
  expect(acts.length / 3_600).toBeGreaterThan(13)
  expect(acts.length / 3_600).toBeLessThan(28)
  expect(new Set(acts.map(({ actor }) => actor.id)).size).toBe(automations.length)
  expect(createWorld(5).automationActs(until - hourMs, until, 0)).toEqual([])
})

test('people do a few to some dozens of changes an hour', () => {
  const byPersonAndHour = new Map<string, number>()
  for (const { actor, occurredAt } of week) {
    const key = `${actor.id} ${Math.floor(occurredAt / hourMs)}`
    byPersonAndHour.set(key, (byPersonAndHour.get(key) ?? 0) + 1)
  }
  const counts = [...byPersonAndHour.values()].sort((a, b) => a - b)
  expect(counts[Math.floor(counts.length / 2)]).toBeGreaterThanOrEqual(4)
  expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(15)
  expect(counts.at(-1)).toBeLessThan(80)
})

test('suspensions carry a report or a ticket, except for the one in fifty where somebody forgot', () => {
  const suspensions = week.filter(({ action }) => action === 'suspend')
  const warranted = suspensions.filter(
    ({ reason }) => reason?.reportId !== undefined || reason?.ticketId !== undefined,
  )
  expect(warranted.length / suspensions.length).toBeGreaterThan(0.96)
  expect(warranted.length).toBeLessThan(suspensions.length)
})

test('notable accounts are dealt with by few people, with tickets and approvals of others', () => {
  const onNotable = week.filter((act) => isNotable(act) && act.reason?.code !== 'own-mistake')
  expect(onNotable.length).toBeGreaterThan(20)
  expect(onNotable.length / week.length).toBeLessThan(0.03)
  expect(new Set(onNotable.map(({ actor }) => actor.team))).toEqual(
    new Set(['escalations', 'policy', 'security']),
  )
  const restricting = onNotable.filter(({ action }) => ['suspend', 'lock', 'restrict'].includes(action))
  const approved = restricting.filter(({ reason }) => (reason?.approvedBy?.length ?? 0) > 0)
  expect(approved.length / restricting.length).toBeGreaterThan(0.94)
  for (const { actor, reason } of approved) expect(reason?.approvedBy).not.toContain(actor.id)
})

test('no two changes have the same id, also where people leave', () => {
  // Of these three weeks it is known that somebody leaves in them.
  const acts = createWorld(2017).peopleActs(until - 21 * dayMs, until)
  expect(new Set(acts.map(({ eventId }) => eventId)).size).toBe(acts.length)
})

test('some mistakes are taken back by their own hand, minutes later', () => {
  const undone = week.filter(({ reason }) => reason?.code === 'own-mistake')
  expect(undone.length).toBeGreaterThan(10)
  expect(undone.length / week.length).toBeLessThan(0.02)
  const byId = new Map(week.map((act) => [act.eventId, act]))
  const pairs = undone.flatMap((act) => {
    const first = byId.get(act.eventId.replace('.undone', ''))
    return first === undefined ? [] : [{ first, act }]
  })
  for (const { first, act } of pairs) {
    expect(act.actor.id).toBe(first.actor.id)
    expect(act.accountId).toBe(first.accountId)
    expect(act.occurredAt - first.occurredAt).toBeGreaterThanOrEqual(60_000)
    expect(act.occurredAt - first.occurredAt).toBeLessThan(15 * 60_000)
  }
})

test('appeals lift what colleagues had suspended in the days before', () => {
  const suspended = new Map<string, number>()
  for (const act of week) if (act.action === 'suspend') suspended.set(act.accountId, act.occurredAt)
  const lifted = week.filter(
    ({ action, reason, occurredAt }) =>
      action === 'unsuspend' && reason?.code === 'appeal-granted' && occurredAt > until - 6 * hourMs,
  )
  const found = lifted.filter(
    ({ accountId, occurredAt }) => (suspended.get(accountId) ?? Infinity) < occurredAt,
  )
  expect(lifted.length).toBeGreaterThan(5)
  expect(found.length).toBe(lifted.length)
})

test('the past is bounded, in order, the people whole and the machines in their last hours', {
  timeout: 120_000,
}, () => {
  const world = createWorld(2017)
  const past = pastActs(world, 1, until, 20)
  expect(past.length).toBeLessThanOrEqual(pastChangesMax)
  expect(past.length).toBeGreaterThan(pastChangesMax * 0.8)
  expect(past.filter((act, nth) => act.occurredAt < (past[nth - 1]?.occurredAt ?? 0))).toEqual([])
  const people = past.filter(({ actor }) => actor.kind !== 'automation')
  const ids = (acts: readonly Act[]) => acts.map(({ eventId }) => eventId).join(' ')
  expect(ids(people)).toBe(ids(world.peopleActs(until - 7 * dayMs, until)))
  expect(past.at(-1)?.occurredAt).toBeLessThan(until)
  const fast = pastActs(world, 1, until, 2_000)
  expect(fast.length).toBeLessThanOrEqual(pastChangesMax)
})

test('live, nearly all changes are made by automations', () => {
  const world = createWorld(2017)
  const hour = mergeInOrder(
    world.peopleActs(until - hourMs, until),
    world.automationActs(until - hourMs, until, 20),
  )
  const machines = hour.filter(({ actor }) => actor.kind === 'automation').length
  expect(machines / hour.length).toBeGreaterThan(0.98)
  expect(new Set(hour.map(({ eventId }) => eventId)).size).toBe(hour.length)
})

function isNotable({ accountId }: Act): boolean {
  return (accountNumberOf(accountId) ?? Infinity) < notable
}
