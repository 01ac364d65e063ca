import { describe, expect, test } from 'vitest'
import { type Bound, loadOutcome, type Outcome, seasonOutcomes, slowOutcomes } from './must-hold.ts'

/** The short form of `node test/heavy/incidents-by-seed.ts`: the same checks on a few worlds. */
const seeds = [1, 2, 3, 4, 5]

describe.each(seeds)('in the world of seed %i', (seed) => {
  test('every incident is noticed as it must be, and its innocent twins are left alone', () => {
    const fell = [...seasonOutcomes(seed)].filter(([, { held }]) => !held)
    expect(fell.map(said)).toEqual([])
  }, 60_000)
})

// In the world of 33 somebody patient begins in the fourth week that we know them.
test.each([1, 33])(
  'what takes months is noticed in the world of seed %i, and long evenings and level work are left alone',
  (seed) => {
    const fell = [...slowOutcomes(seed)].filter(([, { held }]) => !held)
    expect(fell.map(said)).toEqual([])
  },
  60_000,
)

test('two weeks of routine bring at most three alerts a day', () => {
  const [bound, outcome] = loadOutcome(2, 2)
  expect(outcome.held ? [] : [said([bound, outcome])]).toEqual([])
}, 60_000)

function said([{ of, must }, { says, bars }]: readonly [Bound, Outcome]): string {
  return `${of}: ${must}, and it was ${says}: ${bars()}`
}
