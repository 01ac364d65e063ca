import { Environment } from '@marcbachmann/cel-js'
import { describe, expect, test } from 'vitest'
import { registerMappingFunctions } from '../../../src/core/change/mapping-functions.ts'

const environment = registerMappingFunctions(new Environment().registerVariable('x', 'dyn'))
const said = (expression: string, x: unknown): unknown => environment.evaluate(expression, { x })

describe('what a mapping may call', () => {
  test.each<[string, unknown, unknown]>([
    ['millis(x)', 1_509_663_420_000, 1_509_663_420_000],
    ['millis(x)', '1509663420000', 1_509_663_420_000],
    ['millis(x)', '', null],
    ['seconds(x)', 1_509_663_420.25, 1_509_663_420_250],
    ['seconds(x)', 1_509_663_420n, 1_509_663_420_000],
    ['seconds(x)', null, null],
    ['micros(x)', 1_509_663_420_123_999, 1_509_663_420_123],
    ['iso(x)', '2017-11-02T22:57:00Z', 1_509_663_420_000],
    ['iso(x)', '', null],
    ['isoUtc(x)', '2017-11-02 22:57:00', 1_509_663_420_000],
    ['isoUtc(x)', '2017-11-02', 1_509_580_800_000],
    ['durationFrom(1000.0, x)', '86400', 86_401_000],
    ['durationFrom(1000.0, x)', 0.5, 1500],
    ['durationFrom(1000.0, x)', 'infinite', 'never'],
    ['durationFrom(1000.0, x)', '', null],
    // A block "for ten thousand years".
    ['durationFrom(1509663420000.0, x)', '315576000000', 'never'],
    ["when(x, 'staff')", true, 'staff'],
    ["when(x, 'staff')", false, null],
    ["unless(x, 'none')", 'none', null],
    ["unless(x, 'none')", '', null],
    ["unless(x, 'none')", 'spam', 'spam'],
  ])('%s of %o -> %o', (expression, x, expected) => {
    expect(said(expression, x)).toEqual(expected)
  })

  test.each<[string, unknown, string]>([
    ['millis(x)', 'soon', 'soon is no number, so no time since the epoch'],
    ['seconds(x)', true, 'true is no number, so no time since the epoch'],
    ['iso(x)', '2017-11-02T22:57:00', '"2017-11-02T22:57:00" is not an ISO 8601 time with a zone'],
    ['isoUtc(x)', '2.11.2017', '"2.11.2017" is not an ISO 8601 time'],
    ['durationFrom(1000.0, x)', 'a while', 'a while is no length in seconds'],
    ['durationFrom(1000.0, x)', -1, '-1 is no length in seconds'],
  ])('%s of %o says why not', (expression, x, says) => {
    expect(() => said(expression, x)).toThrow(says)
  })
})
