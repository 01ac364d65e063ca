import { expect, test } from 'vitest'
import { askedAgain, secondPerson } from '../../../src/core/reversal/second-person.ts'

const now = Date.UTC(2026, 10, 30, 9)
const minute = 60_000
const until = (at: number) => at + 5 * minute

// biome-ignore format: a table for people.
test.each([
  ['nobody',                    undefined,                              'ines', { kind: 'waits', until: until(now) }],
  ['ines, 2 min ago',           { by: 'ines', at: now - 2 * minute },   'ines', { kind: 'same-person', until: now + 3 * minute }],
  ['ines, spelt otherwise',     { by: 'INES', at: now - 2 * minute },   'ines', { kind: 'same-person', until: now + 3 * minute }],
  ['ines, 2 min ago',           { by: 'ines', at: now - 2 * minute },   'omar', { kind: 'done' }],
  ['ines, at this moment',      { by: 'ines', at: now },                'omar', { kind: 'done' }],
  ['ines, 5 min ago',           { by: 'ines', at: now - 5 * minute },   'omar', { kind: 'done' }],
  ['ines, 5 min and 1 ms ago',  { by: 'ines', at: now - 5 * minute - 1 }, 'omar', { kind: 'waits', until: until(now) }],
  ['ines, in 1 ms',             { by: 'ines', at: now + 1 },            'omar', { kind: 'waits', until: until(now) }],
])('before: %s; then %j %s', (_, before, by, expected) => {
  expect(secondPerson(before, { by, at: now })).toEqual(expected)
})

// biome-ignore format: a table for people.
test.each([
  ['nobody',                    undefined,                              { kind: 'over' }],
  ['ines, 2 min ago',           { by: 'ines', at: now - 2 * minute },   { kind: 'same-person', until: now + 3 * minute }],
  ['ines, spelt otherwise',     { by: 'INES', at: now - 2 * minute },   { kind: 'same-person', until: now + 3 * minute }],
  ['ines, 5 min and 1 ms ago',  { by: 'ines', at: now - 5 * minute - 1 }, { kind: 'over' }],
  ['omar, 2 min ago',           { by: 'omar', at: now - 2 * minute },   { kind: 'over' }],
])('before: %s; ines again, by the same request', (_, before, expected) => {
  expect(askedAgain(before, { by: 'ines', at: now })).toEqual(expected)
})
