import { expect, test } from 'vitest'
import { ownCaseAlert } from '../../../src/core/case/own-case-alert.ts'
import { veilAlert } from '../../../src/core/case/veil.ts'
import { alertOn, changeBy } from '../../console/people-and-alerts.ts'

const name = (id: string) => `actor-${Buffer.from(id).toString('hex')}`
const actor = { id: 'd.keller', kind: 'contractor', onBehalfOf: 'Dana' } as const
const about = alertOn(changeBy('d.keller', { actor }), { exclusion: 'gag-order' })
const told = (by: string, refused: 'own-case' | 'own-team') =>
  ownCaseAlert(about, 'a-2', { by, tried: 'say yes', at: 1 }, refused)

test.each([
  ['d.keller', 'd.keller'],
  ['D.Keller', 'd.keller'],
  ['dana', 'Dana'],
])(
  '%s, who decides about themself, is named as the change names them, and so under a pseudonym',
  (by, id) => {
    const alert = told(by, 'own-case')
    expect(alert.says).toBe(`${id} tried to say yes in a case about themself, and was refused.`)
    expect(veilAlert(alert, name).says).toBe(
      `${name(id)} tried to say yes in a case about themself, and was refused.`,
    )
  },
)

test('a hand of the case that the change does not name is not named by us either', () => {
  expect(told('Other.Hand', 'own-case').says).toBe(
    'One of its hands tried to say yes in a case about themself, and was refused.',
  )
})

test('whoever is of the team of a hand works at the desk, and is named', () => {
  expect(told('mate', 'own-team').says).toBe(
    'mate tried to say yes in a case about a member of their own team, and was refused.',
  )
})

test('it is excluded as the alert is, so that what is sealed there is sealed here', () => {
  expect(told('d.keller', 'own-case').exclusion).toBe('gag-order')
})
