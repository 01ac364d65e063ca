import { expect, test } from 'vitest'
import { doubtOf, showsIt } from '../../../src/core/reversal/claim.ts'
import { type Command, type ReversalState, reversalStates } from '../../../src/core/reversal/reversal.ts'
import type { Sighting } from '../../../src/core/reversal/sighting.ts'

const command: Command = {
  commandId: 'c1',
  alertId: 'alert',
  source: 'demo',
  causeEventId: 'e1',
  accountId: 'a1',
  action: 'reactivate',
  countermeasure: 'restore',
  expectedVersion: 'v2',
  expectedState: 'deactivated',
  issuedAt: 0,
  expiresAt: 1,
}
const sighting: Sighting = {
  commandId: 'c1',
  source: 'demo',
  eventId: 'e2',
  accountId: 'a1',
  action: 'reactivate',
  state: 'active',
  version: 'v3',
  occurredAt: 0,
  seenAt: 0,
}

test.each<[string, Partial<Sighting>, ReversalState | undefined, string | undefined]>([
  ['our own restore', {}, 'intent', undefined],
  ['our own restore, told again later', {}, 'confirmed', undefined],
  ['a command nobody made', {}, undefined, 'it names a command that we never made'],
  ['a command that still waits for a person', {}, 'proposed', 'it names a command that we never sent'],
  ['a command that a gate held back', {}, 'blocked', 'it names a command that we never sent'],
  ['a command that expired unsent', {}, 'expired', 'it names a command that we never sent'],
  ['another account', { accountId: 'a2' }, 'acked', 'it names a command for another account'],
  ['another platform', { source: 'x' }, 'acked', 'it names a command for another account'],
  ['a deletion', { action: 'delete' }, 'acked', 'it names a command to reactivate, and did delete'],
])('%s', (_says, part, state, doubt) => {
  expect(doubtOf({ ...sighting, ...part }, state && { command, state })).toBe(doubt)
})

test('only what may have been sent can have been seen coming back', () => {
  const believed = reversalStates.filter((state) => doubtOf(sighting, { command, state }) === undefined)
  expect(believed).toEqual([
    'intent',
    'acked',
    'unknown',
    'confirmed',
    'refused',
    'superseded',
    'raced',
    'escalated',
  ])
})

test('keeping data is reported as other, and as nothing else', () => {
  const known = { command: { ...command, countermeasure: 'preserve' }, state: 'intent' } as const
  expect(doubtOf({ ...sighting, action: 'other' }, known)).toBeUndefined()
  expect(doubtOf(sighting, known)).toBe('it names a command to reactivate, and did reactivate')
})

test('a sighting that left the account as it was does not show that it worked', () => {
  expect(showsIt(sighting, command)).toBe(true)
  expect(showsIt({ ...sighting, version: 'v2' }, command)).toBe(false)
  expect(showsIt({ ...sighting, state: 'deactivated' }, command)).toBe(false)
  const badge = { ...command, action: 'verify', expectedState: 'active' } as const
  expect(showsIt({ ...sighting, action: 'verify' }, badge)).toBe(true)
})

test('without versions the state must have moved, where it must move and the sighting says it', () => {
  const { version: _v, ...seen } = sighting
  const { expectedVersion: _e, ...unversioned } = command
  expect(showsIt(seen, unversioned)).toBe(true)
  expect(showsIt({ ...seen, state: 'deactivated' }, unversioned)).toBe(false)
  const { state: _s, ...stateless } = seen
  expect(showsIt(stateless, unversioned)).toBe(true)
  const { expectedState: _x, ...unknown } = unversioned
  expect(showsIt(stateless, unknown)).toBe(true)
  const kept = { ...unversioned, countermeasure: 'preserve' } as const
  expect(showsIt({ ...seen, state: 'deactivated' }, kept)).toBe(true)
  const badge = { ...unversioned, action: 'verify', expectedState: 'active' } as const
  expect(showsIt({ ...seen, state: 'active' }, badge)).toBe(true)
})
