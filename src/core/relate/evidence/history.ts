import { duration } from '../../evidence/duration.ts'
import type { BarKind } from '../../evidence/finding.ts'
import { type Relation, relationBar } from '../relation.ts'

/** In hundredths of points, of the past of the account. On six years of a large platform's log 1.2 % of blocks of
 *  accounts that were never blocked before were undone by another within a day, 3.6 % of the second, 6.3 % of the
 *  third, 10 % of later ones; 6.6 % where another had given it back once before, 18 % where oftener: -0.5, 1.0,
 *  1.8, 2.5, 1.9, 3.4 points each by itself. Shipped at a third or less of that, because what is disputed is not
 *  what was not meant, and other platforms have other accounts; `fit` says what they are worth on yours. */
export const historyWeights = {
  never: -20,
  once: 20,
  twice: 40,
  oftener: 60,
  withinDay: 0,
  withinMonth: 0,
  withinYear: 10,
  longerAgo: 20,
  givenBackOnce: 50,
  givenBackOftener: 100,
  sameHand: -20,
}

const dayMs = 86_400_000

const never = times('never', () => 'never restricted before')
const once = times('once', () => 'restricted once before')
const twice = times('twice', () => 'restricted twice before')
const oftener = times('oftener', (seen) => `restricted ${seen} times before`)
const withinDay = since('withinDay')
const withinMonth = since('withinMonth')
const withinYear = since('withinYear')
const longerAgo = since('longerAgo')
const givenBackOnce = givenBack('givenBackOnce')
const givenBackOftener = givenBack('givenBackOftener')
const sameHand = relationBar('history.sameHand', () => ({
  observed: 'the same hand restricted it the last time',
  expected: 'a case that its handler knows',
}))

/** What the actor alone may have brought about; that it was given back shows another hand. */
export const restrictions: readonly BarKind[] = [
  never,
  once,
  twice,
  oftener,
  withinDay,
  withinMonth,
  withinYear,
  longerAgo,
  sameHand,
]

/** What happened to the account before: what is disputed once is disputed again.
 *    never restricted -> -0.20   once, a week ago -> 0.20   once, a year and a half ago -> 0.40
 *    thrice, given back twice by others -> 1.60   once, a minute ago, by the same hand -> 0.00
 *  Before the family takes its part. Range -0.40 to 1.80. Cost: a few comparisons. Cold start: everybody looks as
 *  if never restricted, at -0.20. Misleads where repeat offenders are the daily work: `fit` turns it there. */
export const history: Relation = {
  name: 'history',
  onAdminLog: 'beats chance',
  coldUntil: 'a restriction',
  fromFacts: [never],
  risesWith: [],
  bars: [...restrictions, givenBackOnce, givenBackOftener],
  fitting: { anySign: true, table: ['never', 'once', 'twice', 'oftener'] },
  measure(sight, weights, tally) {
    if (sight.effect !== 'restricts') return
    const weight = weights.history
    const { restricted, restrictedAt, restrictedBy, givenBack: given } = sight.memory
    if (restricted === 0) {
      tally.give(never, weight.never)
      return
    }
    if (restricted === 1) tally.give(once, weight.once)
    else if (restricted === 2) tally.give(twice, weight.twice)
    else tally.give(oftener, weight.oftener, restricted)
    const age = sight.at - restrictedAt
    const hours = age / 3_600_000
    if (age < dayMs) tally.give(withinDay, weight.withinDay, hours)
    else if (age < 30 * dayMs) tally.give(withinMonth, weight.withinMonth, hours)
    else if (age < 365 * dayMs) tally.give(withinYear, weight.withinYear, hours)
    else tally.give(longerAgo, weight.longerAgo, hours)
    if (given === 1) tally.give(givenBackOnce, weight.givenBackOnce, given)
    else if (given > 1) tally.give(givenBackOftener, weight.givenBackOftener, given)
    if (restrictedBy === sight.actor) tally.give(sameHand, weight.sameHand)
  },
}

function times(name: string, observed: (seen: number) => string) {
  return relationBar(`history.${name}`, (seen) => ({
    observed: observed(seen),
    expected: 'most accounts that staff act on were never restricted before',
  }))
}

function since(name: string) {
  return relationBar(`history.${name}`, (hours) => ({
    observed: `last restricted ${duration(Math.max(0, hours))} earlier`,
    expected: 'most accounts that staff act on were never restricted before',
  }))
}

function givenBack(name: string) {
  return relationBar(`history.${name}`, (seen) => ({
    observed: `another hand had given it back ${seen === 1 ? 'once' : `${seen} times`} before`,
    expected: 'restrictions that nobody disputes',
  }))
}
