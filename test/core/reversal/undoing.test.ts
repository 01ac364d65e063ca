import { expect, test } from 'vitest'
import type { Action } from '../../../src/core/change/actions.ts'
import type { AlertKind } from '../../../src/core/decision/alert.ts'
import type { Countermeasure } from '../../../src/core/reversal/countermeasures.ts'
import { undoingOf } from '../../../src/core/reversal/undoing.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'

test.each<[Action, Countermeasure | 'none', AlertKind, string]>([
  ['deactivate', 'restore', 'change', 'restore reactivate auto'],
  ['deactivate', 'preserve', 'change', 'preserve reactivate auto'],
  ['delete', 'restore', 'change', 'restore restore auto'],
  ['unsuspend', 'restrict', 'change', 'restrict suspend approve'],
  ['change-email', 'protect', 'change', 'protect lock veto'],
  ['change-email', 'restore', 'change', 'nothing'],
  ['change-email', 'preserve', 'change', 'nothing'],
  ['export-data', 'restore', 'change', 'nothing'],
  ['deactivate', 'protect', 'change', 'nothing'],
  ['deactivate', 'none', 'change', 'nothing'],
  ['deactivate', 'restore', 'not-acted', 'nothing'],
  ['deactivate', 'restore', 'impostor', 'nothing'],
  ['deactivate', 'restore', 'dead-letter', 'nothing'],
])('%s, wanted %s, in an alert of kind %s: %s', (action, countermeasure, kind, expected) => {
  const undoing = undoingOf(anAlert(aChange({ action }), { countermeasure, kind }))
  const said = undoing && `${undoing.countermeasure} ${undoing.action} ${undoing.inverse.ceiling}`
  expect(said ?? 'nothing').toBe(expected)
})

test('an alert asks for its own countermeasure, and one without its change for none', () => {
  const alert = anAlert(aChange({ action: 'suspend' }), { countermeasure: 'preserve' })
  expect(undoingOf(alert)).toEqual({
    countermeasure: 'preserve',
    action: 'unsuspend',
    inverse: { action: 'unsuspend', countermeasure: 'restore', ceiling: 'auto' },
  })
  const { change: _none, ...changeless } = alert
  expect(undoingOf(changeless)).toBeUndefined()
})
