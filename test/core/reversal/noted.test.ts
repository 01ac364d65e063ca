import { expect, test } from 'vitest'
import type { Life } from '../../../src/core/reversal/life.ts'
import { noted } from '../../../src/core/reversal/noted.ts'

const life: Life = { state: 'unknown', says: 'sent', blockedBy: [], expiresAt: 9, tries: 1, hands: ['mo'] }
const found = { kind: 'no-answer', says: 'x', at: 5 } as const

test.each([
  ['the hands in its log', { hands: ['mo', 'jo'] }],
  ['that nobody has acted', { hands: [] }],
  ['what is back', { restored: { state: true } }],
  ['the token', { token: { at: 1, entryId: 'e1' } }],
  ['the window', { windowMs: 7 }],
])('of a happening that tells %s, that is kept, and nothing else is changed', (_, told) => {
  expect(noted(life, { ...found, ...told })).toEqual({ ...life, ...told })
})

test('of one that tells nothing, all that was known stays', () => {
  expect(noted(life, found)).toBe(life)
})
