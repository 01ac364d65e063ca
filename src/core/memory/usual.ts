import type { Peers } from '../baseline/baselines.ts'
import * as at from './layout.ts'

/** What stands beside the acts that an actor did: acts that they did not do.
 *
 *  With peers known these are `peerActs` acts of theirs, with their mean and spread: empirical Bayes, the
 *  distribution of the peers' paces is the prior of the actor's. They are many more than the acts after which a burst
 *  should be told, or a newcomer's first burst would be what is usual for them: with 40 of them 200 accounts closed in
 *  ten minutes by somebody never seen before were told by nobody, with 100 from the eighth on. And they fade as the actor's own acts are known, or
 *  one colleague who works off lists would excuse a burst of anybody's.
 *
 *  Without, a cautious start for everybody: five acts found at pace 1, with a wide spread, or the first three
 *  acts within one minute of a slow worker would look like a miracle. */
export const startWeight = 5
export const startMean = 1
export const startSquare = 4
export const peerActs = 100
/** Own acts up to which all of them count. */
const ownActsFew = 100

/** A pace beyond so many times the usual, and so much more, teaches no more than that. Without it a burst
 *  that is not flagged at once teaches itself: the 40th act of an honest mass mistake would find the first 39
 *  quite usual. A new habit is still learnt, by a factor of three every few dozen acts. Less at the slow scales was
 *  tried, since one act an hour for thirty hours teaches all the while: on the real log of volunteers the busy days of
 *  honest people then rank above those that others undid (area 0.707 where it is 0.715). */
const leapFactor = 3
const leapFree = 3

/** Acts of others that stand beside so many of the actor's own.
 *    none -> 100   100 -> 100   200 -> 50   800 -> 12.5   where no peers are known -> 5 */
export function priorWeight(peers: Peers | undefined, acts: number): number {
  return peers === undefined ? startWeight : (peerActs * ownActsFew) / Math.max(ownActsFew, acts)
}

/** The sum of the pace, or of its squares, found at `weight` of those: `start` at each where no peers are known. */
export function priorSum(peers: Peers | undefined, weight: number, sumSlot: number, start: number): number {
  if (peers === undefined) return weight * start
  return (weight * (peers.usual[sumSlot - at.usualWeightSlot] ?? 0)) / (peers.usual[0] ?? 1)
}

/** The pace usually found at this actor's own acts and those that stand beside them. */
export function usualMean(slots: readonly number[], sumSlot: number, peers?: Peers): number {
  const acts = slots[at.usualWeightSlot] ?? 0
  const others = priorWeight(peers, acts)
  return ((slots[sumSlot] ?? 0) + priorSum(peers, others, sumSlot, startMean)) / (acts + others)
}

/** As much of a pace as may be learnt at once.
 *    usual 1: 2 -> 2   6 -> 6   40 -> 6     usual 40: 100 -> 100   400 -> 123 */
export function learnable(found: number, mean: number): number {
  return Math.min(found, leapFactor * mean + leapFree)
}
