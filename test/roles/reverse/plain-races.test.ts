import { expect, test } from 'vitest'
import { runPlainRaces } from './plain-races.ts'

test('with a log alone, a later decision is undone only inside the measured window, and then people are told', async () => {
  const seed = 7
  const races = await runPlainRaces({ count: 200, seed })
  expect({ seed, ...races }).toMatchObject({
    seed,
    races: 200,
    outsideWindow: 0,
    notRaced: 0,
    notTold: 0,
    sentTwice: 0,
    falselyConfirmed: 0,
    notEnded: 0,
  })
  // Otherwise the races were none; and what nobody raced for is restored.
  expect(races.laterDecisionsUndone).toBeGreaterThan(0)
  expect(races.workersCame).toBeGreaterThan(0)
  // However busy the machine is: what was carried out and nobody raced for is mostly seen restored.
  expect(races.undoneAlone).toBeGreaterThan(20)
  expect(races.states.confirmed).toBeGreaterThan(races.undoneAlone / 2)
  expect(races.states.superseded).toBeGreaterThan(0)
}, 300_000)
