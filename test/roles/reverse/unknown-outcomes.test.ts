import { expect, test } from 'vitest'
import { runUnknownOutcomes } from './unknown-outcomes.ts'

test('whatever becomes of requests and answers, each is applied once at most, ends, and restored means restored', async () => {
  const seed = 7
  const outcome = await runUnknownOutcomes({
    count: 300,
    seed,
    stallMs: 2_500,
    lifeMs: 4_000,
    confirmMs: 2_000,
  })
  expect({ seed, ...outcome }).toMatchObject({
    seed,
    reversals: 300,
    appliedTwice: 0,
    appliedAfterExpiry: 0,
    falselyConfirmed: 0,
    notEnded: 0,
  })
  // The good thing happens too: all but conflicts and phantoms come back.
  expect(outcome.states.confirmed).toBeGreaterThan(240)
  expect(outcome.states.superseded).toBeGreaterThan(3)
  expect(outcome.states.escalated).toBeGreaterThan(3)
}, 60_000)
