import { expect, test } from 'vitest'
import { duration } from '../../../src/console/ui/figures.ts'

test.each([
  [0.036, '0.04 s'],
  [12.3, '12.3 s'],
  [660, '660 s'],
  [999, '999 s'],
  [1_500, '25 min'],
  [7_200, '2 h'],
  [134_947, '37 h'],
  [546_055, '6 days'],
])('%d seconds read as %s', (seconds, says) => {
  expect(duration(seconds)).toBe(says)
})
