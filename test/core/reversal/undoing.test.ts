import { expect, test } from 'vitest'
import { type Action, actions } from '../../../src/core/change/actions.ts'
import type { AlertKind } from '../../../src/core/decision/alert.ts'
import type { Countermeasure } from '../../../src/core/reversal/countermeasures.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
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

/** What each action takes or gives decides how far the machine may ever go in undoing it. */
const table = `
  deactivate      reactivate  restore   auto
  suspend         unsuspend   restore   auto
  lock            unlock      restore   auto
  restrict        unrestrict  restore   auto
  delete          restore     restore   auto
  anonymise       -
  unverify        verify      restore   auto
  reactivate      deactivate  restrict  approve
  unsuspend       suspend     restrict  approve
  unlock          lock        restrict  approve
  unrestrict      restrict    restrict  approve
  restore         delete      restrict  approve
  verify          unverify    restrict  approve
  rename          lock        protect   veto
  merge           -
  change-email    lock        protect   veto
  change-phone    lock        protect   veto
  reset-password  lock        protect   veto
  enable-mfa      -
  disable-mfa     lock        protect   veto
  grant-role      lock        protect   veto
  revoke-role     -
  export-data     -
  view-private    -
  impersonate     -
  other           -
`
test('every action has its undoing, its kind and the most that any policy may grant it', () => {
  const rows = actions.map((action) => {
    const inverse = inverseOf[action]
    return [action, ...(inverse ? [inverse.action, inverse.countermeasure, inverse.ceiling] : ['-'])]
  })
  expect(rows).toEqual(
    table
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/)),
  )
})
