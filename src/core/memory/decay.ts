import * as at from './layout.ts'
import { moveReference } from './reference.ts'

/** Lets everything that fades fade by `elapsedMs`: `count * exp(-elapsed / tau)`, exact for any spacing of
 *  events.
 *
 *  The time constants are whole multiples of one another (1 min, 10 min, 1 h, 8 h, 1 d, 7 d, 28 d, 364 d), so
 *  one exponential is taken, of the longest, and raised: twelve calls of `exp` were a seventh of the cost of
 *  a step. The 524,160th power costs some 6e-11 of relative error, which rounding to four bytes hides.
 *
 *  What is usual ages only by time at work, or a person back from half a year of leave would be a stranger
 *  to us, and a sleeper's habits forgotten; and by whole hours of it, for there are a hundred numbers of it
 *  and an hour is 0.15 % of their age. */
export function decay(slots: number[], elapsedMs: number): void {
  const year = Math.exp(-elapsedMs / at.recordMs)
  const month = thirteenth(year)
  const week = fourth(month)
  const day = seventh(week)
  const shift = third(day)
  const hour = eighth(shift)
  const tenMinutes = sixth(hour)
  fade(slots, at.recordSlot, year)
  fade(slots, at.undoneSlot, year)
  fade(slots, at.paceSlot, tenth(tenMinutes))
  fade(slots, at.paceSlot + 1, tenMinutes)
  fade(slots, at.paceSlot + 2, hour)
  fade(slots, at.paceSlot + 3, shift)
  fade(slots, at.paceSlot + 4, day)
  fade(slots, at.paceSlot + 5, week)
  fade(slots, at.paceSlot + 6, month)
  fade(slots, at.oddHourSlot, hour)
  fade(slots, at.oddSlot, day)
  fade(slots, at.oddSlot + 1, week)
  fade(slots, at.oddSlot + 2, month)
  fade(slots, at.massSlot, tenMinutes)
  fade(slots, at.massSlot + 1, hour)
  fade(slots, at.massSlot + 2, day)
  fade(slots, at.notableMassSlot, tenMinutes)
  fade(slots, at.notableMassSlot + 1, hour)
  fade(slots, at.notableMassSlot + 2, day)
  ageHabits(slots, elapsedMs)
}

function ageHabits(slots: number[], elapsedMs: number): void {
  const workedMs = (slots[at.agingSlot] ?? 0) + Math.min(elapsedMs, at.silenceMsMax)
  if (workedMs < agingStepMs) {
    slots[at.agingSlot] = workedMs
    return
  }
  slots[at.agingSlot] = 0
  moveReference(slots, elapsedMs, workedMs)
  const kept = Math.exp(-workedMs / at.baselineMs)
  for (let slot = at.usualWeightSlot; slot < at.agingEndSlot; slot++) fade(slots, slot, kept)
  fade(slots, at.usualWeekendSlot, kept)
  fade(slots, at.usualAgainSlot, kept)
}

const agingStepMs = 3_600_000

function fade(slots: number[], slot: number, kept: number): void {
  const count = slots[slot] ?? 0
  if (count !== 0) slots[slot] = Math.fround(count * kept)
}

/** Powers by multiplication: `**` is a call, ten times as dear, and no more exact here. */
const third = (x: number): number => x * x * x
const fourth = (x: number): number => x * x * (x * x)
const sixth = (x: number): number => third(x) * third(x)
const seventh = (x: number): number => sixth(x) * x
const eighth = (x: number): number => fourth(x) * fourth(x)
const tenth = (x: number): number => eighth(x) * x * x
const thirteenth = (x: number): number => tenth(x) * third(x)
