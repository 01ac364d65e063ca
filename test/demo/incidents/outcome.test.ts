import { expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Reversal, ReversalState } from '../../../src/core/reversal/reversal.ts'
import { isSettled, secondsToConfirmed, unassessed } from '../../../src/demo/incidents/outcome.ts'

const table = `
  assessed  alert          reversal     quiet s  since change s -> settled
  1/1       none           none         1.4      1.4               no
  1/1       none           none         1.5      1.5               yes
  0/1       none           none         6.0      6.0               no
  0/1       none           none         59.9     59.9              no
  0/1       none           none         60.0     60.0              yes
  0/1       auto           confirmed    30.0     31.0              no
  1/1       auto           none         9.9      9.9               no
  1/1       auto           none         10.0     10.0              yes
  1/1       auto           intent       1.5      3.0               no
  1/1       auto           acked        30.0     31.0              no
  1/1       auto           unknown      59.9     59.9              no
  1/1       auto           unknown      60.0     60.0              yes
  1/1       auto           confirmed    1.0      2.0               no
  1/1       auto           confirmed    1.5      2.0               yes
  1/1       auto           blocked      1.5      2.0               yes
  1/1       veto           proposed     1.5      2.0               yes
  1/1       observe        none         1.5      2.0               yes
`

test.each(rows(table))(
  '%s assessed, alert %s, reversal %s, quiet for %s s, %s s after the last change: %s',
  (...row) => {
    const [assessed = '', mode = '', state = '', quietS = '', sinceS = '', expected = ''] = row
    const alerts = mode === 'none' ? [] : [{ alertId: 'alert', mode, countermeasure: 'restore' } as Alert]
    const reversals =
      state === 'none'
        ? []
        : [{ alertId: 'alert', reversalId: 'r', state: state as ReversalState } as Reversal]
    const now = 1_000_000
    const settled = isSettled(
      {
        made: new Set(['change']),
        assessed: new Set(assessed === '1/1' ? ['change'] : []),
        alerts,
        reversals: new Map(reversals.map((reversal) => [reversal.reversalId, reversal])),
        lastChangeAt: now - Number(sinceS) * 1_000,
        lastNewsAt: now - Number(quietS) * 1_000,
      },
      now,
    )
    expect(settled ? 'yes' : 'no').toBe(expected)
  },
)

test('a change counts as unassessed until it is seen among the assessed', () => {
  const made = new Set(['one', 'two', 'three'])
  expect(unassessed({ made, assessed: new Set(['two']) })).toBe(2)
  expect(unassessed({ made, assessed: made })).toBe(0)
})

test('the seconds are those of the restore that took longest; preserving is no restoring', () => {
  const reversal = (countermeasure: string, state: string, confirmedAfterSeconds?: number) =>
    ({ countermeasure, state, confirmedAfterSeconds, at: 9_000, occurredAt: 5_000 }) as Reversal
  expect(secondsToConfirmed([])).toBe(null)
  expect(secondsToConfirmed([reversal('preserve', 'confirmed', 1)])).toBe(null)
  expect(secondsToConfirmed([reversal('restore', 'escalated', 1)])).toBe(null)
  expect(
    secondsToConfirmed([reversal('restore', 'confirmed', 0.4), reversal('restore', 'confirmed', 1.7)]),
  ).toBe(1.7)
  expect(secondsToConfirmed([reversal('restore', 'confirmed')])).toBe(4)
})

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
}
