import { expect, test } from 'vitest'
import type { PlatformSpec } from '../../../src/core/change/platform-spec.ts'
import type { Mode } from '../../../src/core/policy/severity.ts'
import { platformFaults } from '../../../src/core/reversal/platform-faults.ts'

const call = { method: 'POST', url: '/undo', headers: {} } as const
const read = { method: 'GET', url: '/look', headers: {}, stateAt: 'state' } as const

test.each<[PlatformSpec['guard'], Mode, boolean, number]>([
  // guard, ceiling, can be read -> faults
  ['native', 'auto', true, 0],
  ['native', 'auto', false, 1],
  ['native', 'approve', false, 1],
  ['native', 'observe', false, 0],
  ['log', 'auto', true, 2],
  ['log', 'auto', false, 3],
  ['log', 'observe', false, 0],
  ['log', 'approve', true, 2],
  ['none', 'auto', true, 1],
  ['none', 'veto', false, 2],
  ['none', 'approve', true, 0],
  ['none', 'observe', true, 0],
])('guard %s under ceiling %s, readable: %s, has %i faults', (guard, ceiling, readable, count) => {
  const spec = { guard, calls: { reactivate: call }, ...(readable ? { read } : {}) }
  expect(platformFaults('demo', spec, ceiling)).toHaveLength(count)
})

test('a platform on which nothing can be undone has nothing to be guarded', () => {
  expect(platformFaults('demo', { guard: 'none', calls: {} }, 'auto')).toEqual([])
})

test('says what is wrong and what would be allowed', () => {
  expect(platformFaults('demo', { guard: 'none', calls: { unlock: call }, read }, 'auto')).toEqual([
    'platform demo: guard is none, which cannot refuse a call after a later decision, so the ceiling auto is ' +
      'not allowed: set the ceiling to approve or observe, or guard to native where the platform checks a version, ' +
      'or to log where it has a log',
  ])
})

test('a platform that only keeps data is one on which something can be done', () => {
  const spec = { guard: 'native', calls: {}, preserve: call } as const
  expect(platformFaults('demo', spec, 'auto')).toEqual([
    'platform demo: it has calls but no read, so nobody could see whether an account was restored: ' +
      'add a read, or set the ceiling to observe',
  ])
})

test('guard log takes a log, and a name of our own in it', () => {
  expect(platformFaults('demo', { guard: 'log', calls: { unlock: call }, read }, 'approve')).toEqual([
    'platform demo: guard is log, but its mapping has no log to read: add one',
    'platform demo: guard is log, but its mapping has no serviceActor, so our own entries could not be told',
  ])
})

test('with a log that can be read and a name of our own in it, guard log may be automatic', () => {
  const log = { ...read, order: 'newest-first', entriesAt: '.', idAt: 'id', actorAt: 'by' } as const
  const spec = { guard: 'log', calls: { unlock: call }, read, log, serviceActor: 'us' } as const
  expect(platformFaults('demo', spec, 'auto')).toEqual([])
})
