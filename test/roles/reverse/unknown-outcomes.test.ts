import { expect, test } from 'vitest'
import { runUnknownOutcomes } from './unknown-outcomes.ts'

test('whatever becomes of requests and answers, each is applied once at most, ends, and restored means restored', async () => {
  const seed = 7
  // Whatever stalls comes after its command has expired: only the platform itself can still refuse it.
  const outcome = await runUnknownOutcomes({
    count: 300,
    seed,
    stallMs: 5_500,
    lifeMs: 5_000,
    confirmMs: 2_000,
    livesMax: 40,
    timeoutMs: 10_000,
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
  expect(outcome.states.confirmed).toBeGreaterThan(200)
  expect(outcome.states.superseded).toBeGreaterThan(3)
  expect(outcome.states.escalated).toBeGreaterThan(3)
}, 120_000)
