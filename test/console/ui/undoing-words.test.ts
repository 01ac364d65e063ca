import { expect, it } from 'vitest'
import { undoingOf } from '../../../src/console/ui/undoing-words.ts'
import { waitingCountSays } from '../../../src/console/ui/waiting-words.ts'
import type { Case } from '../../../src/core/case/case.ts'

const says = (undoing: Case['undoing'], done: Case['done'] = {}, seconds?: number) =>
  undoingOf({ undoing, done, ...(seconds !== undefined && { confirmedAfterSeconds: seconds }) })

// biome-ignore format: a table for people.
it.each<[Case['undoing'], Case['done'], string]>([
  [{},                                {},                          ''],
  [{ confirmed: 1 },                  { restore: 1 },              'restored'],
  [{ confirmed: 1 },                  { preserve: 1 },             'preserved'],
  [{ confirmed: 2 },                  { protect: 2 },              '2 protected'],
  [{ confirmed: 1 },                  { restrict: 1 },             'restricted again'],
  [{ confirmed: 3, counting: 1 },     { preserve: 2, restore: 1 }, 'waits for a person, 2 preserved, restored'],
  [{ blocked: 1 },                    {},                          'held back'],
  [{ superseded: 1 },                 {},                          'left alone, acted on since'],
  [{ vetoed: 2 },                     {},                          '2 stopped by a person'],
  [{ expired: 1, refused: 1 },        {},                          'refused by the platform, lapsed without a yes'],
  [{ escalated: 1, authorised: 1 },   {},                          'left to people, being undone'],
  [{ escalated: 85, raced: 1 },       {},                          '1 not confirmed, 85 left to people'],
])('of %j, done %j, a row of the queue says %j', (undoing, done, expected) => {
  expect(says(undoing, done)).toBe(expected)
})

it('the seconds of the slowest follow what was done', () => {
  expect(says({ confirmed: 1 }, { preserve: 1 }, 1.24)).toBe('preserved after 1.24 s')
})

it('the list of what waits says how many more there are than it shows', () => {
  expect([waitingCountSays(3, 3, 3), waitingCountSays(4, 3, 3), waitingCountSays(200, 200, 332)]).toEqual([
    '3',
    '4',
    '200 of 332, the nearest first; the rest are on their cases',
  ])
})
