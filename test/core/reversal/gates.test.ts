import { describe, expect, test } from 'vitest'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import {
  gates,
  gatesOfMachine,
  heldDown,
  namedBy,
  sentence,
  weigh,
  weighUntold,
} from '../../../src/core/reversal/gates.ts'

const now = 1_700_000_000_000

/** Everything is as it should be: the machine may restore. */
const open: Circumstances = {
  now,
  who: 'machine',
  told: [],
  countermeasure: 'restore',
  policyMode: 'auto',
  policyCeiling: 'auto',
  installationCeiling: 'auto',
  inverse: inverseOf.deactivate,
  missing: [],
  killSwitch: { on: false },
  breaker: { open: false },
  isHighestTier: false,
  demotedBy: 0,
  targetIsSuspect: false,
  doubts: [],
  budgets: [{ budget: 'of 10 a minute', left: 1 }],
  occurredAt: now - 1_000,
  maxAgeMs: 120_000,
  outcome: 'done',
  before: { stateBefore: 'active' },
  leadsTo: 'active',
  made: { eventId: 'cause', state: 'deactivated', version: 'v2' },
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
  flap: undefined,
  irreversibleAt: undefined,
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
  const logged = (ids: string[]) => ({
    ...v3,
    version: 'v2',
    log: ids.map((id) => ({ id, actor: 'mo', action: 'suspend' })),
  })
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
    [
      { breaker: { open: true, why: '41 %', sparesHighestTier: true } },
      'breaker',
      'the breaker is open: 41 %',
    ],
    [
      { breaker: { open: true, why: '5 of 10', sparesHighestTier: false }, isHighestTier: true },
      'breaker',
      'the breaker is open: 5 of 10',
    ],
    [
      { breaker: { open: true, why: '5 of 10', sparesHighestTier: false } },
      'breaker',
      'the breaker is open: 5 of 10',
    ],
    [{ breaker: 'unreadable' }, 'breaker', 'the breaker cannot be read, which counts as open'],
    [{ budgets: [{ budget: 'of 9 an hour', left: 0 }] }, 'budgets', 'spent: the budget of 9 an hour'],
    [
      {
        budgets: [
          { budget: 'of 10 a minute', left: 0 },
          { budget: 'of 50 an hour', left: 1 },
          { budget: 'of 5 an hour for one actor', left: -1 },
        ],
      },
      'budgets',
      'spent: the budget of 10 a minute and of 5 an hour for one actor',
    ],
    [
      { occurredAt: now - 120_001 },
      'age',
      'the change is 120 s old; the machine alone undoes nothing older than 120 s',
    ],
    [{ occurredAt: now + 5_001 }, 'clock', 'the change is dated 5 s ahead of our clock'],
    [
      { doubts: [{ gate: 'lag', says: 'changes are assessed 48 s late' }] },
      'lag',
      'the machine waits while we are in doubt: changes are assessed 48 s late',
    ],
    [
      {
        doubts: [
          { gate: 'lag', says: 'alerts are read 40 s late' },
          { gate: 'lag', says: 'changes are assessed 48 s late' },
        ],
      },
      'lag',
      'the machine waits while we are in doubt: alerts are read 40 s late, changes are assessed 48 s late',
    ],
    [
      { doubts: [{ gate: 'clock-skew', says: 'our clock is 7 s behind the log’s' }] },
      'clock-skew',
      'the machine waits while we are in doubt: our clock is 7 s behind the log’s',
    ],
    [
      { doubts: [{ gate: 'feeds', says: 'staff.records: nothing good yet' }] },
      'feeds',
      'the machine waits while we are in doubt: staff.records: nothing good yet',
    ],
    [
      { doubts: [{ gate: 'policy-faults', says: 'the policy has faults' }] },
      'policy-faults',
      'the machine waits while we are in doubt: the policy has faults',
    ],
    [{ account: v3 }, 'state', 'the account has moved on: version v3, where the change made v2'],
    [
      { account: active },
      'state',
      'the account has moved on: it is active, where the change made it deactivated',
    ],
    [{ account: 'unreadable' }, 'state', 'the account cannot be read'],
    [
      { account: logged(['before']), guard: 'log' },
      'state',
      'the log of the account does not show the change',
    ],
    [
      { account: logged(['cause', 'later']), guard: 'log' },
      'state',
      'the account has moved on: the log shows suspend by somebody after the change',
    ],
    [
      { made: { eventId: 'cause', state: 'deactivated' } },
      'state',
      'the change carried no version, so a later decision could not be told from it',
    ],
    [
      { made: { eventId: 'cause' }, guard: 'log' },
      'state',
      'the change says neither state nor version, so a later decision could not be told from it',
    ],
    [
      { before: { stateBefore: 'suspended' } },
      'stood-before',
      'it stood suspended before, and reactivate would make it active',
    ],
    [{ exclusion: 'child-safety' }, 'exclusion', 'excluded: child-safety'],
    [{ exclusion: 'court-order' }, 'exclusion', 'excluded: restricted, ask legal'],
    [{ exclusion: 'dropped-from-policy' }, 'exclusion', 'excluded: restricted, ask legal'],
    [{ holds: ['csam'] }, 'exclusion', 'excluded: child-safety'],
    [{ holds: ['litigation'] }, 'exclusion', 'excluded: the account is held: litigation'],
    [{ account: held }, 'exclusion', 'excluded: child-safety'],
    [
      { exclusion: 'court-order', holds: ['csam', 'litigation', 'preserved'], account: held },
      'exclusion',
      'excluded: restricted, ask legal, child-safety, the account is held: litigation',
    ],
    [
      { cooldownUntil: now + 1 },
      'cooldown',
      'the machine has undone a change of this account within the last 24 hours',
    ],
    [
      { flap: { approvals: 2 } },
      'flap',
      'several hands disagree: it was undone within the last 24 hours, and then done again by another hand; two people must say yes within five minutes',
    ],
    [
      { irreversibleAt: now },
      'reversible',
      'the point of no return has passed: the data may be purged, or the handle taken by others',
    ],
    [{ causedByUs: true }, 'caused-by-us', 'we caused this change ourselves'],
    [{ intended: 'it was intended: order 7' }, 'intended', 'it was intended: order 7'],
    [{ outcome: 'refused' }, 'reversible', 'the change was refused: nothing to undo'],
    [{ outcome: 'failed' }, 'reversible', 'the change was failed: nothing to undo'],
    [{ cannot: 'the platform cannot preserve' }, 'reversible', 'the platform cannot preserve'],
  ])('%o', (part, gate, says) => {
    expect(weigh({ ...open, ...part }).blockedBy).toEqual([{ gate, says }])
    const told = gate === 'stood-before' ? [says] : []
    const toPerson = weigh({ ...open, ...part, who: 'person', told }).blockedBy
    // These two are closed to people in some cases.
    const isBoth = gate === 'flap' || part.irreversibleAt !== undefined
    expect(gatesOfMachine.has(gate)).toBe(!isBoth && toPerson.length === 0)
  })
})

