import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type AccountProfile, readAccountProfile } from '../../../src/core/reference/account-profile.ts'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { ProfileTable } from '../../../src/core/reference/profile-table.ts'
import { isFaults, readStaffRecord, type StaffRecord } from '../../../src/core/reference/staff-record.ts'
import { StaffTable } from '../../../src/core/reference/staff-table.ts'
import { goneKeptMs, refuseLoad } from '../../../src/core/reference/table.ts'
import { fromTexts } from '../../../src/core/reference/text-row.ts'
import { keyOf } from '../../../src/core/reference/versions.ts'
import { dayMs, now } from '../people.ts'

const giant: AccountProfile = { id: 'giant', validFrom: now, followers: 2_000_000, handle: 'giant' }
const person: StaffRecord = { id: 'st-1', validFrom: now, kind: 'employee', hiredAt: now - 900 * dayMs }

function profiles(over: Partial<typeof keepDefaults> = {}, keptMax = 1000) {
  return new ProfileTable({ ...keepDefaults, ...over }, keptMax)
}

function staff(...records: readonly StaffRecord[]) {
  const table = new StaffTable()
  for (const record of records) table.put(record)
  return table
}

describe('who is kept', () => {
  test.each<[string, Partial<AccountProfile>, boolean]>([
    ['a giant', { followers: 100_000 }, true],
    ['one follower less', { followers: 99_999 }, false],
    ['a verified office with few', { followers: 10, verified: 'government' }, true],
    ['somebody who paid', { followers: 10, verified: 'paid' }, false],
    ['a candidate with few', { followers: 10, protectedClass: ['candidate'] }, true],
    ['under a legal hold', { followers: 10, holds: ['legal'] }, true],
    ['a canary', { followers: 0, canary: true }, true],
    ['no canary', { followers: 0, canary: false }, false],
    ['of whom the followers are not told', { verified: 'none' }, true],
  ])('%s', (_, facts, isKept) => {
    const table = profiles()
    const profile = { id: 'one', validFrom: now, ...facts }
    table.put(profile)
    expect(table.asOf('demo', 'one', now)).toEqual(isKept ? profile : 'below')
    expect(table.rows).toBe(isKept ? 1 : 0)
  })
})

describe('an account that falls below the standing', () => {
  const table = profiles()
  table.put(giant)
  table.put({ ...giant, validFrom: now + 10, followers: 40 })
  table.put({ ...giant, validFrom: now + 20, followers: 3_000_000 })

  test.each([
    [now - 1, undefined],
    [now, 2_000_000],
    [now + 9, 2_000_000],
    [now + 10, 'below'],
    [now + 20, 3_000_000],
  ])('at %d is %s', (at, expected) => {
    const found = table.asOf('demo', 'giant', at)
    expect(typeof found === 'object' ? found.followers : found).toBe(expected)
  })
})

describe('an account that the feed does not list', () => {
  const listed = (over: Parameters<typeof profiles>[0] = {}, keptMax?: number) => {
    const table = profiles(over, keptMax)
    table.put(giant)
    return table
  }

  it('is below the standing, from the first version of the feed on', () => {
    expect(listed().asOf('demo', 'other', now)).toBe('below')
    expect(listed().asOf('demo', 'other', now - 1)).toBeUndefined()
  })

  it('is unknown where the policy says that the feed lists only some', () => {
    expect(listed({ restIsBelow: false }).asOf('demo', 'other', now)).toBeUndefined()
  })

  it('is unknown once somebody of note found no room', () => {
    const table = listed({}, 1)
    table.put({ ...giant, id: 'second' })
    expect(table.refused).toBe(1)
    expect(table.asOf('demo', 'other', now)).toBeUndefined()
    expect(table.asOf('demo', 'giant', now)).toEqual(giant)
  })

  it('is unknown where its record could not be read', () => {
    const table = listed()
    table.doubt('other', now)
    expect(table.asOf('demo', 'other', now)).toBeUndefined()
    expect(table.asOf('demo', 'another', now)).toBe('below')
  })

  it('is unknown from an empty table: no feed yet is no feed of nobody', () => {
    expect(profiles().asOf('demo', 'other', now)).toBeUndefined()
  })
})

