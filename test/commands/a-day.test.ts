import { expect, it } from 'vitest'
import { aDay, spanOf } from '../../src/commands/a-day.ts'

it.each([
  [748, 1461, '0.51'],
  [1, 1, '1.00'],
  [1, 0.9, '-'],
  [1, 1 / 24, '-'],
])('%i alerts in %d days are a rate of %s', (count, days, says) => {
  expect(aDay(count, days)).toBe(says)
})

it.each([
  [0.2, '4.8 h'],
  [1 / 24, 'an hour at most'],
])('a history of %d days is one of %s', (days, says) => {
  expect(spanOf(days)).toBe(says)
})
