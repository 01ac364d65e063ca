import { expect, test } from 'vitest'
import { beginningMs, type PollPlace, sift } from '../../../src/core/change/poll-place.ts'

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

test.each([
  // known, newest, read -> fresh, known then, newest then
  ['', 0, 'a@1 b@2', 'a b', 'a b', 2],
  ['a@1', 1, 'a@1 b@2', 'b', 'a b', 2],
  ['a@1 c@3', 3, 'a@1 b@2 c@3', 'b', 'a c b', 3],
  ['a@1', 1, 'c@9 c@9', 'c', 'c', 9],
  ['a@1 b@6', 6, 'd@10', 'd', 'b d', 10],
  ['a@5', 5, 'a@5', '', 'a', 5],
  ['a@5', 5, 'z@3', 'z', 'a z', 5],
])('known %s up to %i, read %s: new is %s', (known, newest, read, fresh, then, newestThen) => {
  const sifted = sift(placeOf(known, newest), at(read), 2)
  expect(sifted.fresh.map(({ id }) => id).join(' ')).toBe(fresh)
  expect(sifted.place.known.map(([id]) => id).join(' ')).toBe(then)
  expect(sifted.place.newestMs).toBe(newestThen)
})

test('reading begins an overlap before the newest, and not before time', () => {
  expect(beginningMs(placeOf('', 100_000), 60_000)).toBe(40_000)
  expect(beginningMs(placeOf('', 100), 60_000)).toBe(0)
})
