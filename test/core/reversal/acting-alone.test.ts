import { describe, expect, test } from 'vitest'
import { modes } from '../../../src/core/policy/severity.ts'
import { countdownSpared, mayActAlone } from '../../../src/core/reversal/acting-alone.ts'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { at, counted, lifeIn } from './lives.ts'

test('the machine acts alone where that is granted, and by silence only after a countdown', () => {
  const counting = lifeIn('authorised', { countdown: counted(120_000) })
  expect(modes.filter((mode) => mayActAlone(mode, lifeIn('authorised')))).toEqual(['auto'])
  expect(modes.filter((mode) => mayActAlone(mode, counting))).toEqual(['veto', 'auto'])
})

describe('the time that a countdown took is no staleness', () => {
  const circumstances = { now: at, maxAgeMs: 120_000 } as Circumstances
  test('of what had one', () => {
    const life = lifeIn('authorised', { countdown: counted(90_000) })
    expect(countdownSpared(circumstances, life)).toEqual({ now: at, maxAgeMs: 210_000 })
  })
  test('of what had none', () => {
    expect(countdownSpared(circumstances, lifeIn('authorised'))).toBe(circumstances)
  })
  test('and a clock that went back spares nothing', () => {
    const life = lifeIn('authorised', { countdown: counted(-5_000) })
    expect(countdownSpared(circumstances, life).maxAgeMs).toBe(120_000)
  })
})
