import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { shortIdentity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { accounts, changeOf, dayMs, now } from '../people.ts'
import { peersOf, points, remembering } from './points.ts'

/** What reads habits, beyond its worked values. */

const suspensions = at.usualActionSlot + at.actionIndex('suspend')

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

describe('hours', () => {
  test('midnight parts nobody: who works until ten to twelve may work until ten past', () => {
    const lateShift = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 200,
      [at.usualBlockSlot + at.dayBlocks - 1]: 200,
    })
    expect(points('hours', changeOf({ occurredAt: now + 70 * 60_000 }), lateShift, now + dayMs)).toBe('0.00')
  })
})

test('assignment: looked up first, but not within the hour', () => {
  const memory = remembering({
    [at.clockSlot]: now,
    [at.usualWeightSlot]: 200,
    [at.usualActionSlot + at.actionIndex('view-private')]: 1,
    [at.paceSlot + 2]: 0.3,
    [at.viewedHashSlot]: shortIdentity(accounts.neighbour.id),
    [at.accountHashSlot]: shortIdentity(accounts.neighbour.id),
  })
  expect(points('assignment', changeOf(), memory)).toBe('0.00')
})
