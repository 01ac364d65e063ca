import { describe, expect, test } from 'vitest'
import { doubtOfMessage, messageOf, readMessage } from '../../../src/core/reversal/command-message.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'

const command: Command = {
  commandId: 'c1',
  alertId: 'alert',
  source: 'shop',
  causeEventId: 'e1',
  accountId: 'a1',
  action: 'unsuspend',
  countermeasure: 'restore',
  expectedVersion: 'v2',
  expectedState: 'suspended',
  issuedAt: 1_000,
  expiresAt: 31_000,
}

describe('a message', () => {
  test('carries what a guard may need, in one order, and nothing that the mapping put beside it', () => {
    const told = messageOf({ ...command, causeLabels: { strikes: '2' } })
    expect(told).toStrictEqual(command)
    expect(Object.keys(told)).toEqual(Object.keys(command))
    const { expectedState: _s, expectedVersion: _v, ...bare } = command
    expect(messageOf(bare)).toStrictEqual(bare)
  })

  test('is read as it was written, with what nobody knows left out', () => {
    expect(readMessage({ ...command, more: 1 })).toStrictEqual(command)
    const { expectedState: _s, expectedVersion: _v, ...bare } = command
    expect(readMessage(bare)).toStrictEqual(bare)
  })

  test.each(['commandId', 'alertId', 'source', 'causeEventId', 'accountId'])(
    'without a text for its %s is none',
    (name) => {
      for (const value of [undefined, '', 7])
        expect(readMessage({ ...command, [name]: value })).toBeUndefined()
    },
  )

  test.each(['issuedAt', 'expiresAt'])('whose %s is no time is none', (name) => {
    for (const value of [undefined, '1000', 1.5, 2 ** 53])
      expect(readMessage({ ...command, [name]: value })).toBeUndefined()
  })

  test.each(['expectedVersion', 'expectedState'])('whose %s is there and no text is none', (name) => {
    for (const value of ['', 7, null]) expect(readMessage({ ...command, [name]: value })).toBeUndefined()
  })

  test('that asks for what nobody can do is none', () => {
    expect(readMessage({ ...command, action: 'promote' })).toBeUndefined()
    expect(readMessage({ ...command, countermeasure: 'none' })).toBeUndefined()
  })

  test('is an object', () => {
    for (const value of [undefined, null, 'restore a1', 7, [command]])
      expect(readMessage(value)).toBeUndefined()
  })
})

// biome-ignore format: a table for people.
test.each<[Partial<Command>, string | null, string, number, string | undefined]>([
  [{},                          'a1', 'shop',   2_000,  undefined],
  [{},                          'a1', 'bazaar', 2_000,  'it is not for this platform'],
  [{},                          'a2', 'shop',   2_000,  "it is not under its own account's key"],
  [{},                          null, 'shop',   2_000,  "it is not under its own account's key"],
  [{},                          'a1', 'shop',   30_999, undefined],
  [{},                          'a1', 'shop',   31_000, 'it has expired'],
  [{ issuedAt: 7_000 },         'a1', 'shop',   2_000,  undefined],
  [{ issuedAt: 7_001 },         'a1', 'shop',   2_000,  'it is issued ahead of our clock'],
  [{ expiresAt: 601_000 },      'a1', 'shop',   2_000,  undefined],
  [{ expiresAt: 601_001 },      'a1', 'shop',   2_000,  'it would be valid for too long'],
])('%o under the key %s, for %s at %i: %s', (part, recordKey, source, now, doubt) => {
  expect(doubtOfMessage({ ...command, ...part }, { source, recordKey, now })).toBe(doubt)
})
