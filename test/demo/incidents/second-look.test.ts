import { expect, test } from 'vitest'
import type { Step } from '../../../src/core/decision/step.ts'
import { atLeast } from '../../../src/core/policy/severity.ts'
import { dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { createWorld, mergeInOrder, pastActs } from '../../../src/demo/world/world.ts'
import { bookInMemory, rehearse, secondLook, someTuesday } from '../rehearsal.ts'

const seeds = Array.from({ length: 6 }, (_, nth) => nth + 1)

test.each(seeds)('seed %i: what the demo promises of each incident', async (seed) => {
  for (const name of ['last-day-2017', 'delayed-2017']) {
    const [step] = await played(name, seed)
    expect([step?.assessment.severity, step?.decision.mode, step?.decision.countermeasure]).toEqual([
      'critical',
      'auto',
      'restore',
    ])
  }
  expect(firstAt(await played('tools-2020', seed), 'high')).toBeLessThanOrEqual(5)
  expect(firstAt(await played('rogue-return', seed), 'high')).toBeLessThanOrEqual(2)
  expect(firstAt(await played('mass-mistake', seed), 'medium')).toBeLessThanOrEqual(30)

  const locks = await played('lock-down', seed)
  expect(firstAt(locks, 'medium')).toBeLessThanOrEqual(40)
  expect(locks.filter(({ decision }) => decision.mode === 'auto')).toEqual([])
})

test.each(['last-day-2017', 'delayed-2017', 'mass-mistake'])(
  'before %s nobody in it did anything that alerts, at whatever hour and day it is played',
  async (name) => {
    for (let seed = 1; seed <= 42; seed++) {
      // 31 hours further each time: all hours and all days of the week come about.
      const startsAt = someTuesday + seed * 31 * hourMs
      const { history } = await rehearse(name, { seed, startsAt })
      const look = secondLook()
      const alerts = history.filter((change) => look(change).decision.alerts)
      expect(alerts.map(({ occurredAt }) => (startsAt - occurredAt) / hourMs)).toEqual([])
    }
  },
  60_000,
)

test('for child safety the account is preserved and not restored', async () => {
  for (const seed of seeds) {
    const [step] = await played('last-day-2017', seed, 'child-safety')
    expect([step?.assessment.severity, step?.decision.countermeasure, step?.decision.exclusion]).toEqual([
      'critical',
      'preserve',
      'child-safety',
    ])
  }
})

test('after three weeks of past, three days of routine bring at most three alerts a day and grant nothing', async () => {
  const from = Date.UTC(2026, 10, 10)
  const book = bookInMemory(2)
  const world = createWorld(2)
  const look = secondLook()
  for (const change of await book.perform(pastActs(world, 3, from, 5))) look(change)

  // The machines' first hour stands for the rest: a whole day of theirs is 430,000 changes.
  const days = mergeInOrder(
    world.peopleActs(from, from + 3 * dayMs),
    world.automationActs(from, from + 3_600_000, 5),
  )
  const steps = (await book.perform(days)).map(look)
  const alerts = steps.filter(
    ({ decision, assessment }) => decision.alerts && atLeast(assessment.severity, 'medium'),
  )
  expect(steps.length).toBeGreaterThan(15_000)
  expect(alerts.length).toBeLessThanOrEqual(9)
  expect(steps.filter(({ decision }) => decision.mode === 'auto')).toEqual([])
}, 60_000)

async function played(name: string, seed: number, reason?: string): Promise<Step[]> {
  const { history, changes } = await rehearse(name, { seed, ...(reason !== undefined && { reason }) })
  const look = secondLook()
  for (const change of history) look(change)
  return changes.map(look)
}

/** Counts from 1; `Infinity` where nothing was noticed. */
function firstAt(steps: readonly Step[], severity: 'medium' | 'high'): number {
  const index = steps.findIndex(
    ({ decision, assessment }) => decision.alerts && atLeast(assessment.severity, severity),
  )
  return index === -1 ? Infinity : index + 1
}
