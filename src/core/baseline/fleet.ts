import { actions } from '../change/actions.ts'
import { tailBits } from '../evidence/surprise.ts'
import { learnable } from '../memory/usual.ts'
import { minuteHoldsAfter, minuteName } from './ticks.ts'

/** How often all staff together do each action, people and machines apart: a mistake made by a tool is nobody's
 *  burst, but everybody's. One count of each action is closed each minute of event time. */

/** Places of one count: every action by people, then every action by machines. */
export const fleetPlaces = 2 * actions.length

export function fleetPlace(action: number, machine: boolean): number {
  return machine ? actions.length + action : action
}

/** Acts of one minute that one partition saw, by place. */
export interface FleetMinute {
  readonly minute: number
  readonly counts: readonly number[]
}

const scalesMinutes = [10, 60] as const
export const fleetScaleNames = ['10 min', '1 h'] as const
const scales = scalesMinutes.length
const baselineMinutes = 28 * 24 * 60
/** Minutes in which it was done at all, below which nothing is usual yet. */
const minutesMin = 300

/** Decayed acts at each scale, and what is usual of them, as of the end of a minute. */
export interface FleetMemory {
  readonly minute: number
  /** By place, then scale. */
  readonly pace: readonly number[]
  readonly sum: readonly number[]
  readonly square: readonly number[]
  /** By place. */
  readonly weight: readonly number[]
}

export const newFleet: FleetMemory = {
  minute: 0,
  pace: blank(fleetPlaces * scales),
  sum: blank(fleetPlaces * scales),
  square: blank(fleetPlaces * scales),
  weight: blank(fleetPlaces),
}

/** What a change needs to know of the fleet. */
export interface FleetRates {
  /** The minute that it takes hold, named in each alert that used it. */
  readonly asOf: string
  /** By `fleetPlace`; undefined where nothing surprises, or too little is known. */
  readonly surges: readonly (FleetSurge | undefined)[]
}

/** At the most surprising scale. */
export interface FleetSurge {
  /** Bits of surprise. */
  readonly bits: number
  readonly seen: number
  readonly usual: number
  /** Which of `fleetScaleNames`. */
  readonly scale: number
}

/** Closes a minute: what was usual learns the pace that was found, as far as a leap may teach. A minute in
 *  which nothing was done teaches nothing, so that nights do not make every morning a surge. */
export function closeMinute(before: FleetMemory, { minute, counts }: FleetMinute): FleetMemory {
  const elapsed = before.minute === 0 ? 0 : minute - before.minute
  const aged = Math.exp(-elapsed / baselineMinutes)
  const kept = scalesMinutes.map((scale) => Math.exp(-elapsed / scale))
  const pace = [...before.pace]
  const sum = before.sum.map((value) => value * aged)
  const square = before.square.map((value) => value * aged)
  const weight = before.weight.map((value) => value * aged)
  for (let place = 0; place < fleetPlaces; place++) {
    const count = counts[place] ?? 0
    const known = weight[place] ?? 0
    for (let i = 0; i < scales; i++) {
      const at = place * scales + i
      const found = (pace[at] ?? 0) * (kept[i] ?? 0) + count
      pace[at] = found
      if (count === 0) continue
      const learnt = known < minutesMin ? found : learnable(found, (sum[at] ?? 0) / known)
      sum[at] = (sum[at] ?? 0) + learnt
      square[at] = (square[at] ?? 0) + learnt * learnt
    }
    if (count > 0) weight[place] = known + 1
  }
  return { minute, pace, sum, square, weight }
}

/** Takes up what a partition that lags saw in a minute already closed: its pace, decayed to where the fleet stands.
 *  What is usual learns of it with the next minute in which the same is done. Too late by more than
 *  `lateMinutesMax`, it is let go. */
export function takeLate(before: FleetMemory, { minute, counts }: FleetMinute): FleetMemory {
  const late = before.minute - minute
  if (late > lateMinutesMax) return before
  const kept = scalesMinutes.map((scale) => Math.exp(-late / scale))
  const pace = before.pace.map(
    (value, at) => value + (counts[Math.floor(at / scales)] ?? 0) * (kept[at % scales] ?? 0),
  )
  return { ...before, pace }
}

/** After four hours less than two in a hundred are left of an act at the longest scale. */
const lateMinutesMax = 240

/** What it comes to, for changes from `fromMinute` on. The pace is that of the last minute that can hold by then:
 *  where nothing was closed since, it has died down. */
export function ratesOf(fleet: FleetMemory, fromMinute: number): FleetRates {
  const silent = Math.max(0, fromMinute - minuteHoldsAfter - fleet.minute)
  const kept = scalesMinutes.map((scale) => Math.exp(-silent / scale))
  return {
    asOf: minuteName(fromMinute),
    surges: Array.from({ length: fleetPlaces }, (_, place) => surgeAt(fleet, place, kept)),
  }
}

function surgeAt(
  { pace, sum, square, weight }: FleetMemory,
  place: number,
  kept: readonly number[],
): FleetSurge | undefined {
  const known = weight[place] ?? 0
  if (known < minutesMin) return undefined
  let most: FleetSurge | undefined
  for (let i = 0; i < scales; i++) {
    const at = place * scales + i
    const seen = (pace[at] ?? 0) * (kept[i] ?? 0)
    const mean = (sum[at] ?? 0) / known
    if (seen <= mean * ratioMin) continue
    const bits = tailBits(seen, mean, (square[at] ?? 0) / known - mean * mean)
    if (bits > (most?.bits ?? 0)) most = { bits, seen, usual: mean, scale: i }
  }
  return most
}

/** Below twice the usual nothing is a surge. */
const ratioMin = 2

function blank(length: number): readonly number[] {
  return Array.from({ length }, () => 0)
}
