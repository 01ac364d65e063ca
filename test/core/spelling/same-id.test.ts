import { expect, test } from 'vitest'
import { foldId, isIdAmong, isSameId, isSameTeam } from '../../../src/core/spelling/same-id.ts'

// biome-ignore format: a table for people.
test.each([
  ['dana@example.org', 'Dana@Example.org',    true],
  ['dana@example.org', ' dana@example.org\t', true],
  ['ann',              'ａｎｎ',               true],
  ['ann.lee',          'annlee',              false],
  ['ann-lee',          'ann_lee',             false],
  ['dana',             'danah',               false],
  ['dana',             '',                    false],
  ['',                 ' ',                   true],
])('%o and %o are of the same person: %o', (one, other, same) => {
  expect([isSameId(one, other), isSameId(other, one)]).toEqual([same, same])
  expect(isSameTeam(one, other)).toBe(same)
  expect(foldId(one) === foldId(other)).toBe(same)
  expect([isIdAmong(['ines', one], other), isIdAmong(['ines', other], one)]).toEqual([same, same])
})

test('nobody is of the team of somebody without one', () => {
  expect([
    isSameTeam(undefined, 'legal'),
    isSameTeam('legal', undefined),
    isSameTeam(undefined, undefined),
  ]).toEqual([false, false, false])
  expect(isIdAmong([], 'dana')).toBe(false)
})
