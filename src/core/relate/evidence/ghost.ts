import { duration } from '../../evidence/duration.ts'
import { movedUnseen } from '../account-state.ts'
import { type Relation, relationBar } from '../relation.ts'

/** In hundredths of points; 0 is silence, and that is how it ships: only where every change of an account is on the
 *  stream, its owner's and the platform's own among them, is a gap worth a word. */
export const ghostWeights = { moved: 0 }

const moved = relationBar('ghost.moved', (hours) => ({
  observed: `the account is not in the state in which we knew it ${duration(hours)} earlier, and no change that we were told of moved it`,
  expected: 'no account to move without a change that somebody answers for',
}))

/** The account moved before this change, and nobody was told by whom. It weighs by itself, in an alert of its own
 *  (`relate/ghost.ts`), and nothing in the account book of the change that found it.
 *    left suspended and found active, as shipped -> 0.00   with `ghost.moved: 3` -> 3.00
 *    with it, found as it was left -> 0.00   with it, its time was over -> 0.00   with it, never seen before -> 0.00
 *  Range: what the policy sets. Cost: comparisons. Cold start: silent until a change has told of the state.
 *  Misleads as the alert does: where changes come in the wrong order, or states move outside the stream. */
export const ghost: Relation = {
  name: 'ghost',
  onAdminLog: 'not measured: that log tells of no states, and as shipped it weighs nothing',
  coldUntil: 'any past',
  risesWith: [],
  bars: [moved],
  measure({ row, memory }, weights, tally) {
    const sinceMs = movedUnseen(row, memory)
    if (sinceMs !== undefined) tally.give(moved, weights.ghost.moved, sinceMs / 3_600_000)
  },
}