test('what a person was told of is said again to whoever says the next yes', () => {
  const before = 'it stood suspended before, and reactivate would make it active'
  const told: Circumstances = {
    ...open,
    who: 'person',
    told: [before],
    before: { stateBefore: 'suspended' },
    killSwitch: 'unreadable',
  }
  const killSwitch = {
    gate: 'kill-switch',
    says: 'the kill switch cannot be read, which counts as on',
  } as const
  expect(weigh(told).blockedBy).toEqual([killSwitch])
  const all = weighUntold(told)
  expect(all).toEqual([killSwitch, { gate: 'stood-before', says: before }])
  expect(namedBy(told, all)).toEqual([before])
  expect(namedBy(told, [killSwitch])).toEqual([])
  const excluded: Circumstances = { ...told, cleared: true, exclusion: 'court-order', holds: ['csam', 'odd'] }
  const names = `${before}, court-order, child-safety, the account is held: odd`
  expect(namedBy(excluded, weighUntold(excluded)).join(', ')).toBe(names)
  expect(sentence(all)).toBe(`${killSwitch.says}; ${before}`)
  expect(sentence([])).toBe('')
})

test('every gate has a case above, so that none is ever dropped unseen', () => {
  expect(gates.map((gate) => gate.name)).toEqual([
    'mode',
    'kill-switch',
    'breaker',
    'budgets',
    'age',
    'clock',
    'lag',
    'clock-skew',
    'feeds',
    'policy-faults',
    'state',
    'stood-before',
    'exclusion',
    'cooldown',
    'flap',
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
  expect(weigh({ ...open, irreversibleAt: now + 1 }).blockedBy).toEqual([])
})

test('what compares the account waits until it was read', () => {
  const log: Partial<Circumstances> = { guard: 'log', account: 'not-read' }
  expect(weigh({ ...open, ...log }).blockedBy).toEqual([])
  const last = { accountId: 'a1', state: 'deactivated', version: 'v2', log: [{ id: 'cause' }] }
  expect(weigh({ ...open, guard: 'log', account: last }).blockedBy).toEqual([])
  expect(
    weigh({ ...open, made: { eventId: 'cause', state: 'deactivated' }, guard: 'log' }).blockedBy,
  ).toEqual([{ gate: 'state', says: 'the log of the account does not show the change' }])
  const stateAlone = { made: { eventId: 'cause', state: 'deactivated' }, guard: 'none' } as const
  expect(weigh({ ...open, ...stateAlone }).blockedBy).toEqual([])
  const versionAlone = { made: { eventId: 'cause', version: 'v2' }, guard: 'none' } as const
  expect(weigh({ ...open, ...versionAlone }).blockedBy).toEqual([])
})

test('where neither versions nor a log could show a later decision, a person decides', () => {
  expect(weigh({ ...open, guard: 'log' }).granted).toBe('auto')
  expect(weigh({ ...open, guard: 'none' }).granted).toBe('approve')
})

test('an action that nothing undoes is not granted, and nothing is there to be reversed', () => {
  expect(weigh({ ...open, inverse: undefined })).toEqual({
    granted: 'observe',
    blockedBy: [
      { gate: 'mode', says: 'this action is never undone by command' },
      { gate: 'reversible', says: 'nothing undoes this action' },
    ],
  })
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

test('what is kept back for the highest tier may still be used while the breaker is open', () => {
  const open40: Partial<Circumstances> = { breaker: { open: true, why: '41 %', sparesHighestTier: true } }
  expect(weigh({ ...open, ...open40, isHighestTier: true })).toEqual({ granted: 'auto', blockedBy: [] })
})

const overturned = 'analysts overturned too many of its undoings'
test.each<[Partial<Circumstances>, string, string]>([
  [{ missing: ['actor.team', 'account.followers'] }, 'approve', 'nobody knows actor.team, account.followers'],
  [{ guard: 'none' }, 'approve', 'the platform has neither versions nor a log to show a later decision by'],
  [{ demotedBy: 1 }, 'veto', overturned],
  [{ demotedBy: 2 }, 'approve', overturned],
  [{ demotedBy: 7 }, 'approve', overturned],
  [
    { targetIsSuspect: true },
    'approve',
    'the account belongs to somebody who is contained, or whose own changes are an open case',
  ],
  [
    { flap: { approvals: 0 } },
    'approve',
    'several hands disagree: it was undone within the last 24 hours, and then done again by another hand',
  ],
])('%o holds the machine down to %s, because %s', (part, granted, says) => {
  expect(weigh({ ...open, ...part }).granted).toBe(granted)
  expect(heldDown({ ...open, ...part })).toEqual([{ mode: granted, says }])
})

test('nothing holds the machine down where nothing is the matter', () => {
  expect(heldDown(open)).toEqual([])
})

test('where several hands disagree, one person is not enough and two are', () => {
  const person: Circumstances = { ...open, who: 'person' }
  expect(weigh({ ...person, flap: { approvals: 1 } }).blockedBy.map((block) => block.gate)).toEqual(['flap'])
  expect(weigh({ ...person, flap: { approvals: 2 } }).blockedBy).toEqual([])
})

test('a person may do what is too old or too soon for the machine, and nothing else that it may not', () => {
  const person: Circumstances = { ...open, who: 'person', policyMode: 'approve' }
  const early: Partial<Circumstances> = { occurredAt: now - 86_400_000, cooldownUntil: now + 1 }
  const doubtful: Partial<Circumstances> = {
    doubts: [{ gate: 'lag', says: 'late' }],
    irreversibleAt: now - 1,
  }
  expect(weigh({ ...person, ...early, ...doubtful }).blockedBy).toEqual([])
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
  expect(weigh({ ...preserve, exclusion: 'dropped-from-policy' }).blockedBy).toEqual([
    { gate: 'exclusion', says: 'excluded: restricted, ask legal' },
  ])
  expect(weigh({ ...preserve, exclusion: 'erasure' }).blockedBy.map((block) => block.gate)).toEqual([
    'exclusion',
  ])
  expect(weigh({ ...preserve, holds: ['erasure'] }).blockedBy.map((block) => block.gate)).toEqual([
    'exclusion',
  ])
})