describe('a key that the feed takes away', () => {
  it('is what it was just before, and unknown from then on, not small', () => {
    const table = profiles()
    table.put(giant)
    table.forget('giant', now + 10)
    expect(table.asOf('demo', 'giant', now + 9)).toEqual(giant)
    expect(table.asOf('demo', 'giant', now + 10)).toBeUndefined()
    expect(table.rows).toBe(0)
  })

  it('takes what was to come with it', () => {
    const table = staff(person, { ...person, validFrom: now + 50, kind: 'contractor' })
    table.forget('st-1', now + 10)
    expect(table.asOf('demo', 'st-1', now + 60)).toBeUndefined()
    expect(table.asOf('demo', 'st-1', now + 9)).toEqual(person)
  })

  it('may come back', () => {
    const table = staff(person)
    table.forget('st-1', now + 10)
    table.put({ ...person, validFrom: now + 20 })
    expect(table.asOf('demo', 'st-1', now + 20)).toMatchObject({ kind: 'employee' })
    expect(table.rows).toBe(1)
  })

  it('is let go for good a week later, and nobody else with it', () => {
    const [people, accounts] = [staff(person, { ...person, id: 'st-2' }), profiles()]
    people.forget('st-1', now)
    accounts.put(giant)
    accounts.put({ ...giant, id: 'gone' })
    accounts.forget('gone', now)
    people.letGo(now + 1)
    accounts.letGo(now + 1)
    expect([...people.entries()].map(([key]) => key)).toEqual(['st-2'])
    expect([...accounts.entries()].map(([key]) => key)).toEqual(['giant'])
    expect(accounts.asOf('demo', 'giant', now)).toEqual(giant)
  })
})

describe('a feed that is loaded anew', () => {
  const day = (table: StaffTable, older: StaffTable, at: number) => {
    for (const [key, versions] of older.entries()) table.carry(key, versions, at)
    return table
  }

  it('keeps how things stood before, where it says only how they are', () => {
    const moved = { ...person, validFrom: now + dayMs, team: 'appeals' }
    const table = day(staff(moved), staff(person), now + dayMs)
    expect(table.asOf('demo', 'st-1', now + dayMs - 1)).toEqual(person)
    expect(table.asOf('demo', 'st-1', now + dayMs)).toEqual(moved)
  })

  it('corrects what the older one said of the same moment', () => {
    const right = { ...person, kind: 'contractor' as const }
    expect(day(staff(right), staff(person), now + dayMs).asOf('demo', 'st-1', now)).toEqual(right)
  })

  it('knows nothing more of whom it no longer lists, and all of them are gone after a week', () => {
    const table = day(staff({ ...person, id: 'st-2' }), staff(person), now + dayMs)
    expect(table.asOf('demo', 'st-1', now + dayMs - 1)).toEqual(person)
    expect(table.asOf('demo', 'st-1', now + dayMs)).toBeUndefined()
    const later = day(staff({ ...person, id: 'st-2' }), table, now + 2 * dayMs + goneKeptMs)
    expect(later.asOf('demo', 'st-1', now)).toBeUndefined()
  })
})

describe('versions', () => {
  it('are four at most: the oldest leaves first', () => {
    const table = staff()
    for (let i = 0; i < 6; i++) table.put({ ...person, validFrom: now + i, team: `team-${i}` })
    expect(
      [...table.entries()].map(([, versions]) => versions.map(({ validFrom }) => validFrom - now)),
    ).toEqual([[2, 3, 4, 5]])
  })

  it('that say nothing new are no versions, so that a record said again every day keeps its history', () => {
    const [people, accounts] = [staff(person), profiles()]
    for (let i = 0; i < 9; i++) {
      people.put({ ...person, validFrom: now + i * dayMs })
      accounts.put({ ...giant, source: 'demo', validFrom: now + i * dayMs })
    }
    expect(people.asOf('demo', 'st-1', now)).toEqual(person)
    expect(accounts.asOf('demo', 'giant', now)).toEqual(giant)
    expect([...accounts.entries()][0]?.[1]).toHaveLength(1)
  })

  it('of one platform are not taken for another, and those of none count for all', () => {
    const table = staff({ ...person, source: 'forum', kind: 'volunteer' }, { ...person, id: 'st-2' })
    expect(table.asOf('forum', 'st-1', now)).toMatchObject({ kind: 'volunteer' })
    expect(table.asOf('shop', 'st-1', now)).toBeUndefined()
    expect(table.asOf('shop', 'st-2', now)).toMatchObject({ kind: 'employee' })
  })
})

