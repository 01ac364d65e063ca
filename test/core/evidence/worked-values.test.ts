import { describe, expect, it, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { appeal } from '../../../src/core/evidence/appeal.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { tailBits } from '../../../src/core/evidence/surprise.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { type ActorMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import { identity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { accounts, changeOf, dayMs, hourMs, now, reasons, staff } from '../people.ts'

/** The values that stand in the doc comments of the evidence, one row each. */

const { oldHand, sweeper } = staff
const employed = (leavesInHours: number) => ({
  actor: { ...oldHand, leavesAt: now + leavesInHours * hourMs },
})
const hired = (days: number) => ({ actor: { ...oldHand, hiredAt: now - days * dayMs } })
const returnless = (hours: number) => ({ irreversibleAt: now + hours * hourMs })
const decoy = { id: 'decoy', canary: true }
const followed = (followers: number) => ({ account: { id: 'a', followers } })

// biome-ignore format: a table for people.
const fromFacts: readonly (readonly [string, string, Partial<AccountChange>, string])[] = [
  ['prior',         'a suspension by a person',          {},                                          '-4.00'],
  ['prior',         'a suspension by a machine',         { actor: sweeper },                          '-6.00'],
  ['prior',         'a deactivation',                    { action: 'deactivate' },                    '-3.00'],
  ['tenure',        'leaves in 31 days',                 employed(744),                               '0.00'],
  ['tenure',        'leaves in 7 days',                  employed(168),                               '1.00'],
  ['tenure',        'leaves in 1 day',                   employed(24),                                '3.00'],
  ['tenure',        'leaves in 1 hour',                  employed(1),                                 '5.00'],
  ['tenure',        'left an hour ago',                  employed(-1),                                '8.00'],
  ['tenure',        'asked 2 hours before, done 1 after',{ ...employed(-1), requestedAt: now - 3 * hourMs },                  '4.56'],
  ['tenure',        'hired 3 days ago',                  hired(3),                                    '2.00'],
  ['tenure',        'hired 20 days ago',                 hired(20),                                   '1.00'],
  ['tenure',        'hired 60 days ago',                 hired(60),                                   '0.50'],
  ['tenure',        'hired a year ago',                  hired(365),                                  '0.00'],
  ['tenure',        'nothing known',                     { actor: { id: 'x', kind: 'employee' } },    '0.00'],
  ['credential',    'changed 20 minutes ago',            { actor: { ...oldHand, credentialChangedAt: now - 1_200_000 } },    '1.50'],
  ['credential',    'changed 25 hours ago',              { actor: { ...oldHand, credentialChangedAt: now - 25 * hourMs } },  '0.00'],
  ['justification', 'ticket and two others',             { reason: reasons.ticketAndTwo },            '-3.85'],
  ['justification', 'a report',                          { reason: reasons.report },                  '-0.50'],
  ['justification', 'approved by oneself',               { reason: { code: 'x', approvedBy: [oldHand.id] } },                '2.00'],
  ['justification', 'alone on a protected account',      { account: accounts.headOfState, reason: { code: 'x' } },           '2.00'],
  ['justification', 'nothing given',                     { reason: {} },                              '1.50'],
  ['reach',         'nobody follows',                    followed(0),                                 '0.00'],
  ['reach',         '100 follow',                        followed(100),                               '0.50'],
  ['reach',         '10,000 follow',                     followed(10_000),                            '3.33'],
  ['reach',         '1,000,000 follow',                  followed(1_000_000),                         '6.64'],
  ['reach',         '44,000,000 follow',                 followed(44_000_000),                        '8.00'],
  ['reach',         'unknown',                           { account: { id: 'a' } },                    '0.00'],
  ['standing',      'paid',                              { account: { id: 'a', verified: 'paid' } },  '0.50'],
  ['standing',      'government',                        { account: { id: 'a', verified: 'government' } },                   '3.00'],
  ['standing',      'head of state',                     { account: accounts.headOfState },           '4.00'],
  ['harm',          'a suspension',                      {},                                          '0.00'],
  ['harm',          'a change of address',               { action: 'change-email' },                  '2.00'],
  ['harm',          'a deletion',                        { action: 'delete' },                        '2.00'],
  ['harm',          'a suspension lifted',               { action: 'unsuspend' },                     '-1.00'],
  ['harm',          'no return in 31 days',              returnless(744),                             '0.00'],
  ['harm',          'no return in 30 days',              returnless(720),                             '0.50'],
  ['harm',          'no return in 1 day',                returnless(24),                              '1.50'],
  ['harm',          'no return in 1 hour',               returnless(1),                               '3.00'],
  ['harm',          'no return any more',                returnless(0),                               '2.00'],
  ['harm',          'a deletion, purged in 30 days',     { action: 'delete', ...returnless(720) },    '0.50'],
  ['canary',        'a decoy suspended by a person',     { account: decoy },                          '6.00'],
  ['canary',        'its private data viewed',           { account: decoy, action: 'view-private' },  '4.00'],
  ['canary',        'swept up by a machine',             { account: decoy, actor: sweeper },          '2.00'],
  ['canary',        'any other account',                 {},                                          '0.00'],
  ['session',       'no second factor',                  { origin: { mfa: false } },                  '0.50'],
  ['appeal',        'lifted, and nobody asked',          { action: 'unsuspend', reason: {} },         '1.00'],
  ['appeal',        'lifted, after a report',            { action: 'unsuspend' },                     '0.00'],
  ['appeal',        'lifted, after an appeal',           { action: 'unsuspend', reason: { code: 'appeal-granted' } },        '0.00'],
  ['appeal',        'suspended',                         { reason: {} },                              '0.00'],
]

test.each(fromFacts)('%s: %s', (name, _, otherwise, expected) => {
  expect(points(name, changeOf(otherwise), undefined)).toBe(expected)
})

describe('a last day given as midnight can be a moment or a bare date, and both readings are seen', () => {
  const midnight = Date.UTC(2017, 10, 2)

  // biome-ignore format: a table for people.
  test.each([
    [-0.5,  '5.00'],
    [9,     '3.30'],
    [23.5,  '5.00'],
    [24.5,  '8.00'],
  ])('%d hours after that midnight', (hours, expected) => {
    const occurredAt = midnight + hours * hourMs
    const change = changeOf({ occurredAt, actor: { ...oldHand, leavesAt: midnight } })
    expect(points('tenure', change, undefined, occurredAt)).toBe(expected)
  })

  it('but a time that lies ahead of its own arrival makes nobody a leaver', () => {
    const change = changeOf({
      occurredAt: midnight + 240 * hourMs,
      actor: { ...oldHand, leavesAt: midnight + 48 * hourMs },
    })
    expect(points('tenure', change, undefined, midnight - 240 * hourMs)).toBe('0.63')
  })
})

describe('dormancy', () => {
  // biome-ignore format: a table for people.
  test.each([
    [6,   0, '0.00'],
    [29,  0, '0.50'],
    [31,  0, '1.50'],
    [200, 0, '3.00'],
    [200, 2, '0.00'],
  ])('silent for %d days and back for %d', (silent, back, expected) => {
    const memory = remembering({
      [at.silenceSlot]: silent * dayMs, [at.returnedAtSlot]: now - back * dayMs, [at.clockSlot]: now - 1,
    })
    expect(points('dormancy', changeOf(), memory)).toBe(expected)
  })
})

describe('pace: against a usual pace of 1, spread wide, and of 40, spread narrowly', () => {
  const usual = { 1: { sum: 95, square: 480 }, 40: { sum: 3_995, square: 217_313 } } as const

  // biome-ignore format: a table for people.
  test.each<[string, 1 | 40, number, AccountChange['actor'], string]>([
    ['tempo', 1,   10,  oldHand, '0.00'],
    ['tempo', 1,   30,  oldHand, '3.58'],
    ['tempo', 1,   60,  oldHand, '6.00'],
    ['tempo', 40,  119, oldHand, '0.00'],
    ['tempo', 40,  200, oldHand, '3.08'],
    ['tempo', 40,  200, sweeper, '2.00'],
    ['mass',  1,   10,  oldHand, '0.00'],
    ['mass',  1,   30,  oldHand, '3.58'],
    ['mass',  1,   40,  oldHand, '4.00'],
  ])('%s of usual %d: %d', (name, mean, seen, actor, expected) => {
    const [seenSlot, sumSlot, squareSlot] =
      name === 'tempo'
        ? [at.paceSlot, at.usualPaceSlot, at.usualSquareSlot]
        : [at.massSlot, at.usualMassSlot, at.usualMassSquareSlot]
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 95,
      [seenSlot]: seen,
      [sumSlot]: usual[mean].sum,
      [squareSlot]: usual[mean].square,
    })
    expect(points(name, changeOf({ actor }), memory)).toBe(expected)
  })

  test('is silent below twenty acts', () => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 19, [at.paceSlot]: 1_000 })
    expect(points('tempo', changeOf(), memory)).toBe('0.00')
  })

  // biome-ignore format: a table for people.
  test.each([
    [3,    1,   4,    '0.35'],
    [10,   1,   4,    '2.69'],
    [30,   1,   4,    '10.47'],
    [121,  40,  573.3, '3.77'],
    [200,  40,  573.3, '9.85'],
  ])('%d seen where %d is usual (variance %d) is a surprise of so many bits', (seen, mean, variance, bits) => {
    expect(tailBits(seen, mean, variance).toFixed(2)).toBe(bits)
  })
})

