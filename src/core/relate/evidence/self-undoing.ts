import { type Relation, relationBar } from '../relation.ts'

/** In hundredths of points. Of the 406 times in six years of a large platform's log that an administrator lifted
 *  a block of themself, most lifted their own test or slip; one hijacker lifted what contained him, three times. */
export const selfUndoingWeights = { fromOther: 150, fromSelf: -250 }

const fromOther = relationBar('selfUndoing.fromOther', () => ({
  observed: 'lifts what somebody else had put on the actor’s own account',
  expected: 'somebody else to lift it',
}))
const fromSelf = relationBar('selfUndoing.fromSelf', () => ({
  observed: 'the actor had put it there',
  expected: 'people try things out on themselves',
}))
const byWhom = relationBar('selfUndoing.byWhom', () => ({
  observed: 'gives something back to the actor’s own account; who had taken it is not known',
  expected: 'somebody else to lift it',
}))

/** Lifts what stands on oneself.
 *    put there by another -> 1.50   by oneself -> -2.50   nobody knows by whom -> 0.00 (and "unknown")
 *  On top of `self.lifts`, which cannot know by whom. Range -2.50 to 1.50. Cost: two comparisons. Cold start: unknown. Misleads for owners, who may close and open their
 *  own account: nobody else had closed it. */
export const selfUndoing: Relation = {
  name: 'selfUndoing',
  onAdminLog: 'not measured: it weighs what is given back, and others seldom take that away again',
  coldUntil: 'any past',
  fromFacts: [byWhom],
  risesWith: [],
  bars: [fromOther, fromSelf, byWhom],
  measure(sight, weights, tally) {
    if (!sight.isOwn || sight.effect !== 'lifts') return
    const { restrictedBy } = sight.memory
    if (restrictedBy === 0) tally.unknown(byWhom)
    else if (restrictedBy === sight.actor) tally.give(fromSelf, weights.selfUndoing.fromSelf)
    else tally.give(fromOther, weights.selfUndoing.fromOther)
  },
}
