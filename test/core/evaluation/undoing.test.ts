import { describe, expect, it } from 'vitest'
import type { Aftermath } from '../../../src/core/aftermath/aftermath.ts'
import type { LabelWord } from '../../../src/core/aftermath/labels.ts'
import { measureOutage } from '../../../src/core/evaluation/outage.ts'
import {
  isWrongReversal,
  measureReversals,
  perHundredThousand,
} from '../../../src/core/evaluation/wrong-reversals.ts'

const dayMs = 86_400_000
const undone = (by: 'another' | 'same-hand' | 'target' | 'machine' | 'command', days: number): Aftermath => ({
  became: 'given-back',
  by,
  afterMs: days * dayMs,
  redone: false,
})

describe('victim-seconds', () => {
  it.each([
    ['600 s by people, at once by us', 600, 0, '600 s now, 3 s left'],
    ['600 s by people, 100 s later by us', 600, 100, '600 s now, 103 s left'],
    ['600 s by people, never by us', 600, undefined, '600 s now, 600 s left'],
    ['600 s by people, after them by us', 600, 900, '600 s now, 600 s left'],
    ['2 s by people, at once by us', 2, 0, '2 s now, 2 s left'],
    ['never by people, at once by us', undefined, 0, '0 s now, 0 s left'],
  ])('%s: %s', (_says, people, machine, expected) => {
    const { nowMs, leftMs, neverUndone } = measureOutage([
      {
        undoneAfterMs: people === undefined ? undefined : people * 1000,
        decidedAfterMs: machine === undefined ? undefined : machine * 1000,
      },
    ])
    expect(`${nowMs / 1000} s now, ${leftMs / 1000} s left`).toBe(expected)
    expect(neverUndone).toBe(people === undefined ? 1 : 0)
  })

  it('are summed over all who were locked out', () => {
    const at = (undoneAfterMs: number) => ({ undoneAfterMs, decidedAfterMs: 0 })
    expect(measureOutage([at(60_000), at(90_000), at(30_000)])).toEqual({
      harm: 3,
      nowMs: 180_000,
      leftMs: 9_000,
      neverUndone: 0,
    })
  })
})

describe('a reversal', () => {
  it.each<[string, Aftermath | undefined, LabelWord | undefined, boolean]>([
    ['of what another undid after two days is right', undone('another', 2), undefined, false],
    ['of what another undid after seven days is right', undone('another', 7), undefined, false],
    ['of what another undid after eight days is wrong', undone('another', 8), undefined, true],
    ['of what a machine lifted when the time was over is wrong', undone('machine', 0.5), undefined, true],
    ['of what its own author undid is wrong', undone('same-hand', 0.1), undefined, true],
    ['of what only the target undid is wrong', undone('target', 0.1), undefined, true],
    ['of what only we undid is wrong', undone('command', 0.1), undefined, true],
    ['of what stood is wrong', { became: 'stood' }, undefined, true],
    ['of an unblock is wrong', undefined, undefined, true],
    ['of a release is right', undefined, 'self-unblock', false],
    ['of harm that stood is right', { became: 'stood' }, 'harm', false],
    ['of a mistake is right', undone('same-hand', 1), 'mistake', false],
    ['of containment that another undid is counted by its label', undone('another', 1), 'containment', false],
    ['of containment that stood is wrong as well', undefined, 'containment', true],
    ['of a drill that stood is wrong', { became: 'stood' }, 'test', true],
  ])('%s', (_says, aftermath, label, expected) => {
    expect(isWrongReversal({ aftermath, label })).toBe(expected)
  })

  it('is counted under the label that it should have spared, and a spared label shows as zero', () => {
    const granted = [
      { aftermath: undone('another', 1), label: undefined },
      { aftermath: undefined, label: 'harm' as const },
      { aftermath: undone('another', 1), label: 'containment' as const },
      { aftermath: undefined, label: 'containment' as const },
    ]
    expect(measureReversals(granted, ['harm', 'containment', 'settings-change', 'settings-change'])).toEqual({
      granted: 4,
      wrong: 1,
      spare: { containment: 2, 'settings-change': 0 },
    })
  })

  it.each([
    [23, 365_377, '6.295'],
    [0, 365_377, '0.000'],
    [0, 0, '0.000'],
  ])('%i of %i restrictions are %s per 100,000', (count, of, expected) => {
    expect(perHundredThousand(count, of).toFixed(3)).toBe(expected)
  })
})
