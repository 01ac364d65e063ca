import { describe, expect, test } from 'vitest'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import { gates, weigh } from '../../../src/core/reversal/gates.ts'

const now = 1_700_000_000_000

/** Everything is as it should be: the machine may restore. */
const open: Circumstances = {
  now,
  who: 'machine',
  countermeasure: 'restore',
  policyMode: 'auto',
  policyCeiling: 'auto',
  installationCeiling: 'auto',
  inverse: inverseOf.deactivate,
  missing: [],
  killSwitch: { on: false },
  breaker: { open: false },
  budgets: [{ budget: 'of 10 a minute', left: 1 }],
  occurredAt: now - 1_000,
  maxAgeMs: 120_000,
  outcome: 'done',
  made: { state: 'deactivated', version: 'v2' },
  guard: 'native',
  account: { accountId: 'a1', state: 'deactivated', version: 'v2' },
  exclusion: undefined,
  exclusions: [
    { name: 'child-safety', holds: new Set(['csam']), preserve: true, sealed: false },
    { name: 'erasure', holds: new Set(['erasure']), preserve: false, sealed: false },
    { name: 'court-order', holds: new Set(['court']), preserve: true, sealed: true },
  ],
  holds: [],
  cooldownUntil: undefined,
  causedByUs: false,
  cannot: undefined,
}

test('with nothing against it the machine may restore', () => {
  expect(weigh(open)).toEqual({ granted: 'auto', blockedBy: [] })
})

describe('one reason closes one gate, and says so', () => {
  const v3 = { accountId: 'a1', state: 'deactivated', version: 'v3' }
  const active = { accountId: 'a1', state: 'active', version: 'v2' }
  const held = { ...v3, version: 'v2', holds: ['csam'] }
  test.each<[Partial<Circumstances>, string, string]>([
    [{ policyMode: 'observe' }, 'mode', 'the policy only observes here'],
    [{ policyCeiling: 'observe' }, 'mode', "the policy's ceiling is observe"],
    [{ installationCeiling: 'observe' }, 'mode', "this installation's ceiling is observe"],
    [
      { killSwitch: { on: true, by: 'ines', why: 'drill' } },
      'kill-switch',
      'ines turned the kill switch on: drill',
    ],
    [{ killSwitch: 'unreadable' }, 'kill-switch', 'the kill switch cannot be read, which counts as on'],
    [{ breaker: { open: true, why: '41 %' } }, 'breaker', 'the breaker is open: 41 %'],
    [{ breaker: 'unreadable' }, 'breaker', 'the breaker cannot be read, which counts as open'],
    [{ budgets: [{ budget: 'of 9 an hour', left: 0 }] }, 'budgets', 'spent: the budget of 9 an hour'],
    [
      { occurredAt: now - 120_001 },
      'age',
      'the change is 120 s old; the machine alone undoes nothing older than 120 s',
    ],
    [{ occurredAt: now + 5_001 }, 'clock', 'the change is dated 5 s ahead of our clock'],
    [{ account: v3 }, 'state', 'the account has moved on: version v3, where the change made v2'],
    [
      { account: active },
      'state',
      'the account has moved on: it is active, where the change made it deactivated',
    ],
    [{ account: 'unreadable' }, 'state', 'the account cannot be read'],
    [
      { made: { state: 'deactivated' } },
      'state',
      'the change carried no version, so a later decision could not be told from it',
    ],
    [
      { made: {}, guard: 'log' },
      'state',
      'the change says neither state nor version, so a later decision could not be told from it',
    ],
    [{ exclusion: 'child-safety' }, 'exclusion', 'excluded: child-safety'],
    [{ exclusion: 'court-order' }, 'exclusion', 'excluded: restricted, ask legal'],
    [{ exclusion: 'dropped-from-policy' }, 'exclusion', 'excluded: restricted, ask legal'],
    [{ holds: ['csam'] }, 'exclusion', 'excluded: child-safety'],
    [{ holds: ['litigation'] }, 'exclusion', 'excluded: the account is held: litigation'],
    [{ account: held }, 'exclusion', 'excluded: child-safety'],
    [
      { cooldownUntil: now + 1 },
      'cooldown',
      'the machine has undone a change of this account within the last 24 hours',
    ],
    [{ causedByUs: true }, 'caused-by-us', 'we caused this change ourselves'],
    [{ intended: 'it was intended: order 7' }, 'intended', 'it was intended: order 7'],
    [{ outcome: 'refused' }, 'reversible', 'the change was refused: nothing to undo'],
    [{ outcome: 'failed' }, 'reversible', 'the change was failed: nothing to undo'],
    [{ cannot: 'the platform cannot preserve' }, 'reversible', 'the platform cannot preserve'],
  ])('%o', (part, gate, says) => {
    expect(weigh({ ...open, ...part }).blockedBy).toEqual([{ gate, says }])
  })
})