describe('unusual', () => {
  // biome-ignore format: a table for people.
  test.each([
    ['a notable target',  0,    0,    '0.00'],
    ['a notable target',  0,    20,   '2.45'],
    ['a notable target',  0,    200,  '3.00'],
    ['a notable target',  100,  200,  '0.06'],
    ['an action',         0,    20,   '1.79'],
    ['an action',         0,    200,  '3.00'],
    ['an action',         10,   200,  '1.82'],
  ])('%s, done in %d of %d acts', (what, times, acts, expected) => {
    const notable = what === 'a notable target'
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: acts,
      [at.usualMarkSlot + markIndex.notable]: notable ? times : 0,
      [at.usualActionSlot + at.actionIndex('suspend')]: notable ? acts : times,
    })
    const account = notable ? accounts.artist : accounts.neighbour
    expect(points('unusual', changeOf({ account, reason: {} }), memory)).toBe(expected)
  })
})

test('justification: no ticket, where 190 of 200 acts had one', () => {
  const memory = remembering({
    [at.clockSlot]: now,
    [at.usualWeightSlot]: 200,
    [at.usualMarkSlot + markIndex.ticket]: 190,
  })
  expect(points('justification', changeOf({ reason: { code: 'x' } }), memory)).toBe('1.50')
})

