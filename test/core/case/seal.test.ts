import { describe, expect, it, test } from 'vitest'
import type { Question } from '../../../src/core/ask/question.ts'
import {
  isSealedQuestion,
  type Sealable,
  sealAlert,
  sealQuestion,
  sealText,
} from '../../../src/core/case/seal.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { sealedSays } from '../../../src/core/reversal/exclusions.ts'
import { type Intended, intendedWords } from '../../../src/core/reversal/intended.ts'
import { alertOn, changeBy } from '../../console/people-and-alerts.ts'
import { spellings } from '../decision/exclusion-matrix.ts'
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

  it('is in no label, whatever that is called, nor in what a label is called', () => {
    const labels = { policy: 'court-order', cause: 'by Court Order', kind: 'plain', 'court-order': 'yes' }
    const shown = sealAlert({ ...claimed, change: changeBy('d.keller', { ...order, labels }) }, exclusions)
    expect(shown.change?.labels).toEqual({
      policy: 'restricted',
      cause: 'by restricted',
      kind: 'plain',
      restricted: 'yes',
    })
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

test('however its word is spelt, it is sealed: in what was claimed, on the account, and in every sentence', () => {
  for (const word of spellings('court-order')) {
    const says = `d.keller: an unusual code (${word}), says "${word}".`
    const account = { ...changeBy('d.keller').account, holds: [word] }
    const alert = alertOn(changeBy('d.keller', { account, reason: { code: word, policies: [word] } }), {
      says,
    })
    const { change, says: shown } = sealAlert(alert, exclusions)
    expect([change?.reason?.code, change?.reason?.policies, change?.account.holds], word).toEqual([
      expect.stringMatching(restricted),
      [expect.stringMatching(restricted)],
      [expect.stringMatching(restricted)],
    ])
    for (const text of [shown, sealText(says, exclusions)])
      expect(text, word).toMatch(
        /^d\.keller: an unusual code \([ _]?restricted[ \u200b-]?\), says "[ _]?restricted[ \u200b-]?"\.$/u,
      )
  }
})

/** Nothing but the word, and what no letter stood beside. */
const restricted = /^[ _]?restricted[ \u200b-]?$/u

test.each([
  // The hold "legal" is sealed in this policy; what it is only a part of is not, nor what already stands for it.
  ['agreed by legal-1 and legal_2', 'agreed by legal-1 and legal_2'],
  ['restricted, ask legal', 'restricted, ask legal'],
  ['excluded: restricted, ask legal, and legal', 'excluded: restricted, ask legal, and restricted'],
  ['illegal, legality, paralegal', 'illegal, legality, paralegal'],
])('"%s" becomes "%s"', (text, shown) => {
  expect(sealText(text, exclusions)).toBe(shown)
})

test.each(['default', 'demo', 'volunteers'])(
  'that something was intended by an order is read by everybody, under the policy %s: which order is not in it',
  (name) => {
    const { exclusions } = shippedPolicy(name)
    const words = intendedWords({ ...intended, order: 'high court, NO-77' })
    expect(words).toBe('it was intended: by a legal order, ticket T-1, agreed by ana and bob')
    expect(sealText(words, exclusions)).toBe(words)
    expect(sealText(`${words}; court-order`, exclusions)).toBe(`${words}; restricted`)
  },
)

const intended: Intended = {
  intendedId: 'i',
  source: 'desk',
  accountId: 'a1',
  action: 'suspend',
  order: '',
  ticket: 'T-1',
  askedBy: 'ana',
  confirmedBy: 'bob',
  confirmedAt: 1,
  expiresAt: 2,
}

test('a text without a sealed word is left letter for letter, and so is one where nothing is sealed', () => {
  const wide = 'a \uFF32eport \u2014 nothing else'
  expect(sealText(wide, exclusions)).toBe(wide)
  expect(sealText('a court-order', [])).toBe('a court-order')
})

describe('a question', () => {
  const { bars, says, severity, suspicionCenti, stakesCenti, scoreCenti, tier, policy } = claimed
  const about = { says, severity, suspicionCenti, stakesCenti, scoreCenti, tier, policy }
  const asked = (over: Partial<AccountChange>): Question => ({
    ...about,
    bars: [...bars, { ...bars[0]!, observed: 'the code court-order' }],
    cause: 'c',
    change: changeBy('d.keller', over),
    checkId: 'q',
    state: 'refused',
    askedAt: 1,
    expiresAt: 2,
    answeredBy: 'lena',
    reason: 'the order does not hold',
  })

  it.each<[string, Partial<AccountChange>]>([
    ['by its code', { reason: { code: 'Court Order', note: 'sealed order of the high court NO-77' } }],
    [
      'by a policy',
      { reason: { policies: ['authority_order'], note: 'sealed order of the high court NO-77' } },
    ],
    ['by a hold on the account', { account: { ...changeBy('d.keller').account, holds: ['court-order'] } }],
  ])(
    'that speaks of something sealed %s keeps it from whoever is not cleared, and says that it does',
    (_, over) => {
      const question = asked(over)
      expect(isSealedQuestion(question, exclusions)).toBe(true)
      const shown = sealQuestion(question, exclusions)
      expect(shown).toMatchObject({ restricted: true, checkId: 'q', answeredBy: 'lena', state: 'refused' })
      // Its words, its note, and whatever somebody who knew answered.
      expect(JSON.stringify(shown)).not.toMatch(/court|authority|NO-77|does not hold/iu)
      expect(shown.change.account.id).toBe(question.change.account.id)
    },
  )

  it.each<[string, readonly string[], readonly string[]]>([
    ['that the policy seals', ['court-order'], ['court-order']],
    ['beside another that it does not seal', ['child-safety', 'court-order'], ['court-order']],
    ['that the policy knows no more', ['gag-2019'], ['gag-2019']],
  ])('that facts alone put under an exclusion %s is kept from sight too', (_, named, secret) => {
    const question = { ...asked({ reason: { code: 'spam', note: 'NO-77' } }), exclusions: named }
    expect(isSealedQuestion(question, exclusions)).toBe(true)
    const shown = sealQuestion(question, exclusions)
    expect(shown).toMatchObject({ restricted: true, change: { reason: { code: 'spam' } } })
    for (const word of [...secret, 'NO-77']) expect(JSON.stringify(shown)).not.toContain(word)
  })

  it('that facts put under one that is not sealed is open to everybody', () => {
    const question = { ...asked({}), exclusions: ['child-safety'] }
    expect(isSealedQuestion(question, exclusions)).toBe(false)
    expect(sealQuestion(question, exclusions)).not.toHaveProperty('restricted')
  })

  it('that speaks of nothing sealed is shown as it is', () => {
    const plain = { ...asked({}), says: 'asked' }
    expect(isSealedQuestion(plain, exclusions)).toBe(false)
    expect(sealQuestion(plain, exclusions)).toEqual(plain)
    expect(sealQuestion(asked({}), exclusions).says).toContain('"restricted" applies')
  })
})
