import { expect, test } from 'vitest'
import { type AccountWord, type Doing, standAfter } from '../../../src/demo/platform/transitions.ts'

const table = `
  active       suspend      -> suspended
  active       deactivate   -> deactivated
  restricted   lock         -> locked
  restricted   deactivate   -> deactivated
  suspended    delete       -> deleted
  suspended    suspend      -> it is suspended
  suspended    restrict     -> it is suspended
  deactivated  suspend      -> it is deactivated
  suspended    unsuspend    -> active
  deactivated  reactivate   -> active
  locked       unlock       -> active
  restricted   unrestrict   -> active
  deleted      restore      -> active
  active       reactivate   -> it is active
  suspended    reactivate   -> it is suspended
  locked       change-email -> locked
  deleted      change-email -> it is deleted
  deactivated  preserve     -> deactivated
  deleted      preserve     -> deleted
  active       view-private -> active
`

test.each(rows(table))('an account that is %s, after %s: %s', (state, doing, expected) => {
  const after = standAfter({ state: state as AccountWord, verified: 'none', holds: [] }, doing as Doing)
  expect(typeof after === 'string' ? after : after.state).toBe(expected)
})

test('a badge is given once and taken once', () => {
  const plain = { state: 'active', verified: 'none', holds: [] } as const
  const badged = { ...plain, verified: 'legacy' } as const
  expect(standAfter(plain, 'verify')).toEqual(badged)
  expect(standAfter(badged, 'verify')).toBe('it is verified')
  expect(standAfter(badged, 'unverify')).toEqual(plain)
  expect(standAfter(plain, 'unverify')).toBe('it is not verified')
})

test('an account is preserved once, and its other holds stay', () => {
  const held = { state: 'deactivated', verified: 'none', holds: ['legal'] } as const
  const preserved = { ...held, holds: ['legal', 'preserved'] }
  expect(standAfter(held, 'preserve')).toEqual(preserved)
  expect(standAfter(preserved, 'preserve')).toBe('it is preserved')
})

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, state = '', doing = '', expected = ''] = /^\s*(\S+)\s+(\S+)\s+-> (.+)$/.exec(line) ?? []
      return [state, doing, expected]
    })
}
