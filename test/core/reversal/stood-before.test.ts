import { describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/change/actions.ts'
import { type LogEntry, stateBefore } from '../../../src/core/reversal/account-log.ts'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import { aimedState, beforeOf, leadsToOf, stoodBeforeGate } from '../../../src/core/reversal/stood-before.ts'

/** `suspended cause`: the states that the log says, oldest first; `?` where an entry says none. */
const logOf = (text: string): LogEntry[] =>
  text.split(' ').map((word, i) => {
    if (word === 'cause') return { id: 'cause', state: 'deactivated' }
    return word === '?' ? { id: `e${i}` } : { id: `e${i}`, state: word }
  })

/** As much of the circumstances as this gate looks at. */
const asked = (action: Action, before: string, log: string, leadsTo = 'active', part = {}) =>
  stoodBeforeGate({
    who: 'machine',
    told: [],
    countermeasure: 'restore',
    inverse: inverseOf[action],
    before: before === '-' ? {} : { stateBefore: before },
    leadsTo,
    made: { eventId: 'cause' },
    account: log === '-' ? 'not-read' : { accountId: 'a1', state: 'x', log: logOf(log) },
    ...part,
  } as unknown as Circumstances)

const table = `
  change      before     log before           leads to  ->  closed, because
  deactivate  active     -                    active        -
  deactivate  suspended  -                    active        it stood suspended before, and reactivate would make it active
  suspend     suspended  -                    active        it stood suspended before, and unsuspend would make it active
  delete      locked     -                    active        it stood locked before, and restore would make it active
  lock        limited    -                    limited       -
  lock        active     -                    limited       it stood active before, and unlock would make it limited
  suspend     Active     -                    active        -
  suspend     -          -                    active        -
  suspend     -          cause                active        -
  suspend     -          active cause         active        -
  suspend     -          ? cause suspended    active        -
  suspend     -          suspended active     active        -
  suspend     active     suspended cause      active        its log shows that it stood suspended before, and unsuspend would make it active
  suspend     active     suspended ? cause    active        its log shows that it stood suspended before, and unsuspend would make it active
  suspend     active     suspended active cause  active     -
  suspend     locked     suspended cause      active        it stood locked before, and unsuspend would make it active
  unverify    suspended  suspended cause      active        -
`
describe('an account on which an earlier decision stands', () => {
  const rows = table.trim().split('\n').slice(1)
  test.each(rows.map((row) => row.trim().split(/\s{2,}/)))(
    '%s, before it %s, in its log %s, undone to %s: %s',
    (change = '', before = '', log = '', leadsTo = '', says = '') => {
      expect(asked(change as Action, before, log, leadsTo)).toBe(says === '-' ? undefined : says)
    },
  )

  test('a badge is given back only to whoever had one', () => {
    const gate = (verified?: string) =>
      asked('unverify', 'active', '-', 'active', {
        before: verified === undefined ? {} : { verified },
      })
    expect(gate('none')).toBe('it was not verified before, and verify would make it so')
    expect(gate('legacy')).toBeUndefined()
    expect(gate()).toBeUndefined()
    const suspended = { before: { stateBefore: 'active', verified: 'none' } }
    expect(asked('suspend', 'active', '-', 'active', suspended)).toBeUndefined()
  })

  test('a badge that only a table says is gone may have been there before', () => {
    const account = { id: 'a1', stateBefore: 'active', verified: 'none' } as const
    const gate = (fromTables?: string[]) =>
      asked('unverify', 'active', '-', 'active', { before: beforeOf(account, fromTables) })
    expect(gate(['account.followers', 'account.verified'])).toBeUndefined()
    expect(gate(['account.followers'])).toBe('it was not verified before, and verify would make it so')
    expect(gate()).toBe('it was not verified before, and verify would make it so')
    expect(beforeOf(account, ['account.verified'])).toEqual({ id: 'a1', stateBefore: 'active' })
  })

  test('is given back by a person who was told that when they said yes, and by nobody else', () => {
    const says = 'it stood suspended before, and reactivate would make it active'
    const gate = (part: object) => asked('deactivate', 'suspended', '-', 'active', part)
    expect(gate({ who: 'person', told: [says] })).toBeUndefined()
    expect(gate({ who: 'person', told: [] })).toBe(says)
    expect(
      gate({ who: 'person', told: ['it stood locked before, and reactivate would make it active'] }),
    ).toBe(says)
    expect(gate({ who: 'machine', told: [says] })).toBe(says)
  })

  test('may be locked or kept, for that gives nothing back; and what nothing undoes is no matter of this', () => {
    for (const countermeasure of ['preserve', 'protect', 'restrict'])
      expect(asked('deactivate', 'suspended', '-', 'active', { countermeasure })).toBeUndefined()
    expect(asked('deactivate', 'suspended', '-', 'active', { inverse: undefined })).toBeUndefined()
  })
})

test('what a call leads to is as the mapping says it, and else active', () => {
  expect(leadsToOf({ leadsTo: { unlock: 'open' } }, 'unlock')).toBe('open')
  expect(leadsToOf({ leadsTo: { unlock: 'open' } }, 'reactivate')).toBe('active')
  expect(leadsToOf(undefined, 'unlock')).toBe('active')
})

test('how an account stood is read from its log up to the change', () => {
  expect(stateBefore(logOf('locked suspended cause active'), 'cause')).toBe('suspended')
  expect(stateBefore(logOf('locked cause suspended cause'), 'cause#1')).toBe('suspended')
  expect(stateBefore(logOf('locked'), 'cause')).toBeUndefined()
})

const [ours, staff] = [{ id: 'o', isOurs: true as const }, { id: 's' }]
// biome-ignore format: a table for people.
test.each([
  ['restore',  'reactivate', 'active',    'active',      undefined,     'active'],
  ['restore',  'reactivate', 'suspended', 'active',      undefined,     'active'],
  ['restore',  'reactivate', 'open',      'open',        undefined,     'open'],
  ['restore',  'reactivate', 'open',      'open',        [ours],        'open'],
  ['restore',  'reactivate', 'suspended', 'suspended',   [ours, staff], 'active'],
  ['restore',  'reactivate', 'suspended', 'suspended',   [],            'active'],
  ['restore',  'reactivate', 'deactivated', 'deactivated', undefined,   'active'],
  ['restore',  'reactivate', undefined,   'active',      undefined,     undefined],
  ['restore',  'verify',     'suspended', 'active',      undefined,     'suspended'],
  ['preserve', 'reactivate', 'suspended', 'active',      undefined,     'suspended'],
] as const)('%s by %s of an account that stood %s and now %s, after %o, has worked where it is %s', (countermeasure, action, before, state, log, aimed) => {
  const command = { countermeasure, action, expectedState: 'Deactivated' }
  const account = { state, ...(log === undefined ? {} : { log }) }
  expect(aimedState(command, before === undefined ? {} : { stateBefore: before }, 'active', account)).toBe(aimed)
})

test('where nobody knows how the change left it, only what the call leads to shows that it has worked', () => {
  const command = { countermeasure: 'restore', action: 'unsuspend' } as const
  expect(aimedState(command, { stateBefore: 'open' }, 'active', { state: 'open' })).toBe('active')
})
