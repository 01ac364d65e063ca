import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { timingDefaults } from '../../../src/edges/log/kafka/connection.ts'
import { createFeed } from '../../../src/edges/log/kafka/feed.ts'
import { createWatch, type Watched } from '../../../src/edges/log/kafka/watch.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = { now: () => Date.now(), monotonicMs: () => Date.now() }

/** A partition that reads from 5 on, and what the watch says of it. */
function watched() {
  const feed = createFeed(['changes'])
  feed.begin('changes', 5)
  const state = { high: 5, isLost: false, says: [] as string[] }
  const topics = { ends: async () => new Map([[0, { low: 0, high: state.high }]]) }
  const watch = createWatch({ clock, timing: timingDefaults }, topics, ['changes'])
  const life: Watched = {
    seats: new Map([[0, { feed, lane: { isCurrent: () => true } }]]),
    contact: { isLost: () => state.isLost, silentMs: () => 12_000 },
    fall: (says) => state.says.push(says),
  }
  const place = { topic: 'changes', partition: 0, offset: 5 }
  const record = { ...place, timestampMs: 0, key: 'ann', value: null, headers: {} }
  return { feed, state, watch, life, record }
}

test('a partition with changes to read that is not fetched for 15 s needs a new consumer', async () => {
  const { state, watch, life } = watched()
  watch.follow(life)
  state.high = 6
  await vi.advanceTimersByTimeAsync(15_000)
  expect(state.says).toEqual([])
  await vi.advanceTimersByTimeAsync(6000)
  expect(state.says[0]).toBe('changes/0 stands at 5 of 6 and is not fetched')
})

test('what a new consumer did not help is not tried again until something has changed', async () => {
  const { state, watch, life } = watched()
  state.high = 6
  const unwatch = watch.follow(life)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.says).toHaveLength(1)
  unwatch()
  watch.follow(life)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.says).toHaveLength(1)
  state.high = 7
  await vi.advanceTimersByTimeAsync(21_000)
  expect(state.says).toHaveLength(2)
})

test('neither an idle partition nor one whose handler is slow needs a new consumer', async () => {
  const { feed, state, watch, life, record } = watched()
  watch.follow(life)
  await vi.advanceTimersByTimeAsync(60_000)
  state.high = 9
  feed.offer('changes', [record], 6, 9)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.says).toEqual([])
  expect(watch.lag(life.seats)).toEqual(new Map([['changes/0', 4]]))
  await feed.next(new AbortController().signal)
  expect(watch.lag(life.seats)).toEqual(new Map([['changes/0', 3]]))
})

test('a member that was silent for too long needs a new consumer', async () => {
  const { state, watch, life } = watched()
  watch.follow(life)
  state.isLost = true
  await vi.advanceTimersByTimeAsync(500)
  expect(state.says).toEqual(['silent for 12000 ms'])
})
