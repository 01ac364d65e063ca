import { expect, test } from 'vitest'
import { actions } from '../../../src/core/change/actions.ts'
import {
  confirmedSays,
  countermeasures,
  inverseOf,
  undoesTheChange,
} from '../../../src/core/reversal/countermeasures.ts'

/** What undoes each action, of which kind that is, and the most that any policy may grant it: what an action takes or
 *  gives decides how far the machine may ever go in undoing it. */
const table = `
  deactivate      reactivate   restore    auto
  suspend         unsuspend    restore    auto
  lock            unlock       restore    auto
  restrict        unrestrict   restore    auto
  delete          restore      restore    auto
  unverify        verify       restore    auto
  anonymise       -
  reactivate      deactivate   restrict   approve
  unsuspend       suspend      restrict   approve
  unlock          lock         restrict   approve
  unrestrict      restrict     restrict   approve
  restore         delete       restrict   approve
  verify          unverify     restrict   approve
  rename          lock         protect    veto
  change-email    lock         protect    veto
  change-phone    lock         protect    veto
  reset-password  lock         protect    veto
  disable-mfa     lock         protect    veto
  grant-role      lock         protect    veto
  merge           -
  enable-mfa      -
  revoke-role     -
  export-data     -
  view-private    -
  impersonate     -
  other           -
`
const rows = table
  .trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/))

test.each(rows)('%s is undone by %s', (action, inverse, countermeasure, ceiling) => {
  expect(inverseOf[action as keyof typeof inverseOf]).toEqual(
    inverse === '-' ? undefined : { action: inverse, countermeasure, ceiling },
  )
})

test('every action has its row', () => {
  expect(rows.length).toBe(actions.length)
  expect(new Set(rows.map(([action]) => action))).toEqual(new Set(actions))
})

test('what is said of an account for which each was seen done', () => {
  expect(countermeasures.map((one) => confirmedSays[one])).toEqual([
    'preserved',
    'restored',
    'protected',
    'restricted again',
  ])
})

test('whose data was only kept, the account is as the change left it: all else undoes the change', () => {
  expect(countermeasures.filter(undoesTheChange)).toEqual(['restore', 'protect', 'restrict'])
})
