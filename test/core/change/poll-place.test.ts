import { expect, test } from 'vitest'
import { beginningMs, type PollPlace, readToEnd, sift } from '../../../src/core/change/poll-place.ts'

const at = (text: string) =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [id = '', ms] = word.split('@')
      return { id, ms: Number(ms) }
    })
const placeOf = (text: string, newestMs: number): PollPlace => ({
  newestMs,
  known: at(text).map(({ id, ms }) => [id, ms] as const),
})

const clock = 20

test.each([
  // known, newest, read -> fresh, known then, newest then
  ['', 0, 'a@1 b@2', 'a b', 'a b', 2],
  ['a@1', 1, 'a@1 b@2', 'b', 'a b', 2],
  ['a@1 c@3', 3, 'a@1 b@2 c@3', 'b', 'a c b', 3],
  ['a@1', 1, 'c@9 c@9', 'c', 'c', 9],
  ['a@1 b@6', 6, 'd@10', 'd', 'b d', 10],
  ['a@5', 5, 'a@5', '', 'a', 5],
  ['a@5', 5, 'z@3', 'z', 'a z', 5],
  // Dated ahead: taken once, and the place waits for its time.
  ['a@19', 19, 'a@19 z@99', 'z', 'a z', 19],
  ['a@19 z@99', 19, 'a@19 b@20 z@99', 'b', 'a z b', 20],
  ['a@18 z@20', 18, 'a@18 z@20', '', 'a z', 20],
  ['a@18 z@21', 18, 'a@18 z@21', '', 'a z', 18],
  // Our clock was set back.
  ['a@39 b@40', 40, 'a@39 b@40 c@41', 'c', 'a b c', 20],
])('known %s up to %i, read %s: new is %s', (known, newest, read, fresh, then, newestThen) => {
  const sifted = sift(placeOf(known, newest), at(read), { overlapMs: 2, now: clock, knownMax: 4 })
  expect(sifted.fresh.map(({ id }) => id).join(' ')).toBe(fresh)
  expect(sifted.place.known.map(([id]) => id).join(' ')).toBe(then)
  expect(sifted.place.newestMs).toBe(newestThen)
  expect(sifted.forgottenMs).toBeUndefined()
})

test('more than can be remembered: the oldest are forgotten, and nobody reads them again once all was read', () => {
  const bounds = { overlapMs: 9, now: clock, knownMax: 3 }
  const burst = sift(placeOf('a@4 b@5', 5), at('c@5 d@5 e@6'), bounds)
  expect(burst.place.known.map(([id]) => id).join(' ')).toBe('c d e')
  expect(burst.forgottenMs).toBe(5)
  // The rest of the burst may be of the same moment: until all was read nothing is taken for read.
  const rest = sift(burst.place, at('f@5 g@5'), bounds)
  expect(rest.fresh.map(({ id }) => id).join(' ')).toBe('f g')
  const read = readToEnd(rest.place, rest.forgottenMs, clock)
  expect(read.notBeforeMs).toBe(6)
  expect(beginningMs(read, 9, clock)).toBe(6)
  expect(
    sift(read, at('a@4 d@5 late@5 e@6 h@6'), bounds)
      .fresh.map(({ id }) => id)
      .join(' '),
  ).toBe('h')
})

test('what was forgotten of a time ahead keeps nothing from being read', () => {
  const read = readToEnd(placeOf('a@1', 1), 99, clock)
  expect(read.notBeforeMs).toBe(clock)
  expect(readToEnd(read, 7, clock).notBeforeMs).toBe(clock)
  expect(readToEnd(read, undefined, clock)).toBe(read)
  expect(beginningMs(read, 2, clock - 5)).toBe(clock - 5)
  expect(sift(read, at('b@15'), { overlapMs: 2, now: clock - 5, knownMax: 9 }).fresh).toHaveLength(1)
})

test('reading begins an overlap before the newest, not ahead of our clock, and not before time', () => {
  expect(beginningMs(placeOf('', 100_000), 60_000, 100_009)).toBe(40_000)
  expect(beginningMs(placeOf('', 100_000), 60_000, 90_000)).toBe(30_000)
  expect(beginningMs(placeOf('', 100), 60_000, 100_009)).toBe(0)
})