test('every gate has a case above, so that none is ever dropped unseen', () => {
  expect(gates.map((gate) => gate.name)).toEqual([
    'mode',
    'kill-switch',
    'breaker',
    'budgets',
    'age',
    'clock',
    'state',
    'exclusion',
    'cooldown',
    'caused-by-us',
    'intended',
    'reversible',
  ])
})

test('what stands at the edge of a limit is still inside it', () => {
  const edge: Partial<Circumstances> = {
    occurredAt: now - 120_000,
    cooldownUntil: now,
    account: 'not-read',
    holds: ['preserved'],
  }
  expect(weigh({ ...open, ...edge }).blockedBy).toEqual([])
  expect(weigh({ ...open, occurredAt: now + 5_000 }).blockedBy).toEqual([])
})

test('where the platform cannot refuse a call after a later decision, a person decides', () => {
  expect(weigh({ ...open, guard: 'log' }).granted).toBe('approve')
  expect(weigh({ ...open, guard: 'none' }).granted).toBe('approve')
})

test('two reasons are both said', () => {
  const both = weigh({ ...open, killSwitch: 'unreadable', exclusion: 'child-safety' })
  expect(both.blockedBy.map((block) => block.gate)).toEqual(['kill-switch', 'exclusion'])
})

test.each`
  policyMode   | policyCeiling | installationCeiling | action           | missing                   | granted
  ${'auto'}    | ${'auto'}     | ${'auto'}           | ${'deactivate'}  | ${[]}                     | ${'auto'}
  ${'auto'}    | ${'veto'}     | ${'auto'}           | ${'deactivate'}  | ${[]}                     | ${'veto'}
  ${'auto'}    | ${'auto'}     | ${'approve'}        | ${'deactivate'}  | ${[]}                     | ${'approve'}
  ${'auto'}    | ${'auto'}     | ${'auto'}           | ${'rename'}      | ${[]}                     | ${'veto'}
  ${'auto'}    | ${'auto'}     | ${'auto'}           | ${'unsuspend'}   | ${[]}                     | ${'approve'}
  ${'auto'}    | ${'auto'}     | ${'auto'}           | ${'deactivate'}  | ${['actor.accessEndsAt']} | ${'approve'}
  ${'approve'} | ${'auto'}     | ${'auto'}           | ${'deactivate'}  | ${[]}                     | ${'approve'}
  ${'observe'} | ${'auto'}     | ${'auto'}           | ${'deactivate'}  | ${[]}                     | ${'observe'}
  ${'auto'}    | ${'auto'}     | ${'auto'}           | ${'export-data'} | ${[]}                     | ${'observe'}
`(
  '$policyMode under $policyCeiling and $installationCeiling, undoing $action, not knowing $missing: $granted',
  ({ action, granted, ...part }: { action: keyof typeof inverseOf; granted: string }) => {
    expect(weigh({ ...open, ...part, inverse: inverseOf[action] }).granted).toBe(granted)
  },
)

test('a person may do what is too old or too soon for the machine, and nothing else that it may not', () => {
  const person: Circumstances = { ...open, who: 'person', policyMode: 'approve' }
  expect(weigh({ ...person, occurredAt: now - 86_400_000, cooldownUntil: now + 1 }).blockedBy).toEqual([])
  const still: Partial<Circumstances>[] = [
    { policyMode: 'observe' },
    { killSwitch: 'unreadable' },
    { breaker: 'unreadable' },
    { budgets: [{ budget: 'of 1 an hour', left: 0 }] },
    { account: 'unreadable' },
    { exclusion: 'erasure' },
    { causedByUs: true },
    { cannot: 'no call' },
  ]
  for (const part of still) expect(weigh({ ...person, ...part }).blockedBy).toHaveLength(1)
})

test('keeping data harms nobody, except whoever asked to have it gone', () => {
  const preserve: Circumstances = { ...open, countermeasure: 'preserve' }
  expect(weigh({ ...preserve, exclusion: 'child-safety' }).blockedBy).toEqual([])
  expect(weigh({ ...preserve, holds: ['litigation'] }).blockedBy).toEqual([])
  expect(weigh({ ...preserve, exclusion: 'erasure' }).blockedBy.map((block) => block.gate)).toEqual([
    'exclusion',
  ])
  expect(weigh({ ...preserve, holds: ['erasure'] }).blockedBy.map((block) => block.gate)).toEqual([
    'exclusion',
  ])
})
