import { duration } from '../../evidence/duration.ts'
import { relationBar } from '../relation.ts'

/** In hundredths of points; 0 is silence, and that is how it ships: only where every change of an account is on the
 *  stream, its owner's and the platform's own among them, is a gap worth a word. */
export const ghostWeights = { moved: 0 }

export const movedUnseenBar = relationBar('ghost.moved', (hours) => ({
  observed: `the account is not in the state in which we knew it ${duration(hours)} earlier, and no change that we were told of moved it`,
  expected: 'no account to move without a change that somebody answers for',
}))
