import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Intended,
  intendedText,
  intendedWords,
  isAbout,
  whyVoid,
} from '../../../src/core/reversal/intended.ts'
import { aChange } from '../../roles/reverse/examples.ts'

const change = aChange()
const day = 86_400_000
const intended: Intended = {
  intendedId: 'p1',
  source: 'demo',
  accountId: 'a1',
  action: 'deactivate',
  order: 'AG 12/345',
  ticket: 'LEGAL-7',
  askedBy: 'ines',
  confirmedBy: 'jonas',
  confirmedAt: change.occurredAt - 1_000,
  expiresAt: change.occurredAt + day,
}

// biome-ignore format: a table for people.
test.each<[Partial<Intended>, boolean]>([
  [{},                            true],
  [{ actorId: 'contractor-1' },   true],
  [{ actorId: 'legal-2' },        false],
  [{ action: 'suspend' },         false],
  [{ accountId: 'a2' },           false],
  [{ source: 'elsewhere' },       false],
])('%o is about the change: %s', (part, expected) => {
  expect(isAbout({ ...intended, ...part }, change)).toBe(expected)
})

// biome-ignore format: a table for people.
test.each<[Partial<Intended>, string | undefined]>([
  [{},                                         undefined],
  [{ confirmedBy: 'ines' },                    'one person alone has asked for it and confirmed it'],
  [{ confirmedBy: 'Ines' },                    'one person alone has asked for it and confirmed it'],
  [{ askedBy: 'Contractor-1' },                'the actor is one of the two who agreed to it'],
  [{ askedBy: 'contractor-1' },                'the actor is one of the two who agreed to it'],
  [{ confirmedBy: 'contractor-1' },            'the actor is one of the two who agreed to it'],
  [{ confirmedAt: change.occurredAt },         undefined],
  [{ confirmedAt: change.occurredAt + 1 },     'it was agreed only after the change'],
  [{ expiresAt: change.occurredAt + 1 },       undefined],
  [{ expiresAt: change.occurredAt },           'it had expired'],
  [{ expiresAt: intended.confirmedAt + 30 * day }, undefined],
  [{ expiresAt: intended.confirmedAt + 30 * day + 1 }, 'it is valid for longer than 30 days'],
])('%o is void because: %s', (part, expected) => {
  expect(whyVoid({ intended: { ...intended, ...part }, signature: '' }, change, true)).toBe(expected)
})

test('whatever else it says, a signature that is not ours voids it', () => {
  expect(whyVoid({ intended, signature: '' }, change, false)).toBe('its signature is not ours')
})

test('the gate says what it rests on', () => {
  expect(intendedWords(intended)).toBe(
    'it was intended: by a legal order, ticket LEGAL-7, agreed by ines and jonas',
  )
})

test('what is signed says first what it is, and then each field behind its length', () => {
  const title = 'countermand intended 1'
  const fields = ['2:p1', '4:demo', '2:a1', '10:deactivate', '7:anybody', '9:AG 12/345', '7:LEGAL-7']
  const people = ['4:ines', '5:jonas', '13:1699999999000', '13:1700086400000']
  expect(intendedText(intended).split('\n')).toEqual([title, ...fields, ...people])
  const only = intendedText({ ...intended, actorId: 'legal-2' }).split('\n')
  expect(only).toEqual([title, ...fields.slice(0, 4), '4:only', '7:legal-2', ...fields.slice(5), ...people])
})

test('no two that differ in anything are the same text, so no signature fits another', () => {
  const word = fc.string({ unit: fc.constantFrom('a', '1', ':', '\n', '7:anybody', '4:only'), maxLength: 4 })
  const any: fc.Arbitrary<Intended> = fc.record(
    {
      intendedId: word,
      source: word,
      accountId: word,
      action: fc.constantFrom('suspend', 'deactivate'),
      actorId: word,
      order: word,
      ticket: word,
      askedBy: word,
      confirmedBy: word,
      confirmedAt: fc.nat({ max: 3 }),
      expiresAt: fc.nat({ max: 3 }),
    },
    {
      requiredKeys: [
        'intendedId',
        'source',
        'accountId',
        'action',
        'order',
        'ticket',
        'askedBy',
        'confirmedBy',
        'confirmedAt',
        'expiresAt',
      ],
    },
  )
  const apart = fc.property(
    any,
    any,
    (a, b) => (intendedText(a) === intendedText(b)) === isDeepStrictEqual(a, b),
  )
  expect(fc.check(apart, { numRuns: 5_000 })).toMatchObject({ failed: false })
})

test('of ten thousand that were forged, re-targeted, prolonged or wrongly keyed, none is ours', () => {
  const secret = generateKeyPairSync('ed25519').privateKey
  const stranger = createPrivateKey(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
  )
  const known = createPublicKey(secret)
  const bytes = (one: Intended) => Buffer.from(intendedText(one), 'utf16le')
  const genuine = sign(undefined, bytes(intended), secret)
  expect(verify(undefined, bytes(intended), known, genuine)).toBe(true)
  const forged = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('accountId', 'ticket', 'order', 'askedBy', 'confirmedBy', 'actorId'),
        fc.string(),
      )
      .map(([name, value]) => ({ one: { ...intended, [name]: value }, by: genuine })),
    fc.integer({ min: 1 }).map((more) => ({
      one: { ...intended, expiresAt: intended.expiresAt + more },
      by: genuine,
    })),
    fc.nat({ max: 511 }).map((bit) => {
      const bent = Buffer.from(genuine)
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return { one: intended, by: bent }
    }),
    fc.uint8Array({ maxLength: 80 }).map((noise) => ({ one: intended, by: Buffer.from(noise) })),
    fc.constant({ one: intended, by: sign(undefined, bytes(intended), stranger) }),
  )
  const refused = fc.property(forged, ({ one, by }) => {
    const isGenuine = intendedText(one) === intendedText(intended) && by.equals(genuine)
    return isGenuine || !verify(undefined, bytes(one), known, by)
  })
  expect(fc.check(refused, { numRuns: 10_000 })).toMatchObject({ failed: false })
})

test('whoever it was done for is as little one of the two as whoever did it', () => {
  const done = { ...change, actor: { ...change.actor, onBehalfOf: 'jonas' } }
  expect(whyVoid({ intended, signature: '' }, done, true)).toBe(
    'the actor is one of the two who agreed to it',
  )
})
