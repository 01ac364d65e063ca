import { expect, test } from 'vitest'
import { weightNames } from '../../../src/core/policy/read-weights.ts'
import { hintOf } from '../../../src/core/spelling/nearest.ts'

const parts = ['ceiling', 'bands', 'tiers', 'rules', 'budgets']
const many = weightNames()

// biome-ignore format: a table for people.
test.each([
  ['budget',              parts, 'did you mean "budgets"?'],
  ['teirs',               parts, 'did you mean "tiers"?'],
  ['extra',               parts, 'there are ceiling, bands, tiers, rules, budgets'],
  ['tenure.newHire7days', many,  'did you mean "tenure.newHire7d"?'],
  ['lastHuor',            many,  'did you mean "tenure.lastHour"?'],
  ['dormancy.over90d',    many,  'did you mean "dormancy.over30d"?'],
  ['drift.threshold',     many,  'there are drift.perBit, drift.free, drift.oddFrom, drift.cap'],
  ['quarrel',             many,  `there are ${many.length}, all in a book`],
])('whoever wrote %s is told what was near it, and never a page of names', (written, known, expected) => {
  expect(hintOf(written, known, 'a book')).toBe(expected)
})
