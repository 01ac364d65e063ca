import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { step } from '../../../src/core/decision/step.ts'
import { type ActorMemory, decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { approvedBytesMax } from '../../../src/core/memory/approved-bytes.ts'
import { type Recent, recentBytesMax, recentMax, withRecent } from '../../../src/core/memory/recent.ts'
import { decodeEarlierRecent, decodeRecent, encodeRecent } from '../../../src/core/memory/recent-bytes.ts'
import { accounts, changeOf, hourMs, minuteMs, now, shippedPolicy, staff } from '../people.ts'

const policy = shippedPolicy('default')
const uuid = (last: number): string => `7d1f0c52-3b1e-4a57-9c0a-${String(last).padStart(12, '0')}`
const leaver = { ...staff.contractorRenewed, id: uuid(1), leavesAt: now + 12 * hourMs }
/** As a platform writes it whose every id is a UUID. */
const first: AccountChange = changeOf({
  eventId: uuid(2),
  actor: leaver,
  account: {
    ...accounts.artist,
    id: uuid(3),
    handle: 'the_real_artist',
    stateBefore: 'active',
    version: 'v12',
  },
  reason: { code: 'impersonation', ticketId: uuid(4) },
  origin: { sessionId: uuid(5), tool: 'console', mfa: true },
  occurredAt: now,
})
const second: AccountChange = changeOf({
  eventId: uuid(6),
  action: 'deactivate',
  actor: { ...leaver, leavesAt: now + 10 * minuteMs },
  account: { ...accounts.headOfState, id: uuid(7) },
  reason: {},
  occurredAt: now + 2 * minuteMs,
})
const learned = step(first, { memory: undefined, arrivedAt: now + 80 }, policy).learned
const [entry] = learned.recent
if (entry === undefined) throw new Error('the first change waits for hindsight')

describe('a change that hindsight may look at again', () => {
  test('has room whole where every id is a UUID, and comes back from its bytes', () => {
    expect(entry.cut).toBeUndefined()
    expect(entry.change).toEqual(first)
    expect(encodeRecent(entry).length).toBeLessThanOrEqual(recentBytesMax)
    expect(decodeRecent(encodeRecent(entry))).toEqual(entry)
    const again = step(second, { memory: decodeMemory(encodeMemory(learned)) }, policy).reassessed
    expect(again.map(({ recent }) => recent.change.eventId)).toEqual([uuid(2)])
  })

  test('keeps the platform’s own labels by their own names', () => {
    const labelled = { ...entry, change: { ...entry.change, labels: { c: 'queue', account: 'x' } } }
    expect(decodeRecent(encodeRecent(labelled))).toEqual(labelled)
  })

  // biome-ignore format: a table.
  test.each<[string, unknown]>([
    ['nothing',                     null],
    ['an empty one',                {}],
    ['no change',                   { ...entry, change: null }],
    ['a change that is none',       { ...entry, change: { ...entry.change, action: 'nonsense' } }],
    ['no suspicion',                { ...entry, suspicionCenti: 'much' }],
    ['modes that there are not',    { ...entry, forbid: ['everything'] }],
    ['rules that are no texts',     { ...entry, rules: [7] }],
    ['what is missing no list',     { ...entry, held: { missing: [7] } }],
    ['an exclusion that is none',   { ...entry, held: { missing: [], exclusion: { name: 7 } } }],
    ['a grade that there is not',   { ...entry, floor: 'worst' }],
    ['a mode that there is not',    { ...entry, told: 'worst' }],
    ['an arrival that is no time',  { ...entry, arrivedAt: 'today' }],
  ])('is none with %s', (_, value) => {
    expect(decodeEarlierRecent(new TextEncoder().encode(JSON.stringify(value)))).toBeUndefined()
  })

  test('damaged bytes of a memory are no memory, or one that goes on', () => {
    const bytes = encodeMemory(learned)
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (place, byte) => {
        const read = decodeMemory(bytes.with(place, byte))
        if (read === undefined) return
        expect(() => encodeMemory(step(second, { memory: read }, policy).learned)).not.toThrow()
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a memory is none', () => {
  const withEntries = (recent: readonly Recent[]): ActorMemory => ({ ...learned, recent })
  const ends = encodeMemory(withEntries([])).length

  test('with more of them than there may be', () => {
    const { links: _links, origin: _origin, reason: _reason, ...change } = entry.change
    const short = { ...entry, change: { ...change, actor: { id: 'b', kind: change.actor.kind } } }
    const full = encodeMemory(withEntries(Array.from({ length: recentMax }, () => short)))
    expect(decodeMemory(full)?.recent).toHaveLength(recentMax)
    const size = encodeRecent(short).length + 2
    const more = Uint8Array.of(...full, ...full.subarray(full.length - size))
    expect(decodeMemory(more.with(ends - 1, recentMax + 1))).toBeUndefined()
  })

  test('with one that is longer than any may be', () => {
    const long = { ...entry, change: { ...entry.change, labels: { note: 'x'.repeat(recentBytesMax) } } }
    expect(decodeMemory(encodeMemory(withEntries([long])))).toBeUndefined()
  })

  test('with more approvals than there is room for', () => {
    const approved = Array.from({ length: 8 }, (_, i) => ({
      cause: 'f'.repeat(48),
      by: 'lead',
      until: i + 1,
    }))
    const bytes = encodeMemory({ ...learned, approved })
    expect(bytes.length - encodeMemory(learned).length).toBeGreaterThan(approvedBytesMax)
    expect(decodeMemory(bytes)).toBeUndefined()
  })
})

test('of five the one with least to its name leaves, and of equal ones the oldest', () => {
  const worth = (suspicionCenti: number, eventId: string): Recent => ({
    ...entry,
    suspicionCenti,
    change: { ...entry.change, eventId },
  })
  const four = [worth(50, 'a'), worth(10, 'b'), worth(10, 'c'), worth(90, 'd')]
  const idsOf = (recent: readonly Recent[]) => recent.map(({ change }) => change.eventId)
  expect(idsOf(withRecent(four, worth(20, 'e')))).toEqual(['a', 'c', 'd', 'e'])
  expect(idsOf(withRecent(four, worth(5, 'e')))).toEqual(['a', 'b', 'c', 'd'])
})

describe('of the changes that hindsight may look at again', () => {
  const scored = (nth: number, note: string): Recent => ({
    ...entry,
    suspicionCenti: nth,
    change: { ...entry.change, eventId: `e${nth}`, labels: { note } },
  })
  const { links: _links, origin: _origin, reason: _reason, ...lean } = entry.change
  const ofShortIds = {
    ...lean,
    account: { id: 'acc-77', followers: 4_100 },
    actor: { ...lean.actor, id: 'st-12' },
  }
  const short = (nth: number): Recent => ({
    ...scored(nth, ''),
    change: { ...ofShortIds, eventId: `e${nth}` },
  })
  const idsOf = (kept: readonly Recent[]) => kept.map(({ change }) => change.eventId)

  test('eight are kept where their ids are short: those that came nearest to being told', () => {
    const kept = [3, 9, 5, 1, 8, 7, 2, 6, 4, 10].map(short).reduce(withRecent, [])
    expect(idsOf(kept)).toEqual(['e3', 'e9', 'e5', 'e8', 'e7', 'e6', 'e4', 'e10'])
  })

  test('fewer of long ones, so that a memory stays as small as it must', () => {
    const long = 'x'.repeat(recentBytesMax - encodeRecent(scored(1, '')).length)
    const kept = [3, 9, 5, 1, 8].map((nth) => scored(nth, long)).reduce(withRecent, [])
    expect(idsOf(kept)).toEqual(['e3', 'e9', 'e5', 'e8'])
    expect(idsOf(withRecent(kept, short(2)))).toEqual(['e3', 'e9', 'e5', 'e8'])
    expect(encodeMemory({ ...learned, recent: kept }).length).toBeLessThanOrEqual(4_096)
  })
})
