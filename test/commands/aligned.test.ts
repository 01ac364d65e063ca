import { expect, test } from 'vitest'
import { aligned } from '../../src/commands/aligned.ts'

test('names stand to the left and figures to the right, unless told otherwise', () => {
  const rows = [
    ['', 'old', 'new'],
    ['alerts a day', '0.5', '12.25'],
  ]
  expect(aligned(rows)).toEqual(['              old    new', 'alerts a day  0.5  12.25'])
  expect(aligned(rows, ['right', 'left', 'left'])).toEqual([
    '              old  new',
    'alerts a day  0.5  12.25',
  ])
  expect(aligned([])).toEqual([])
})
