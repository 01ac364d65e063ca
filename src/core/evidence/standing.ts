import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points of stakes. */
export const standingWeights = {
  paid: 50,
  legacy: 150,
  organisation: 200,
  government: 300,
  protectedClass: 400,
}

const verifiedBar = bar('verified', (verified) => `verified: ${verified}`)
const protectedBar = bar('protected', (_, classes) => `protected: ${classes}`)

/** What the account is, where followers do not say it: verified, or of a protected class. The stronger of
 *  the two counts, for they tell the same thing twice.
 *    none -> 0.00   paid -> 0.50   government -> 3.00   head of state, government -> 4.00   unknown -> 0.00
 *  Range 0 to 4.00. Cost: comparisons. Misleads where verification is sold under another word. */
export const standing: Evidence = {
  name: 'standing',
  family: 'stakes',
  onAdminLog: 'not measured: stakes say nothing of whether it was meant',
  coldUntil: 'facts',
  risesWith: [],
  bars: [verifiedBar, protectedBar],
  measure(sight, weights, tally) {
    const weight = weights.standing
    const { verified } = sight.change.account
    const worth = verified === undefined || verified === 'none' ? 0 : weight[verified]
    if (sight.protected && weight.protectedClass >= worth) tally.give(protectedBar, weight.protectedClass)
    else if (worth !== 0) tally.give(verifiedBar, worth)
  },
}

function bar(name: string, words: (verified: string, classes: string) => string): BarKind {
  return {
    name: `standing.${name}`,
    family: 'stakes',
    axis: 'stakes',
    says: (_, sight) => {
      const { verified, protectedClass } = sight.change.account
      return {
        observed: words(verified ?? 'unknown', protectedClass?.join(', ') ?? ''),
        expected: 'most accounts are neither verified nor protected',
      }
    },
  }
}
