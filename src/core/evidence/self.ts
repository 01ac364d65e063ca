import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. */
export const selfWeights = { restricts: -300, lifts: 250 }

const restricts = bar(
  'restricts',
  'acts against the actor’s own account',
  'people try things out on themselves',
)
const lifts = bar('lifts', 'lifts what stands on the actor’s own account', 'a colleague decides about that')

/** The hand and the account are one person.
 *    suspends oneself -> -3.00   lifts one's own suspension -> 2.50   renames oneself -> 0.00
 *    the owner of the account suspends it -> 0.00
 *  Range -3.00 to 2.50. Cost: one comparison of strings. Cold start: none. Misleads where staff's ids as actors
 *  and as account holders differ: then it is silent; map one to the other. */
export const self: Evidence = {
  name: 'self',
  family: 'relation',
  onAdminLog:
    'no better than chance: whoever blocks himself there needs somebody else to let him out, whatever he meant',
  coldUntil: 'facts',
  risesWith: [],
  bars: [restricts, lifts],
  measure(sight, weights, tally) {
    const { account, actor } = sight.change
    if (account.id !== actor.id || actor.kind === 'owner') return
    if (sight.effect === 'restricts') tally.give(restricts, weights.self.restricts)
    else if (sight.effect === 'lifts') tally.give(lifts, weights.self.lifts)
  },
}

function bar(name: string, observed: string, expected: string): BarKind {
  return { name: `self.${name}`, family: 'relation', axis: 'suspicion', says: () => ({ observed, expected }) }
}