test('harm: the thirtieth account in ten minutes', () => {
  const memory = remembering({ [at.clockSlot]: now, [at.massSlot]: 29 })
  expect(points('harm', changeOf(), memory)).toBe('3.32')
})

describe('moment', () => {
  // biome-ignore format: a table for people.
  test.each([
    ['five minutes ahead of the log',       now + 300_000,       '0.00'],
    ['two hours ahead of the log',          now + 2 * hourMs,    '1.50'],
    ['twenty hours before the last',        now - 20 * hourMs,   '0.00'],
    ['two days before the last',            now - 2 * dayMs,     '1.00'],
  ])('%s', (_, occurredAt, expected) => {
    const memory = remembering({ [at.clockSlot]: now, [at.changesSlot]: 9 })
    expect(points('moment', changeOf({ occurredAt }), memory)).toBe(expected)
  })
})

describe('hours: of two hundred acts, those in this block of the day', () => {
  const block = dayBlock(now)

  // biome-ignore format: a table for people.
  test.each([
    [17,  0,   200, '0.00'],
    [4,   0,   200, '0.39'],
    [0,   0,   200, '1.50'],
    [0,   0,   100, '0.88'],
    [0,   0,   40,  '0.00'],
    [0,   100, 200, '0.00'],
  ])('%d, %d in the block before, of %d acts', (here, before, acts, expected) => {
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: acts,
      [at.usualBlockSlot + block]: here,
      [at.usualBlockSlot + block - 1]: before,
    })
    expect(points('hours', changeOf(), memory)).toBe(expected)
  })

  test('midnight parts nobody: who works until ten to twelve may work until ten past', () => {
    const lateShift = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 200,
      [at.usualBlockSlot + at.dayBlocks - 1]: 200,
    })
    expect(points('hours', changeOf({ occurredAt: now + 70 * 60_000 }), lateShift, now + dayMs)).toBe('0.00')
  })
})

