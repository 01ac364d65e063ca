import { expect, test } from 'vitest'
import type { Origin } from '../../../src/core/change/account-change.ts'
import { assess } from '../../../src/core/decision/assess.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { place } from '../../../src/core/what-if/moment.ts'
import type { Situation } from '../../../src/core/what-if/situation.ts'
import { accounts, changeOf, hourMs, minuteMs, now, nth, shippedPolicy, stepThrough } from '../people.ts'

const policy = shippedPolicy('demo')
const office = { network: 'office', device: 'laptop', tool: 'desk' } as const

/** Somebody with a day of work behind them, all of it from the office. */
const memory = stepThrough(
  Array.from({ length: 200 }, (_, act) =>
    changeOf({
      occurredAt: now - 10 * hourMs + act * 2 * minuteMs,
      account: nth(accounts.neighbour, act),
      origin: office,
    }),
  ),
  policy,
).at(-1)?.learned

function from(origin: Origin): Situation {
  return { change: changeOf({ origin }), known: { memory } }
}

function barsOfSession({ change, known }: Situation): readonly string[] {
  const { findings } = assess(new Sight(change, known), policy).assessment
  return findings.map(({ bar }) => bar.name).filter((name) => name.startsWith('session.'))
}

test.each<[string, Origin, readonly string[]]>([
  ['another network', { ...office, network: 'café' }, ['session.network']],
  ['another device', { ...office, device: 'phone' }, ['session.device']],
  ['another tool', { ...office, tool: 'script' }, ['session.tool']],
  [
    'another of everything, and no second factor',
    { network: 'café', device: 'phone', tool: 'script', mfa: false },
    ['session.noMfa', 'session.network', 'session.device', 'session.tool'],
  ],
])('of somebody who came from %s nothing is left of it, had they been at home', (_says, origin, bars) => {
  const was = from(origin)
  expect(barsOfSession(was)).toEqual(bars)
  expect(place.stepsOf(was)).toBe(1)
  expect(barsOfSession(place.at(was, 1))).toEqual([])
})

test('nobody who is at home already is told that they should have been', () => {
  expect(place.stepsOf(from(office))).toBe(0)
  expect(place.stepsOf(from({ network: 'office', mfa: true }))).toBe(0)
  expect(place.stepsOf(from({}))).toBe(0)
})

test('the name of the office as a device is no device of theirs', () => {
  expect(place.stepsOf(from({ device: 'office' }))).toBe(1)
})