it('packed profiles are the same as unpacked ones, whatever is known of them and in whatever letters', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  const profile = fc.record(
    {
      id: fc.constantFrom('a', 'b', 'ключ', 'c'.repeat(256)),
      validFrom: fc.integer({ min: 31_536_000_000, max: 253_402_300_799_999 }),
      kind: fc.constantFrom('person' as const, 'network' as const),
      handle: text,
      followers: fc.integer({ min: 100_000, max: 2 ** 47 }),
      verified: fc.constantFrom('none' as const, 'government' as const),
      protectedClass: fc.array(text, { minLength: 1, maxLength: 3 }),
      holds: fc.array(text, { minLength: 1, maxLength: 2 }),
      createdAt: fc.integer({ min: 31_536_000_000, max: 253_402_300_799_999 }),
      canary: fc.boolean(),
    },
    { requiredKeys: ['id', 'validFrom', 'followers'] },
  )
  fc.assert(
    fc.property(fc.array(profile, { maxLength: 40 }), (list) => {
      const table = profiles()
      const newest = new Map<string, AccountProfile>()
      for (const one of list) {
        table.put(one)
        const before = newest.get(one.id)
        if (before === undefined || before.validFrom <= one.validFrom) newest.set(one.id, one)
      }
      for (const [id, one] of newest) {
        expect(table.asOf('demo', id, Number.MAX_SAFE_INTEGER)).toMatchObject({
          ...one,
          validFrom: expect.any(Number),
        })
      }
      expect(table.rows).toBe(newest.size)
    }),
    { numRuns: 200, seed: 2017 },
  )
})

it('a hundred thousand profiles that are rewritten again and again stay few megabytes, and stay right', () => {
  const table = profiles({}, 200_000)
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 20_000; i++) {
      table.put({
        id: `account-${i}`,
        validFrom: now + round,
        followers: 100_000 + i + round,
        handle: `h${i}`,
      })
    }
  }
  expect(table.bytes).toBeLessThan(24 * 2 ** 20)
  expect(table.asOf('demo', 'account-19999', now + 11)).toMatchObject({
    followers: 120_010,
    handle: 'h19999',
  })
  expect(table.asOf('demo', 'account-7', now + 8)).toMatchObject({ followers: 100_015 })
})

describe('a load', () => {
  test.each([
    // rows, before, share that may be lost -> refused because
    [0, 100, 0.2, 'it is empty'],
    [0, undefined, 1, 'it is empty'],
    [79, 100, 0.2, '21 % fewer rows'],
    [80, 100, 0.2, undefined],
    [60, 100, 0.2, '40 % fewer rows'],
    [1, 100, 1, undefined],
    [100, undefined, 0.2, undefined],
    [799, 1000, 0.2, '21 % fewer rows'],
  ])('of %d rows after %s, where %d may go: %s', (rows, before, share, says) => {
    expect(refuseLoad({ rows, refused: 0 }, before, share)).toBe(says)
  })

  it('that found no room for some is refused, or they would read as small', () => {
    expect(refuseLoad({ rows: 10, refused: 3 }, undefined, 1)).toBe('no room for 3 of its rows')
  })
})

describe('records from elsewhere', () => {
  it('are read with every fault named', () => {
    const read = readStaffRecord({ kind: 'boss', hiredAt: 'spring', leavesAt: 12, team: 7, validFrom: -1 })
    expect(isFaults(read) && read.map(({ at }) => at)).toEqual([
      'id',
      'validFrom',
      'kind',
      'team',
      'hiredAt',
      'leavesAt',
    ])
    const profile = readAccountProfile({ id: 'a', validFrom: now, followers: 1.5, canary: 'no', holds: [[]] })
    expect(isFaults(profile) && profile.map(({ at }) => at)).toEqual(['followers', 'holds.0', 'canary'])
    expect(readAccountProfile('a text')).toEqual([{ at: 'the whole', says: '"a text": an object is meant' }])
  })

  it('that do not say since when hold since their feed was made', () => {
    expect(readStaffRecord({ id: 'st-1', validFrom: '' }, now)).toEqual({ id: 'st-1', validFrom: now })
  })

  it('of a CSV file are texts that say the same', () => {
    const row = fromTexts({
      id: '0077',
      validFrom: '2017-10-01T00:00:00Z',
      followers: '44000000',
      protectedClass: 'head-of-state; government',
      holds: '',
      canary: 'false',
      createdAt: '1237000000000',
    })
    expect(readAccountProfile(row)).toEqual({
      id: '0077',
      validFrom: Date.UTC(2017, 9, 1),
      followers: 44_000_000,
      protectedClass: ['head-of-state', 'government'],
      canary: false,
      createdAt: 1_237_000_000_000,
    })
    expect(readAccountProfile(fromTexts({ id: 'a', validFrom: String(now), followers: 'many' }))).toEqual([
      { at: 'followers', says: '"many": a whole number of 0 or more is meant' },
    ])
  })

  it('name a platform in their key', () => {
    expect([keyOf(undefined, 'a'), keyOf('forum', 'a')]).toEqual(['a', 'forum\0a'])
  })
})
