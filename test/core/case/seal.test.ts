import { describe, expect, it, test } from 'vitest'
import { type Sealable, sealAlert, sealText } from '../../../src/core/case/seal.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { sealedSays } from '../../../src/core/reversal/exclusions.ts'
import { alertOn, changeBy } from '../../console/people-and-alerts.ts'
import { shippedPolicy } from '../people.ts'

const { exclusions } = shippedPolicy('volunteers')
const order: Partial<AccountChange> = {
  reason: {
    code: 'court-order',
    policies: ['tos', 'authority-order'],
    note: 'by order of the court, file 7',
  },
}
const claimed = alertOn(changeBy('d.keller', order), {
  exclusion: 'court-order',
  says: 'd.keller deactivated @head: nobody but the actor says that "court-order" applies.',
})

describe('a sealed exclusion', () => {
  it('is only restricted, wherever its words stand, and what else is known stays', () => {
    const shown = sealAlert(claimed, exclusions)
    expect(JSON.stringify(shown)).not.toMatch(/court|authority-order/u)
    expect(shown.exclusion).toBe(sealedSays)
    expect(shown.change?.reason).toEqual({ code: 'restricted', policies: ['tos', 'restricted'] })
    expect(shown.says).toBe(
      'd.keller deactivated @head: nobody but the actor says that "restricted" applies.',
    )
    expect(shown.alertId).toBe(claimed.alertId)
  })

  it('keeps its hold on the account from sight, though another exclusion spoke first', () => {
    const account = { ...changeBy('d.keller').account, holds: ['legal', 'minor'] }
    const held = alertOn(changeBy('d.keller', { account }), { exclusion: 'child-safety' })
    const shown = sealAlert(held, exclusions)
    expect(shown.change?.account.holds).toEqual(['restricted', 'minor'])
    expect(shown.exclusion).toBe('child-safety')
  })

  it('may have been any that the policy no longer knows', () => {
    expect(sealAlert({ ...claimed, exclusion: 'old-order' }, []).exclusion).toBe(sealedSays)
  })
})

test.each<[string, Alert, readonly Sealable[]]>([
  ['none at all', alertOn(changeBy('d.keller')), exclusions],
  ['one that is not sealed', alertOn(changeBy('d.keller'), { exclusion: 'child-safety' }), exclusions],
  [
    'a reason that is not listed',
    alertOn(changeBy('d.keller'), { exclusion: 'reason-not-listed' }),
    exclusions,
  ],
])('%s is shown as it is', (_, alert, known) => {
  expect(sealAlert(alert, known)).toBe(alert)
})

test('a sentence loses the words of every sealed exclusion, as words of their own', () => {
  expect(sealText('"court-order" applies, for legality', exclusions)).toBe(
    '"restricted" applies, for legality',
  )
})
