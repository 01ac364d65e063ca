import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoMs, isoUtcMs } from '../../../src/core/change/iso-time.ts'

describe('a time that somebody wrote', () => {
  test.each([
    // text                               with its zone      or else UTC
    ['2017-11-02T22:57:00Z', 1_509_663_420_000, 1_509_663_420_000],
    ['2017-11-02t22:57:00z', 1_509_663_420_000, 1_509_663_420_000],
    ['2017-11-02 22:57:00Z', 1_509_663_420_000, 1_509_663_420_000],
    ['2017-11-02T22:57:00.5Z', 1_509_663_420_500, 1_509_663_420_500],
    ['2017-11-02T22:57:00,123456789Z', 1_509_663_420_123, 1_509_663_420_123],
    ['2017-11-02T23:57:00+01:00', 1_509_663_420_000, 1_509_663_420_000],
    ['2017-11-02T23:57:00+01', 1_509_663_420_000, 1_509_663_420_000],
    ['2017-11-02T15:27:00-0730', 1_509_663_420_000, 1_509_663_420_000],
    ['2016-02-29T00:00:00Z', 1_456_704_000_000, 1_456_704_000_000],
    ['2017-11-02T22:57:00', undefined, 1_509_663_420_000],
    ['2017-11-02 22:57:00.25', undefined, 1_509_663_420_250],
    ['2017-11-02', undefined, 1_509_580_800_000],
    ['2017-02-29T00:00:00Z', undefined, undefined],
    ['1900-02-29T00:00:00Z', undefined, undefined],
    ['2017-04-31T00:00:00Z', undefined, undefined],
    ['2017-13-01T00:00:00Z', undefined, undefined],
    ['2017-11-02T24:00:00Z', undefined, undefined],
    ['2017-11-02T22:60:00Z', undefined, undefined],
    ['2017-11-02T22:57:00+24:00', undefined, undefined],
    ['2017-11-02T22:57:00Zx', undefined, undefined],
    ['2017-11-02T22:57Z', undefined, undefined],
    ['02.11.2017', undefined, undefined],
    ['yesterday', undefined, undefined],
    ['', undefined, undefined],
  ])('%s', (text, zoned, utc) => {
    expect([isoMs(text), isoUtcMs(text)]).toEqual([zoned, utc])
  })

  test('is read as the platform itself reads it, for every moment of four thousand years', () => {
    const years = { min: new Date('0100-01-01T00:00:00Z'), max: new Date('4100-01-01T00:00:00Z') }
    fc.assert(
      fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
        expect(isoMs(date.toISOString())).toBe(date.getTime())
      }),
    )
  })
})
