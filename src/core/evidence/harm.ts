import type { Effect } from '../change/actions.ts'
import * as at from '../memory/layout.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points of stakes, against an ordinary restriction that can be lifted. `breadth`: for each
 *  doubling, beyond three, of the accounts that the same hand has touched in some ten minutes. */
export const harmWeights = {
  seizes: 200,
  lifts: -100,
  reads: -100,
  adjusts: -200,
  destroys: 200,
  breadth: 100,
}

const seizes = bar('seizes', 'the account can pass into other hands', 'a restriction')
const lifts = bar('lifts', 'gives something back to the owner', 'a restriction')
const reads = bar('reads', 'looks at what is private', 'a restriction')
const adjusts = bar('adjusts', 'changes a setting', 'a restriction')
const destroys = bar('destroys', 'cannot be undone, or not for long', 'what can be lifted again')
const breadth: BarKind = {
  name: 'harm.breadth',
  family: 'stakes',
  axis: 'stakes',
  says: (finding) => ({
    observed: `about ${Math.round(finding.seen)} accounts by the same hand in ten minutes`,
    expected: 'one',
  }),
}
const ofEffect: Readonly<Record<Effect, BarKind | undefined>> = {
  restricts: undefined,
  seizes,
  lifts,
  reads,
  adjusts,
}

/** So many accounts in ten minutes are any busy hour's work. */
const breadthFree = 3

/** What the action does, how hard it is to undo, and to how many at once: stakes.
 *    suspend -> 0.00   change-email -> 2.00   delete -> 2.00   unsuspend -> -1.00   the 30th in ten minutes -> +3.32
 *  Range -2.00 to about 12. Cost: one logarithm in a burst. Cold start: none. Misleads where a "delete" is a
 *  hidden flag: set the weight to 0. Monotone in breadth. */
export const harm: Evidence = {
  name: 'harm',
  family: 'stakes',
  bars: [seizes, lifts, reads, adjusts, destroys, breadth],
  measure(sight, weights, tally) {
    const weight = weights.harm
    const { effect } = sight
    const bar = ofEffect[effect]
    if (bar !== undefined && effect !== 'restricts') tally.give(bar, weight[effect])
    const { action } = sight.change
    if (action === 'delete' || action === 'anonymise' || action === 'merge')
      tally.give(destroys, weight.destroys)
    const together = sight.slots[at.massSlot] ?? 0
    if (together > breadthFree - 1) {
      tally.give(breadth, weight.breadth * Math.log2((1 + together) / breadthFree), together + 1)
    }
  },
}

function bar(name: string, observed: string, expected: string): BarKind {
  return { name: `harm.${name}`, family: 'stakes', axis: 'stakes', says: () => ({ observed, expected }) }
}
