import type { Effect } from '../change/actions.ts'
import * as at from '../memory/layout.ts'
import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** In hundredths of points of stakes, against an ordinary restriction that can be lifted. `breadth`: for each
 *  doubling, beyond three, of the accounts that the same hand has touched in some ten minutes. */
export const harmWeights = {
  seizes: 200,
  lifts: -100,
  reads: -100,
  adjusts: -200,
  destroys: 200,
  breadth: 100,
  irreversible30d: 50,
  irreversible1d: 150,
  irreversible1h: 300,
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
const irreversible30d = soon('irreversible30d')
const irreversible1d = soon('irreversible1d')
const irreversible1h = soon('irreversible1h')
const facts = [seizes, lifts, reads, adjusts, destroys, irreversible30d, irreversible1d, irreversible1h]
const ofEffect: Readonly<Record<Effect, BarKind | undefined>> = {
  restricts: undefined,
  seizes,
  lifts,
  reads,
  adjusts,
}

/** So many accounts in ten minutes are any busy hour's work. */
const breadthFree = 3

/** What the action does, how hard it is to undo and for how long it can be, and to how many at once: stakes.
 *    suspend -> 0.00   change-email -> 2.00   delete -> 2.00   unsuspend -> -1.00   the 30th in ten minutes -> 3.32
 *    a point of no return in 31 d -> 0.00   30 d -> 0.50   1 d -> 1.50   1 h -> 3.00   already past -> 2.00
 *    delete, purged in 30 d -> 0.50 (a date that the platform gives says more than the word for the action)
 *  Range -2.00 to about 12. Cost: one logarithm in a burst. Cold start: none. Misleads where a "delete" is a
 *  hidden flag: set the weight to 0. Monotone in breadth. */
export const harm: Evidence = {
  name: 'harm',
  family: 'stakes',
  onAdminLog: 'not measured: stakes say nothing of whether it was meant',
  coldUntil: 'any past',
  fromFacts: facts,
  risesWith: ['accounts in ten minutes', 'nearness of the point of no return, while there is one'],
  neverNegative: ['breadth'],
  bars: [...facts, breadth],
  measure(sight, weights, tally) {
    const weight = weights.harm
    const { effect } = sight
    const bar = ofEffect[effect]
    if (bar !== undefined && effect !== 'restricts') tally.give(bar, weight[effect])
    measureReturn(sight, weight, tally)
    const together = sight.slots[at.massSlot] ?? 0
    if (together > breadthFree - 1) {
      tally.give(breadth, weight.breadth * Math.log2((1 + together) / breadthFree), together + 1)
    }
  },
}

/** The nearer the point of no return, the more a wrong change costs while nobody looks; beyond it there is
 *  nothing left to hurry for, only the loss. */
function measureReturn({ change }: Sight, weight: Weights['harm'], tally: Tally): void {
  const { action, irreversibleAt } = change
  if (irreversibleAt === undefined) {
    const presumed = action === 'delete' || action === 'anonymise' || action === 'merge'
    if (presumed) tally.give(destroys, weight.destroys)
    return
  }
  const hours = (irreversibleAt - change.occurredAt) / 3_600_000
  if (hours <= 0) tally.give(destroys, weight.destroys)
  else if (hours <= 1) tally.give(irreversible1h, weight.irreversible1h, hours)
  else if (hours <= 24) tally.give(irreversible1d, weight.irreversible1d, hours)
  else if (hours <= 720) tally.give(irreversible30d, weight.irreversible30d, hours)
}

function soon(name: string): BarKind {
  return {
    name: `harm.${name}`,
    family: 'stakes',
    axis: 'stakes',
    says: (finding) => ({
      observed: `can be undone only for another ${duration(finding.seen)}`,
      expected: 'what can be lifted at any time',
    }),
  }
}

function bar(name: string, observed: string, expected: string): BarKind {
  return { name: `harm.${name}`, family: 'stakes', axis: 'stakes', says: () => ({ observed, expected }) }
}
