import { expect, test } from 'vitest'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { newMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { type Judgement, remember } from '../../../src/core/memory/remember.ts'
import { changeOf } from '../people.ts'

const odd: Judgement = {
  flagged: false,
  byPoints: false,
  suspicionCenti: 0,
  stakesCenti: 0,
  handCenti: 0,
  alone: true,
  mode: 'observe',
  forbid: [],
  rules: [],
  held: { exclusion: undefined, missing: [] },
  severity: 'low',
  mayTip: false,
  climbTold: 0,
  odd: 2,
}

test.each([
  ['an odd act that nobody was told of counts as odd as it was', odd, [2, 2, 2, 1]],
  [
    'one that was told for its points does not: people know',
    { ...odd, flagged: true, byPoints: true },
    [0, 0, 0, 0],
  ],
  ['one that was told for its code alone does', { ...odd, flagged: true }, [2, 2, 2, 1]],
  ['nor does one that is not odd', { ...odd, odd: 0 }, [0, 0, 0, 0]],
])('%s', (_, judged, expected) => {
  const memory = newMemory()
  const { slots } = remember(new Sight(changeOf(), { memory }), memory, judged)
  expect([...slots.slice(at.oddSlot, at.oddSlot + at.oddScales), slots[at.oddHourSlot]]).toEqual(expected)
})
