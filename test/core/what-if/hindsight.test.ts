import { expect, test } from 'vitest'
import { step } from '../../../src/core/decision/step.ts'
import { relate } from '../../../src/core/relate/relate.ts'
import { withoutLater, withoutOthers } from '../../../src/core/what-if/without-others.ts'
import {
  accounts,
  changeOf,
  hourMs,
  memoryOfWork,
  minuteMs,
  now,
  nth,
  shippedPolicy,
  staff,
} from '../people.ts'
import { by, memoryAfter, rowOf, told } from '../relate/rows.ts'
import { alertsOf } from './explained-alerts.ts'

const policy = shippedPolicy('demo')

/** Somebody with a usual month behind them does a few odd things, and then a grave one. */
const memory = memoryOfWork(staff.contractorLastHour, policy, { hourly: 4, until: now - 2 * hourMs })
const odd = [0, 1].map((number) =>
  changeOf({
    eventId: `odd-${number}`,
    occurredAt: now + number * minuteMs,
    action: 'deactivate',
    account: { ...nth(accounts.neighbour, number + 900), followers: 9_000 },
    actor: { id: staff.contractorLastHour.id, kind: 'employee' },
  }),
)
const grave = changeOf({
  eventId: 'grave',
  occurredAt: now + 3 * minuteMs,
  action: 'deactivate',
  account: accounts.headOfState,
  actor: staff.contractorLastHour,
})

test('an earlier change that a later one brought in says which, and would have been quiet without it', () => {
  const alerts = alertsOf([...odd, grave], policy, { memory })
  const earlier = alerts.filter(({ kind }) => kind === 'hindsight')
  expect(earlier.length).toBeGreaterThan(0)
  for (const alert of earlier) {
    expect(alert.decidedAt).toBe(grave.occurredAt)
    expect(alert.counterfactuals).toEqual([
      { without: 'alert', given: 'the later change grave had not happened' },
    ])
    expect(alert.says).toBe(
      `employee contractor-last-hour deactivated ${alert.change?.account.id}: a later change by the same hand was flagged.`,
    )
    // Its own alert would have said it; what is kept of it for hindsight is not all there was.
    expect(alert.unknown).toEqual([])
  }
  // The proof: without the grave one nobody hears of them.
  const told = alertsOf(odd, policy, { memory }).map(({ eventId }) => eventId)
  expect(told).not.toContain(earlier[0]?.eventId)
})

test('a change that had alerted anyway loses at most the leave to act', () => {
  const auto = step(grave, { memory }, policy)
  expect(auto.decision.mode).toBe('auto')
  expect(withoutLater('approve', auto, 'e9')).toEqual([
    { without: 'leave', given: 'the later change e9 had not happened' },
  ])
  expect(withoutLater('auto', auto, 'e9')).toEqual([])
  expect(withoutOthers(undefined, auto)).toEqual([
    { without: 'alert', given: 'nobody else had had to do with this account' },
  ])
})

const restricted = 'had not been restricted before'
const others = 'nobody else had had to do with this account'

// biome-ignore format: a table for people.
test.each([
  ['a fight with another hand',                '0m ana suspend, 1m ben unsuspend',                                                  others],
  ['three hands within ten minutes',           '0m ben suspend, 1m cem suspend',                                                    `${others}, and it ${restricted}`],
  ['her own suspensions, which she lifted',    '-9d ana suspend, -8d ana unsuspend, -7d ana suspend, -6d ana unsuspend, -5d ana suspend, -4d ana unsuspend', `this account ${restricted}`],
  ['hers, and three hands within ten minutes', '-9d ana suspend, -8d ana suspend, -7d ana suspend, 0m ben suspend, 1m cem suspend', `${others}, and it ${restricted}`],
])('what others did, or what was done before, is what would have had to be otherwise: %s', (_, story, given) => {
  const change = changeOf({ occurredAt: now + 2 * minuteMs })
  const carried = { change, forbid: [], mode: 'observe' } as const
  const row = rowOf({ occurredAt: change.occurredAt, suspicionCenti: 99, stakesCenti: 599, carried })
  const { raised } = relate(row, memoryAfter(told(story.replaceAll(', ', '\n'))), by)
  expect(raised && withoutOthers(undefined, raised)).toEqual([{ without: 'alert', given }])
})
