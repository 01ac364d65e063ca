import type { Peers } from '../baseline/baselines.ts'
import * as at from './layout.ts'
import { gradeOf, markBit, markIndex, marks } from './marks.ts'
import { learnable, priorSum, priorWeight, startMean } from './usual.ts'
import { isWeekend } from './week.ts'

/** What one change teaches: numbers only, so that it can wait in memory and be let in later. */
export interface Act {
  readonly at: number
  /** Index in `actions`. */
  readonly action: number
  /** 1 where the change counts as an act of its own, 0 for another record of one that was counted. */
  readonly weight: 0 | 1
  /** True where it moved no pace: the account was touched just before. */
  readonly again: boolean
  /** What was true of it, as bits of `marks`, and above them how odd it was. */
  readonly marks: number
  /** `shortIdentity(code)`, 0 without a code. */
  readonly reason: number
  /** Network, device and tool, as `placeIdentity`; 0 where unknown. */
  readonly network: number
  readonly device: number
  readonly tool: number
}

/** Lets an act into what is usual for the actor. A late act weighs what it would weigh by now, had it come
 *  in time; `share` is how much of it is believed. The pace and the mass that it was found at are read from
 *  where they lie, without a copy. */
export function learnUsual(
  slots: number[],
  act: Act,
  pace: readonly number[],
  paceFirst: number,
  mass: readonly number[],
  massFirst: number,
  peers: Peers | undefined,
  share = 1,
): void {
  if (act.weight === 0) return
  const lag = (slots[at.clockSlot] ?? 0) - act.at
  const weight = share * (lag <= 0 ? 1 : Math.exp(-lag / at.baselineMs))
  learnPace(slots, weight, pace, paceFirst, paceSums, peers)
  learnPace(slots, weight, mass, massFirst, massSums, peers)
  add(slots, at.usualWeightSlot, weight)
  if (act.again) add(slots, at.usualAgainSlot, weight)
  for (let rest = act.marks, i = 0; rest !== 0 && i < marks.length; rest >>>= 1, i++) {
    if ((rest & 1) === 1) add(slots, at.usualMarkSlot + i, weight)
  }
  if ((act.marks & markBit.odd) !== 0) {
    add(slots, at.usualMarkSlot + markIndex.odd, weight * (gradeOf(act.marks) - 1))
  }
  add(slots, at.usualBlockSlot + dayBlock(act.at), weight)
  if (isWeekend(act.at)) add(slots, at.usualWeekendSlot, weight)
  if (act.action >= 0) add(slots, at.usualActionSlot + act.action, weight)
  if (act.reason !== 0) {
    add(slots, at.usualCodeSlot, weight)
    learnReason(slots, act.reason, weight)
  }
}

interface Sums {
  readonly sum: number
  readonly square: number
  readonly scales: number
}

const paceSums: Sums = { sum: at.usualPaceSlot, square: at.usualSquareSlot, scales: at.comparedScales }
const massSums: Sums = {
  sum: at.usualMassSlot,
  square: at.usualMassSquareSlot,
  scales: at.massScalesMs.length,
}

/** Adds what was found to its sums, as far as a leap may teach. */
function learnPace(
  slots: number[],
  weight: number,
  found: readonly number[],
  foundFirst: number,
  { sum, square, scales }: Sums,
  peers: Peers | undefined,
): void {
  const acts = slots[at.usualWeightSlot] ?? 0
  const others = priorWeight(peers, acts)
  const perAct = 1 / (acts + others)
  for (let i = 0; i < scales; i++) {
    const usual = ((slots[sum + i] ?? 0) + priorSum(peers, others, sum + i, startMean)) * perAct
    const learnt = learnable(found[foundFirst + i] ?? 0, usual)
    if (learnt === 0) continue
    add(slots, sum + i, weight * learnt)
    add(slots, square + i, weight * learnt * learnt)
  }
}

/** Which block of the UTC day: 0 for 00:00 to 02:00. */
export function dayBlock(atMs: number): number {
  return Math.floor((((atMs % 86_400_000) + 86_400_000) % 86_400_000) / at.dayBlockMs)
}

/** Keeps the `reasonsMax` heaviest codes: a new one takes the place of the lightest and inherits its weight
 *  (the Space-Saving sketch of Metwally, Agrawal and El Abbadi, 2005), so a rare code is overrated, never
 *  lost: oddness errs towards silence. */
function learnReason(slots: number[], reason: number, weight: number): void {
  let lightest = 0
  let lightestWeight = Number.POSITIVE_INFINITY
  for (let i = 0; i < at.reasonsMax; i++) {
    if (slots[at.reasonHashSlot + i] === reason) {
      add(slots, at.reasonWeightSlot + i, weight)
      return
    }
    const held = slots[at.reasonWeightSlot + i] ?? 0
    if (held < lightestWeight) {
      lightest = i
      lightestWeight = held
    }
  }
  slots[at.reasonHashSlot + lightest] = reason
  add(slots, at.reasonWeightSlot + lightest, weight)
}

/** Whether a ring holds a hash. */
export function holds(slots: readonly number[], first: number, size: number, hash: number): boolean {
  for (let i = 0; i < size; i++) if (slots[first + i] === hash) return true
  return false
}

/** Overwrites the oldest place of a ring. */
export function put(slots: number[], first: number, cursorSlot: number, size: number, hash: number): void {
  const cursor = slots[cursorSlot] ?? 0
  slots[first + cursor] = hash
  slots[cursorSlot] = cursor + 1 < size ? cursor + 1 : 0
}

export function add(slots: number[], slot: number, amount: number): void {
  slots[slot] = Math.fround((slots[slot] ?? 0) + amount)
}
