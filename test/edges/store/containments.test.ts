import { beforeEach, expect, test } from 'vitest'
import { beforeContainment, type ContainState } from '../../../src/core/reversal/contain.ts'
import { openContainments } from '../../../src/edges/store/containments.ts'
import type { ContainmentEntry, Containments } from '../../../src/ports/containments.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const othersWhoCanLift = ['lead-1']

const entryOf = (containId: string, state: ContainState, partition = 0): ContainmentEntry => ({
  containId,
  source: 'demo',
  actorId: 'contractor-1',
  alertId: 'alert-1',
  partition,
  version: 1,
  at: now,
  heard: [],
  life: { ...beforeContainment, state },
})
const later = (entry: ContainmentEntry, state: ContainState): ContainmentEntry => ({
  ...entry,
  version: entry.version + 1,
  life: { ...entry.life, state },
})

inEachStore('containments', (database) => {
  let store: Containments

  beforeEach(async () => {
    for (const table of ['containments', 'budget_tokens'] as const)
      await database().deleteFrom(table).execute()
    store = openContainments(database())
  })

  test('is opened once, and of two that move it on one succeeds', async () => {
    const entry = entryOf('c1', 'asked')
    expect([await store.open(entry), await store.open(entry)]).toEqual([true, false])
    const moved = await Promise.all([
      store.move(entry, later(entry, 'ready')),
      store.move(entry, later(entry, 'expired')),
    ])
    expect(moved.filter(Boolean)).toEqual([true])
    expect((await store.find('c1'))?.version).toBe(2)
    expect(await store.find('c2')).toBeUndefined()
  })

  test('two are taken in an hour; the third is not, and leaves no trace', async () => {
    const taken: string[] = []
    for (const id of ['c1', 'c2', 'c3']) {
      const entry = entryOf(id, 'ready')
      await store.open(entry)
      taken.push(await store.take(entry, later(entry, 'sent'), { now: now, perHour: 2, othersWhoCanLift }))
    }
    expect(taken).toEqual(['taken', 'taken', 'spent'])
    const third = entryOf('c3', 'ready')
    expect(await store.find('c3')).toEqual(third)
    expect(
      await store.take(entryOf('c1', 'ready'), later(third, 'sent'), {
        now: now,
        perHour: 2,
        othersWhoCanLift,
      }),
    ).toBe('lost')
    expect(
      await store.take(third, later(third, 'sent'), { now: now + 3_600_000, perHour: 2, othersWhoCanLift }),
    ).toBe('taken')
  })

  test('of the last two who could lift it, asked for at once, one is taken; a third who is free lets both go', async () => {
    const by = { now, perHour: 9 }
    const one = { ...entryOf('c1', 'ready'), actorId: 'lead-1' }
    const two = { ...entryOf('c2', 'ready'), actorId: 'lead-2' }
    for (const entry of [one, two]) await store.open(entry)
    const elsewhere = { ...entryOf('c3', 'contained'), source: 'shop', actorId: 'lead-2' }
    await store.open(elsewhere)
    const taken = await Promise.all([
      store.take(one, later(one, 'sent'), { ...by, othersWhoCanLift: ['lead-2'] }),
      store.take(two, later(two, 'sent'), { ...by, othersWhoCanLift: ['lead-1'] }),
    ])
    expect(taken.toSorted()).toEqual(['alone', 'taken'])
    const left = taken[0] === 'alone' ? one : two
    expect(await store.find(left.containId)).toEqual(left)
    const others = [taken[0] === 'alone' ? 'lead-2' : 'lead-1', 'lead-3']
    expect(await store.take(left, later(left, 'sent'), { ...by, othersWhoCanLift: others })).toBe('taken')
    expect(await store.take(elsewhere, later(elsewhere, 'sent'), { ...by, othersWhoCanLift: [] })).toBe(
      'alone',
    )
  })

  test('what is asked for, under way or contained is found by its partition', async () => {
    const states = ['asked', 'ready', 'sent', 'lifting', 'contained', 'lifted', 'escalated'] as const
    for (const state of states) await store.open(entryOf(state, state))
    await store.open(entryOf('elsewhere', 'sent', 1))
    const found = async (partitions: number[]) =>
      (await store.unfinished(partitions)).map((entry) => entry.containId).toSorted()
    expect(await found([0])).toEqual(['asked', 'contained', 'lifting', 'ready', 'sent'])
    expect(await found([1])).toEqual(['elsewhere'])
    expect(await found([])).toEqual([])
  })
})