describe('session: from a device not used lately', () => {
  // biome-ignore format: a table for people.
  test.each([
    [0,   200, '2.00'],
    [0,   19,  '0.00'],
    [100, 200, '0.06'],
  ])('%d of %d acts came from somewhere new', (times, acts, expected) => {
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 200,
      [at.usualMarkSlot + markIndex.hasDevice]: acts,
      [at.usualMarkSlot + markIndex.newPlace]: times,
    })
    expect(points('session', changeOf({ origin: { device: 'laptop-2' } }), memory)).toBe(expected)
  })
})

describe('assignment', () => {
  const chosen = (assignment: 'routed' | 'self-picked') => changeOf({ reason: { code: 'x', assignment } })

  // biome-ignore format: a table for people.
  test.each([
    ['self-picked', 0,   200, '2.00'],
    ['self-picked', 0,   40,  '0.76'],
    ['self-picked', 0,   19,  '0.00'],
    ['self-picked', 12,  188, '0.00'],
    ['routed',      200, 0,   '0.00'],
  ] as const)('%s, where %d acts were self-picked and %d routed', (assignment, picked, routed, expected) => {
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualMarkSlot + markIndex.selfPicked]: picked,
      [at.usualMarkSlot + markIndex.routed]: routed,
    })
    expect(points('assignment', chosen(assignment), memory)).toBe(expected)
  })

  test('self-picked in answer to a report', () => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualMarkSlot + markIndex.routed]: 200 })
    const change = changeOf({ reason: { ...reasons.report, assignment: 'self-picked' } })
    expect(points('assignment', change, memory)).toBe('0.00')
  })

  // biome-ignore format: a table for people.
  test.each([
    [1,  1,   '1.00'],
    [12, 1,   '0.00'],
    [1,  0.3, '0.00'],
  ])('looked up first, with %d looks in 200 acts, and %d acts in the last hour', (looks, hourly, expected) => {
    const account = identity(accounts.neighbour.id)
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 200,
      [at.usualActionSlot + at.actionIndex('view-private')]: looks,
      [at.paceSlot + 2]: hourly,
      [at.viewedHashSlot]: account,
      [at.accountHashSlot]: account,
    })
    expect(points('assignment', changeOf(), memory)).toBe(expected)
  })
})

test('appeal: whoever puts a slip of their own right is asked for nothing', () => {
  const memory = remembering({ [at.clockSlot]: now, [at.accountHashSlot]: identity(accounts.neighbour.id) })
  expect(points('appeal', changeOf({ action: 'unsuspend', reason: {} }), memory)).toBe('0.00')
})

test('appeal: a source that never says who asked is asked for nothing', () => {
  const change = changeOf({ action: 'unsuspend', reason: {} })
  const sight = new Sight(change, { memory: undefined, neverKnown: new Set(['reason.reportId']) })
  const tally = new Tally()
  appeal.measure(sight, shippedWeights, tally)
  expect(tally.findings).toEqual([])
})

describe('blank: the network is missing', () => {
  // biome-ignore format: a table for people.
  test.each([
    [200, 200, '1.50'],
    [150, 200, '0.74'],
    [100, 200, '0.00'],
    [20,  20,  '0.33'],
  ])('where %d of %d acts had one', (times, acts, expected) => {
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: acts,
      [at.usualMarkSlot + markIndex.hasNetwork]: times,
    })
    expect(points('blank', changeOf(), memory)).toBe(expected)
  })
})

/** Joined as a family, as the policy that ships joins it. */
function points(
  name: string,
  change: AccountChange,
  memory: ActorMemory | undefined,
  arrivedAt = now,
): string {
  const evidence = evidenceInForce.find((one) => one.name === name)
  if (evidence === undefined) throw new Error(`there is no evidence ${name}`)
  const tally = new Tally()
  evidence.measure(new Sight(change, { memory, arrivedAt }), shippedWeights, tally)
  tally.join(evidence.family, evidence.family === 'prior' || evidence.family === 'stakes' ? 100 : 35)
  return ((tally.suspicionCenti + tally.stakesCenti) / 100).toFixed(2)
}

function remembering(slots: Readonly<Record<number, number>>): ActorMemory {
  const memory = newMemory()
  const filled = memory.slots.map((value, slot) => slots[slot] ?? value)
  filled[at.changesSlot] = slots[at.changesSlot] ?? 1
  return { slots: filled, pending: [], recent: [] }
}
