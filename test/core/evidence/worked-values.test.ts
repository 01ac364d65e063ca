import { describe, expect, it, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { tailBits } from '../../../src/core/evidence/surprise.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { accounts, changeOf, dayMs, hourMs, now, reasons, staff } from '../people.ts'
import { points, remembering } from './points.ts'

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
    [6,   0, 3, '0.00'],
    [29,  0, 3, '0.50'],
    [31,  0, 3, '1.50'],
    [200, 0, 9, '3.00'],
    [200, 2, 9, '0.00'],
    [200, 2, 4, '3.00'],
    [200, 8, 4, '0.00'],
  ])('silent for %d days and back for %d, with %d acts done since', (silent, back, acts, expected) => {
    const memory = remembering({
      [at.silenceSlot]: silent * dayMs, [at.returnedAtSlot]: now - back * dayMs, [at.clockSlot]: now - 1,
      [at.actsBackSlot]: acts,
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
    ['an action',         10,   2000, '0.99'],
    ['an action',         20,   2000, '0.00'],
    ['a reason',          0,    200,  '1.50'],
    ['a rare act for its only reason', 0, 200, '3.00'],
  ])('%s, done in %d of %d acts', (what, times, acts, expected) => {
    const notable = what === 'a notable target'
    const reason = what === 'a reason' || what === 'a rare act for its only reason' ? { code: 'spam' } : {}
    const always = notable || what === 'a reason'
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: acts,
      [at.usualMarkSlot + markIndex.notable]: notable ? times : 0,
      [at.usualCodeSlot]: acts,
      [at.usualActionSlot + at.actionIndex('suspend')]: always ? acts : times,
    })
    const account = notable ? accounts.artist : accounts.neighbour
    expect(points('unusual', changeOf({ account, reason }), memory)).toBe(expected)
  })
})

test('justification: no ticket, where 190 of 200 acts had one', () => {
  const memory = remembering({
    [at.clockSlot]: now,
    [at.usualWeightSlot]: 200,
    [at.usualMarkSlot + markIndex.ticket]: 190,
  })
  expect(points('justification', changeOf({ reason: { code: 'x' } }), memory)).toBe('2.00')
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

test('nobody asks for what is done already, nor a year before: a false time makes no newcomer old and no leaver stay', () => {
  const newcomer = { ...oldHand, hiredAt: now - dayMs }
  expect(points('tenure', changeOf({ actor: newcomer, requestedAt: now + 300 * dayMs }), undefined)).toBe(
    '2.00',
  )
  const left = { ...oldHand, leavesAt: now - 100 * dayMs - 1 }
  expect(points('tenure', changeOf({ actor: left, requestedAt: now - 400 * dayMs }), undefined)).toBe('8.00')
  expect(points('tenure', changeOf({ actor: left, requestedAt: now - 30 * dayMs }), undefined)).toBe('8.00')
})
