import * as at from '../memory/layout.ts'
import type { Sight } from './sight.ts'

/** Where an actor's habit is unknown, one act in twenty is of a given kind; as heavy as ten acts seen. */
export const startShare = 0.05
export const startWeight = 10
/** What the actor's peers do stands for so many acts of the actor's own, once so many of theirs are known. */
export const peersWeight = 20
export const peersActsMin = 100
/** Acts by which half of the points are believed: with none, there is no habit to break. */
const halfBelief = 20

/** How much is believed of a habit that so many acts have shown.
 *    0 -> 0.00   20 -> 0.50   200 -> 0.91 */
export function belief(acts: number): number {
  return acts / (acts + halfBelief)
}

/** In how large a share of this actor's acts one of the numbers of what is usual counts, never quite 0. What
 *  peers do comes before it, so that a newcomer is not odd for doing what the whole team does.
 *    0 of 200 acts -> 0.002   100 of 200 -> 0.479   0 of 20, where peers do it in every second -> 0.250 */
export function usualShare(sight: Sight, slot: number, acts: number): number {
  const times = sight.slots[slot] ?? 0
  const peers = peersShare(sight, slot)
  return peers === undefined
    ? (times + startShare * startWeight) / (acts + startWeight)
    : (times + peers * peersWeight) / (acts + peersWeight)
}

/** The same of the actor's peers; undefined where too little is known of them. */
export function peersShare(sight: Sight, slot: number): number | undefined {
  const { peers } = sight
  if (peers === undefined) return undefined
  const acts = peers.usual[0] ?? 0
  if (acts < peersActsMin) return undefined
  return ((peers.usual[slot - at.usualWeightSlot] ?? 0) + startShare) / (acts + 1)
}
