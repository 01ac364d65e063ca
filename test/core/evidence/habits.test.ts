import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { appeal } from '../../../src/core/evidence/appeal.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { identity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { markBit, markIndex } from '../../../src/core/memory/marks.ts'
import type { Pending } from '../../../src/core/memory/pending.ts'
import { accounts, changeOf, dayMs, now, reasons } from '../people.ts'
import { peersOf, points, remembering } from './points.ts'

/** The values that stand in the doc comments of what reads habits, one row each. */

const suspensions = at.usualActionSlot + at.actionIndex('suspend')
const waitingExcuse: Pending = {
  event: 1,
  at: now,
  action: at.actionIndex('suspend'),
  weight: 1,
  marks: markBit.excuse,
  reason: 1,
  network: 0,
  device: 0,
  tool: 0,
  pace: [],
  mass: [],
}

describe("what the peers do comes before an actor's own habit", () => {
  const notable = at.usualMarkSlot + markIndex.notable

  // biome-ignore format: a table for people.
  test.each([
    [0,   '0.00'],
    [20,  '0.50'],
    [200, '3.00'],
  ])('an account of note after none in %d acts, where every second act of the peers is on one', (acts, expected) => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: acts, [suspensions]: acts })
    const baselines = peersOf({ [at.usualWeightSlot]: 10_000, [notable]: 5_000, [suspensions]: 9_999 })
    const change = changeOf({ account: accounts.artist, reason: {} })
    expect(points('unusual', change, memory, now, baselines)).toBe(expected)
  })

  test('but of peers who have hardly done anything yet nothing is learnt', () => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 20, [suspensions]: 20 })
    const baselines = peersOf({ [at.usualWeightSlot]: 99, [notable]: 99, [suspensions]: 99 })
    const change = changeOf({ account: accounts.artist, reason: {} })
    expect(points('unusual', change, memory, now, baselines)).toBe('2.45')
  })

  test('nobody is odd at the hours of the whole team', () => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 40 })
    const block = at.usualBlockSlot + dayBlock(now)
    const alone = points('hours', changeOf(), memory)
    const night = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 200 })
    const team = peersOf({ [at.usualWeightSlot]: 10_000, [block]: 10_000 })
    expect([
      alone,
      points('hours', changeOf(), night),
      points('hours', changeOf(), night, now, team),
    ]).toEqual(['0.00', '1.50', '0.00'])
  })
})

describe('excuse: an exclusion claimed by the word of the actor alone', () => {
  const excused = at.usualMarkSlot + markIndex.excuse
  const fewPeers = peersOf({ [at.usualWeightSlot]: 10_000, [suspensions]: 10_000, [excused]: 500 })

  // biome-ignore format: a table for people.
  test.each([
    ['never before, nothing known',             0,   0,   0, undefined, '0.00'],
    ['never in 200 acts',                       0,   200, 0, undefined, '1.00'],
    ['in 60 of 200',                            60,  200, 0, undefined, '0.00'],
    ['in 20 of 200, peers in one of 20',        20,  200, 0, fewPeers,  '1.29'],
    ['never in 200, and 3 wait for a verdict',  0,   200, 3, undefined, '2.35'],
  ] as const)('%s', (_, times, acts, waiting, baselines, expected) => {
    const learnt = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: acts,
      [suspensions]: acts,
      [excused]: times,
    })
    const memory = { ...learnt, pending: Array.from({ length: waiting }, () => waitingExcuse) }
    const change = changeOf({ reason: { code: 'child-safety' } })
    expect(points('excuse', change, memory, now, baselines)).toBe(expected)
  })

  // biome-ignore format: a table for people.
  test.each<[string, Partial<AccountChange>]>([
    ['with a ticket and a second name', { reason: { code: 'minor', ticketId: 'T-1', approvedBy: ['lead-1'] } }],
    ['that a hold on the account bears out', { account: { id: 'a', holds: ['minor'] }, reason: { code: 'minor' } }],
    ['for an action that takes nothing away', { action: 'unsuspend', reason: { code: 'minor' } }],
    ['for another reason', { reason: { code: 'spam' } }],
  ])('%s it is none', (_, otherwise) => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 200 })
    expect(points('excuse', changeOf(otherwise), memory)).toBe('0.00')
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
