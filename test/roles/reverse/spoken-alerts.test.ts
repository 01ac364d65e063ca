import { expect, test } from 'vitest'
import type { Mode } from '../../../src/core/policy/severity.ts'
import { beforeContainment } from '../../../src/core/reversal/contain.ts'
import { type Countermeasure, countermeasures } from '../../../src/core/reversal/countermeasures.ts'
import {
  notActedAlert,
  notContainedAlert,
  unattendedAlert,
} from '../../../src/roles/reverse/spoken-alerts.ts'
import { reversalOf } from '../../console/people-and-alerts.ts'
import { aChange, anAlert } from './examples.ts'

test('what was not done is said in whole words, whatever it was', () => {
  const said = countermeasures.map((countermeasure) => {
    const alert = anAlert(aChange({}), { mode: 'approve', countermeasure })
    const over = { countermeasure, by: 'ines', says: 'why' }
    const says = (reversal: typeof over & { untouched?: true }) =>
      notActedAlert({ reversal: reversalOf(alert, 'escalated', reversal), alert }, 1)?.says
    return [says({ ...over, untouched: true }), says(over)]
  })
  expect(said).toEqual([
    ['The data were not preserved: why.', 'Nobody can say that the data are preserved: why.'],
    ['The restore was not done: why.', 'Nobody can say that the restore worked: why.'],
    ['The account was not protected: why.', 'Nobody can say that the account is protected: why.'],
    ['The restriction was not put back: why.', 'Nobody can say that the restriction is back: why.'],
  ])
})

test('what was granted, and the alert upon which people can still act, stand on it; itself it is never acted on', () => {
  const told = (mode: Mode, wanted: Countermeasure, exclusion?: string) => {
    const over = { mode, countermeasure: 'restore' as const, ...(exclusion !== undefined && { exclusion }) }
    const alert = anAlert(aChange({}), over)
    const reversal = reversalOf(alert, 'blocked', { countermeasure: wanted, by: 'ines' })
    const { mode: own, countermeasure, cause } = notActedAlert({ reversal, alert }, 1)!
    expect([own, countermeasure, cause?.alertId]).toEqual(['observe', 'none', alert.alertId])
    return [cause?.granted, cause?.countermeasure]
  }
  expect(told('auto', 'restore')).toEqual(['auto', 'restore'])
  expect(told('veto', 'restore')).toEqual(['veto', 'restore'])
  expect(told('auto', 'preserve')).toEqual(['approve', 'preserve'])
  expect(told('observe', 'restore', 'court-order')).toEqual(['approve', 'restore'])
})

test('what the alert was excluded by stands on each of ours that speaks of it, so that what is sealed stays so', () => {
  const alert = anAlert(aChange({}), { mode: 'veto', countermeasure: 'restore', exclusion: 'gag-order' })
  const counting = reversalOf(alert, 'counting', { alarmedAt: 1, deadlineAt: 2 })
  const blocked = reversalOf(alert, 'blocked', { by: 'cat' })
  const life = { ...beforeContainment, state: 'escalated' } as const
  const { alertId, source } = alert
  const hand = { containId: 'k', actorId: 'h', partition: 0, heard: [], version: 1, at: 1 }
  const ours = [
    notActedAlert({ reversal: blocked, alert }, 1),
    unattendedAlert({ reversal: counting, alert }, 1),
    notContainedAlert(alert, { ...hand, alertId, source, life }, 1),
  ]
  expect(ours.map((one) => [one?.kind, one?.exclusion])).toEqual([
    ['not-acted', 'gag-order'],
    ['not-acted', 'gag-order'],
    ['not-acted', 'gag-order'],
  ])
})
