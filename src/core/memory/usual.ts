import * as at from './layout.ts'

/** A cautious start for everybody's pace and mass: five acts found at pace 1, with a wide spread. Without it
 *  the first three acts within one minute of a slow worker would look like a miracle. */
export const startWeight = 5
export const startMean = 1
export const startSquare = 4

/** A pace beyond so many times the usual, and so much more, teaches no more than that. Without it a burst
 *  that is not flagged at once teaches itself: the 40th act of an honest mass mistake would find the first 39
 *  quite usual. A new habit is still learnt, by a factor of three every few dozen acts. */
const leapFactor = 3
const leapFree = 3

/** The pace usually found at this actor's own acts, from the sum of it that memory keeps. */
export function usualMean(slots: readonly number[], sumSlot: number): number {
  const weight = (slots[at.usualWeightSlot] ?? 0) + startWeight
  return ((slots[sumSlot] ?? 0) + startWeight * startMean) / weight
}

/** As much of a pace as may be learnt at once.
 *    usual 1: 2 -> 2   6 -> 6   40 -> 6     usual 40: 100 -> 100   400 -> 123 */
export function learnable(found: number, mean: number): number {
  return Math.min(found, leapFactor * mean + leapFree)
}
