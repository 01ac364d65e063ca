import { expect, test } from 'vitest'
import { handsIn, isHandOf, peopleIn } from '../../../src/core/change/hand.ts'

// biome-ignore format: a table for people.
test.each([
  [{ id: 'agent-7' },                         ['agent-7']],
  [{ id: 'agent-7', onBehalfOf: 'dana' },     ['agent-7', 'dana']],
  [{ id: 'dana', onBehalfOf: 'dana' },        ['dana']],
  [{ id: 'dana', onBehalfOf: ' Dana' },        ['dana']],
  [{ id: 'agent-7', onBehalfOf: '' },         ['agent-7']],
  [{ id: 'Agent-7' },                         ['Agent-7']],
] as const)('%o is a change of %s', (actor, hands) => {
  expect(handsIn({ actor })).toEqual(hands)
  for (const id of ['agent-7', 'dana', '', 'ines'])
    expect([id, isHandOf(id, { actor })]).toEqual([id, hands.some((hand) => hand.toLowerCase() === id)])
})

// biome-ignore format: a table for people.
test.each([
  [{ id: 'dana', kind: 'employee' },                             ['dana']],
  [{ id: 'dana', kind: 'unknown' },                              ['dana']],
  [{ id: 'agent-7', kind: 'contractor', onBehalfOf: 'dana' },    ['agent-7', 'dana']],
  [{ id: 'tool', kind: 'automation', onBehalfOf: 'dana' },       ['dana']],
  [{ id: 'tool', kind: 'automation', onBehalfOf: ' Tool' },      []],
  [{ id: 'tool', kind: 'automation', onBehalfOf: '' },           []],
  [{ id: 'tool', kind: 'automation' },                           []],
  [{ id: 'expiry', kind: 'system', onBehalfOf: 'dana' },         []],
] as const)('of %o the people are %j', (actor, people) => {
  expect(peopleIn({ actor })).toEqual(people)
})
