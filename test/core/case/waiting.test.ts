import { expect, test } from 'vitest'
import { byDeadline, type WaitingReversal } from '../../../src/core/case/waiting.ts'
import type { ReversalState } from '../../../src/core/reversal/reversal.ts'
import { alertOn, changeBy, reversalOf } from '../../console/people-and-alerts.ts'

const alert = alertOn(changeBy('d.keller'))

function row(
  reversalId: string,
  state: ReversalState,
  over: { readonly deadlineAt?: number; readonly irreversibleAt?: number; readonly at?: number } = {},
): WaitingReversal {
  const reversal = { ...reversalOf(alert, state, { at: 1, ...over }), reversalId }
  return { reversal, caseId: 'c', onlyCleared: false, severity: 'high', tier: 'everyone', says: '' }
}

test('the nearest deadline comes first, or the point of no return before it; what has none comes last', () => {
  const rows = [
    row('rests, older', 'blocked', { deadlineAt: 1, irreversibleAt: 1 }),
    row('rests, newer', 'blocked', { at: 2 }),
    row('in 90 s', 'counting', { deadlineAt: 90 }),
    row('tomorrow', 'proposed', { deadlineAt: 86_400 }),
    row('purged in 60 s', 'proposed', { deadlineAt: 86_400, irreversibleAt: 60 }),
    row('purged after its deadline', 'counting', { deadlineAt: 70, irreversibleAt: 500 }),
  ]
  expect(rows.toSorted(byDeadline).map(({ reversal }) => reversal.reversalId)).toEqual([
    'purged in 60 s',
    'purged after its deadline',
    'in 90 s',
    'tomorrow',
    'rests, newer',
    'rests, older',
  ])
})
