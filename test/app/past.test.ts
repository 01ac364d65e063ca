import { expect, test } from 'vitest'
import type { DemoPlatform } from '../../src/app/demo/demo-platform.ts'
import { feedPast } from '../../src/app/past.ts'

const cases: readonly { readonly changes: number; readonly lines: readonly string[] }[] = [
  { changes: 0, lines: [] },
  { changes: 1, lines: [] },
  { changes: 99, lines: [] },
  {
    changes: 100,
    lines: ['simulated past: 100 % of 100 changes', 'simulated past: all of it assessed'],
  },
]
test.each(cases)('whoever starts the program again after $changes changes reads $lines', async (row) => {
  const said: string[] = []
  const demo: Pick<DemoPlatform, 'feedPast'> = {
    feedPast: async (progress) => {
      if (row.changes > 0) progress(row.changes, row.changes)
      return row.changes
    },
  }
  await feedPast(
    demo,
    () => 0,
    (line) => said.push(line),
  )
  expect(said).toEqual(row.lines)
})
