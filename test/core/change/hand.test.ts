import { expect, test } from 'vitest'
import { handsIn, isHandOf } from '../../../src/core/change/hand.ts'

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
