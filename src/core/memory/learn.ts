import * as at from './layout.ts'
import { comparedScales } from './layout.ts'
import { learnable, usualMean } from './usual.ts'

/** What one change teaches: numbers only, so that it can wait in memory and be let in later. */
export interface Act {
  readonly at: number
  /** Index in `actions`. */
  readonly action: number
  /** 1 where the change counts as an act of its own, 0 for another record of one that was counted. */
  readonly weight: 0 | 1
  readonly notable: boolean
  readonly protected: boolean
  readonly ticket: boolean
  readonly report: boolean
  /** `identity(code)`, 0 without a code. */
  readonly reason: number
}

/** Lets an act into what is usual for the actor. A late act weighs what it would weigh by now, had it come
 *  in time. The pace and the mass that it was found at are read from where they lie, without a copy. */
export function learnUsual(
  slots: number[],
  act: Act,
  pace: readonly number[],
  paceFirst: number,
  mass: readonly number[],
  massFirst: number,
): void {
  if (act.weight === 0) return
  const lag = (slots[at.clockSlot] ?? 0) - act.at
  const weight = lag <= 0 ? 1 : Math.exp(-lag / at.baselineMs)
  for (let i = 0; i < comparedScales; i++) {
    const found = learnable(pace[paceFirst + i] ?? 0, usualMean(slots, at.usualPaceSlot + i))
    add(slots, at.usualPaceSlot + i, weight * found)
    add(slots, at.usualSquareSlot + i, weight * found * found)
  }
  for (let i = 0; i < at.massScalesMs.length; i++) {
    const found = learnable(mass[massFirst + i] ?? 0, usualMean(slots, at.usualMassSlot + i))
    add(slots, at.usualMassSlot + i, weight * found)
    add(slots, at.usualMassSquareSlot + i, weight * found * found)
  }
  add(slots, at.usualWeightSlot, weight)
  if (act.notable) add(slots, at.usualNotableSlot, weight)
  if (act.protected) add(slots, at.usualProtectedSlot, weight)
  if (act.ticket) add(slots, at.usualTicketSlot, weight)
  if (act.report) add(slots, at.usualReportSlot, weight)
  if (act.action >= 0) add(slots, at.usualActionSlot + act.action, weight)
  if (act.reason !== 0) {
    add(slots, at.usualCodeSlot, weight)
    learnReason(slots, act.reason, weight)
  }
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

function add(slots: number[], slot: number, amount: number): void {
  slots[slot] = Math.fround((slots[slot] ?? 0) + amount)
}
