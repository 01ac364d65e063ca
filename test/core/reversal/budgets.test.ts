import { expect, test } from 'vitest'
import { budgetDefaults, budgetsFor, readActorBudget, reserveOf } from '../../../src/core/reversal/budgets.ts'

const drawn = { source: 'desk', actorId: 'jonas', rules: ['night', 'last-hour', 'night'] }

test('an undoing draws on the minute, the hour, its actor’s hour and that of each rule, in this order', () => {
  const hourMs = 3_600_000
  expect(budgetsFor(budgetDefaults, drawn)).toEqual([
    { name: 'minute', says: 'of 10 a minute', tokens: 10, windowMs: 60_000, reserve: 2 },
    { name: 'hour', says: 'of 50 an hour', tokens: 50, windowMs: hourMs, reserve: 10 },
    {
      name: 'actor-hour:4:desk:jonas',
      says: 'of 5 an hour for one actor',
      tokens: 5,
      windowMs: hourMs,
      reserve: 1,
    },
    {
      name: 'rule-hour:last-hour',
      says: 'of 20 an hour for the rule last-hour',
      tokens: 20,
      windowMs: hourMs,
      reserve: 4,
    },
    {
      name: 'rule-hour:night',
      says: 'of 20 an hour for the rule night',
      tokens: 20,
      windowMs: hourMs,
      reserve: 4,
    },
  ])
})

test.each([
  [50, 10],
  [20, 4],
  [9, 1],
  [5, 1],
  [2, 1],
  [1, 0],
  [0, 0],
])('of %i an hour %i are kept back for the highest tier', (tokens, reserve) => {
  expect(reserveOf(tokens)).toBe(reserve)
})

test.each([
  ['actor-hour:4:desk:jonas', 'jonas'],
  ['actor-hour:4:desk:one:two', 'one:two'],
  ['actor-hour:3:a:b:one\ntwo', 'one\ntwo'],
  ['actor-hour:12:desk-of-ours:jonas', 'jonas'],
  ['hour', undefined],
  ['rule-hour:actor-hour:4:desk:jonas', undefined],
])('%j is the budget of %j', (name, actorId) => {
  expect(readActorBudget(name)).toBe(actorId)
})

test('no two actors share a budget, whatever their platforms are called', () => {
  const name = (source: string, actorId: string) =>
    budgetsFor(budgetDefaults, { source, actorId, rules: [] })[2]?.name
  expect(name('a:b', 'c')).not.toBe(name('a', 'b:c'))
})
