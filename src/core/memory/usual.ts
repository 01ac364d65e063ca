import type { Peers } from '../baseline/baselines.ts'
import * as at from './layout.ts'

/** What stands beside the acts that an actor did: acts that they did not do.
 *
 *  With peers known these are `peerActs` acts of theirs, with their mean and spread: empirical Bayes, the
 *  distribution of the peers' paces is the prior of the actor's. They are more than the acts of one burst, or a
 *  newcomer's first burst would be what is usual for them.
 *
 *  Without, a cautious start for everybody: five acts found at pace 1, with a wide spread, or the first three
 *  acts within one minute of a slow worker would look like a miracle. */
export const startWeight = 5
export const startMean = 1
export const startSquare = 4
export const peerActs = 40

/** A pace beyond so many times the usual, and so much more, teaches no more than that. Without it a burst
 *  that is not flagged at once teaches itself: the 40th act of an honest mass mistake would find the first 39
 *  quite usual. A new habit is still learnt, by a factor of three every few dozen acts. */
const leapFactor = 3
const leapFree = 3

/** Acts of others that stand beside the actor's own. */
export function priorWeight(peers: Peers | undefined): number {
  return peers === undefined ? startWeight : peerActs
}

/** The sum of the pace, or of its squares, found at those: `start` for each where no peers are known. */
export function priorSum(peers: Peers | undefined, sumSlot: number, start: number): number {
  if (peers === undefined) return startWeight * start
  return (peerActs * (peers.usual[sumSlot - at.usualWeightSlot] ?? 0)) / (peers.usual[0] ?? 1)
}

/** The pace usually found at this actor's own acts and those that stand beside them. */
export function usualMean(slots: readonly number[], sumSlot: number, peers?: Peers): number {
  const weight = (slots[at.usualWeightSlot] ?? 0) + priorWeight(peers)
  return ((slots[sumSlot] ?? 0) + priorSum(peers, sumSlot, startMean)) / weight
}

/** As much of a pace as may be learnt at once.
 *    usual 1: 2 -> 2   6 -> 6   40 -> 6     usual 40: 100 -> 100   400 -> 123 */
export function learnable(found: number, mean: number): number {
  return Math.min(found, leapFactor * mean + leapFree)
}
