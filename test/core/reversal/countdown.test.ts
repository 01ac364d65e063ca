import { expect, test } from 'vitest'
import {
  approvalMsMax,
  beginCountdown,
  countdownMsMax,
  endsTooLate,
  endsTooLateWords,
  extend,
  extensionsMax,
  halfOf,
  handedToText,
  isHandedTo,
  waitSecondsDefault,
  waitSecondsMax,
  waitSecondsMin,
} from '../../../src/core/reversal/countdown.ts'

const minuteMs = 60_000

test('a countdown begins with all that it has, and half of it is half of what it has by now', () => {
  const begun = beginCountdown(1_000, 120_000)
  expect(begun).toEqual({ startedAt: 1_000, endsAt: 121_000, waitMs: 120_000, extensions: 0 })
  expect(halfOf(begun)).toBe(61_000)
  expect(halfOf({ ...begun, endsAt: 241_000 })).toBe(121_000)
  expect(halfOf({ ...begun, endsAt: 1_003 })).toBe(1_001)
})

// biome-ignore format: a table for people.
test.each<[string, number, number, number | undefined, number | undefined]>([
  // which                                  wait            before  nothing undoes it from   -> ends
  ['the first of two minutes',              2 * minuteMs,   0,      undefined,                  4 * minuteMs],
  ['the second',                            2 * minuteMs,   1,      undefined,                  6 * minuteMs],
  ['the third',                             2 * minuteMs,   2,      undefined,                  8 * minuteMs],
  ['the fourth',                            2 * minuteMs,   3,      undefined,                  undefined],
  ['the first of half an hour',             30 * minuteMs,  0,      undefined,                  60 * minuteMs],
  ['the second, beyond an hour',            30 * minuteMs,  1,      undefined,                  undefined],
  ['the third of twenty minutes',           20 * minuteMs,  2,      undefined,                  undefined],
  ['one that ends when nothing undoes it',  2 * minuteMs,   0,      4 * minuteMs,               undefined],
  ['one that ends a millisecond before',    2 * minuteMs,   0,      4 * minuteMs + 1,           4 * minuteMs],
])('made longer, %s', (_, waitMs, before, noReturnAt, ends) => {
  let countdown = beginCountdown(0, waitMs)
  for (let i = 0; i < before; i++) countdown = { ...countdown, endsAt: countdown.endsAt + waitMs, extensions: i + 1 }
  const longer = extend(countdown, noReturnAt)
  expect(longer).toEqual(ends === undefined ? undefined : { ...countdown, endsAt: ends, extensions: before + 1 })
})

test.each([
  [99, undefined, false],
  [99, 100, false],
  [100, 100, true],
  [101, 100, true],
])(
  'a countdown to %d, where nothing undoes it from %s on, ends too late: %s',
  (endsAt, noReturnAt, expected) => {
    expect(endsTooLate({ endsAt }, noReturnAt)).toBe(expected)
  },
)

test.each([
  [{ person: 'jonas' }, { by: 'jonas' }, true],
  [{ person: 'jonas' }, { by: 'ines', roles: ['jonas'] }, false],
  [{ role: 'legal' }, { by: 'ines', roles: ['desk', 'legal'] }, true],
  [{ role: 'legal' }, { by: 'legal', roles: ['desk'] }, false],
  [{ role: 'legal' }, { by: 'legal' }, false],
])('handed to %o, the yes of %o is the one that was asked for: %s', (handedTo, said, expected) => {
  expect(isHandedTo(handedTo, said)).toBe(expected)
})

test('it says to whom it is handed, and why it cannot wait', () => {
  expect([handedToText({ person: 'jonas' }), handedToText({ role: 'legal' })]).toEqual([
    'jonas',
    'role:legal',
  ])
  expect(endsTooLateWords).toBe(
    'its countdown would end after the point of no return, so somebody must say yes before',
  )
})

test('the bounds are those that the documents name', () => {
  expect([waitSecondsMin, waitSecondsDefault, waitSecondsMax]).toEqual([10, 120, 1_800])
  expect([approvalMsMax, extensionsMax, countdownMsMax]).toEqual([5 * minuteMs, 3, 60 * minuteMs])
})
