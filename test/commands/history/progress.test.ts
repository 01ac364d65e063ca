import { expect, it } from 'vitest'
import { barOf } from '../../../src/commands/history/progress.ts'

it.each([
  [0, '[------------------------]   0 %'],
  [0.5, '[############------------]  50 %'],
  [1, '[########################] 100 %'],
  [1.2, '[########################] 100 %'],
])('a share of %d is drawn as %s', (share, bar) => {
  expect(barOf(share)).toBe(bar)
})
