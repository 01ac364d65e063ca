import { expect, it } from 'vitest'
import type { Aftermath } from '../../../src/core/aftermath/aftermath.ts'
import type { LabelWord } from '../../../src/core/aftermath/labels.ts'
import { teachingOf } from '../../../src/core/fit/teaching.ts'

const hourMs = 3_600_000
const givenBack = (
  by: 'another' | 'same-hand' | 'target' | 'machine' | 'command',
  hours: number,
): Aftermath => ({
  became: 'given-back',
  by,
  afterMs: hours * hourMs,
  redone: false,
})
const stood: Aftermath = { became: 'stood' }

it.for<[LabelWord | undefined, Aftermath | undefined, string]>([
  [undefined, givenBack('another', 2), 'not-meant'],
  [undefined, givenBack('another', 24), 'not-meant'],
  [undefined, givenBack('another', 25), 'meant'],
  [undefined, givenBack('same-hand', 2), 'meant'],
  [undefined, givenBack('target', 2), 'meant'],
  [undefined, givenBack('machine', 2), 'meant'],
  [undefined, givenBack('command', 2), 'meant'],
  [undefined, stood, 'meant'],
  [undefined, { became: 'unknown' }, 'nothing'],
  [undefined, undefined, 'nothing'],
  ['harm', stood, 'not-meant'],
  ['mistake', stood, 'not-meant'],
  ['meant', givenBack('another', 2), 'meant'],
  ['containment', givenBack('another', 2), 'meant'],
  ['mistake-undone', givenBack('another', 2), 'not-meant'],
  ['mistake-undone', stood, 'meant'],
  ['test', givenBack('another', 2), 'nothing'],
  ['not-enough-to-tell', stood, 'nothing'],
])('a change labelled %s that became %o teaches: %s', ([word, aftermath, teaching]) => {
  expect(teachingOf(word, aftermath)).toBe(teaching)
})
