import { expect, test } from 'vitest'
import { readReason } from '../../../src/core/audit/reason.ts'

// biome-ignore format: a table for people.
test.each([
  ['wrong people restored',     'wrong people restored'],
  ['  a drill \n',              'a drill'],
  ['abc',                       'abc'],
  ['誤って停止',                 '誤って停止'],
  ['x'.repeat(2_001),           'x'.repeat(2_000)],
  ['',                          undefined],
  ['   ',                       undefined],
  [' ab ',                      undefined],
  ['\t\n\u{a0}\u{3000}\u{feff}', undefined],
  ['\u{200b}\u{200b}\u{200b}',  undefined],
  ['\u{2800}\u{2800}\u{2800}',  undefined],
  ['---',                       undefined],
  [7,                           undefined],
  [undefined,                   undefined],
  [null,                        undefined],
])('%j is the reason %j', (input, reason) => expect(readReason(input)).toBe(reason))
