import type { Baselines, Peers } from './baselines.ts'
import {
  closeMinute,
  type FleetMemory,
  type FleetMinute,
  type FleetRates,
  newFleet,
  ratesOf,
} from './fleet.ts'
import { mergePeers } from './merge-peers.ts'
import type { PeerPartial } from './peer-sums.ts'
import { newShapeCounts, profileOf, type ShapeCounts, type ShapeProfile } from './shape-profile.ts'
import { dayName, dayOf, minuteOf } from './ticks.ts'

/** What one partition has gathered until the beginning of a day. */
export interface DayPartial {
  /** The day that begins. */
  readonly day: number
  readonly peers: PeerPartial
  /** Where the changes of the day before fell. */
  readonly shape: readonly number[]
}

/** Partials of all partitions, and the baselines that they come to.
 *
 *  A day closed at its end takes hold a day later, a minute two minutes after it began, so that what was decided
 *  does not hang on which partition was read first. What comes later than that is taken up with the next day or
 *  minute. Bounded: what waits for its tick is one record a partition and tick. */
export class BaselineBook {
  private current: Baselines | undefined
  private fleet: FleetRates | undefined
  private shape: ShapeProfile | undefined
  private peers: ReadonlyMap<number, Peers> = new Map()
  private readonly days = new Map<number, DayPartial>()
  private readonly waitingDays = new Map<number, Map<number, DayPartial>>()
  private readonly waitingMinutes = new Map<number, FleetMinute>()
  private shapeCounts: ShapeCounts = newShapeCounts()
  private fleetMemory: FleetMemory = newFleet
  private day = Number.NEGATIVE_INFINITY
  private minute = Number.NEGATIVE_INFINITY

  takeDay(partition: number, partial: DayPartial): void {
    let waiting = this.waitingDays.get(partial.day)
    if (waiting === undefined) {
      waiting = new Map()
      this.waitingDays.set(partial.day, waiting)
      if (this.waitingDays.size > waitingDaysMax) this.waitingDays.delete(firstOf(this.waitingDays))
    }
    waiting.set(partition, partial)
  }

  takeMinute(partial: FleetMinute): void {
    const before = this.waitingMinutes.get(partial.minute)
    this.waitingMinutes.set(partial.minute, before === undefined ? partial : bothOf(before, partial))
    if (this.waitingMinutes.size > waitingMinutesMax) this.waitingMinutes.delete(firstOf(this.waitingMinutes))
  }

  /** The baselines that hold for a change at this event time. */
  at(occurredAt: number): Baselines | undefined {
    const minute = minuteOf(occurredAt)
    if (minute > this.minute) {
      this.minute = minute
      this.closeMinutes(minute)
      const day = dayOf(occurredAt)
      if (day > this.day) {
        this.day = day
        this.closeDays(day)
      }
      // A new one, for an alert may still want to name the one that it was made with.
      const { peers, fleet, shape } = this
      this.current = { peersOf: (group) => peers.get(group), fleet, shape }
    }
    return this.current
  }

  private closeMinutes(now: number): void {
    const due = [...this.waitingMinutes.keys()]
      .filter((minute) => minute <= now - 2)
      .toSorted((a, b) => a - b)
    for (const minute of due) {
      const counted = this.waitingMinutes.get(minute)
      this.waitingMinutes.delete(minute)
      if (counted !== undefined && minute > this.fleetMemory.minute) {
        this.fleetMemory = closeMinute(this.fleetMemory, counted)
      }
    }
    if (this.fleetMemory.minute > 0) this.fleet = ratesOf(this.fleetMemory, now)
  }

  private closeDays(now: number): void {
    const due = [...this.waitingDays.keys()].filter((day) => day <= now - 1).toSorted((a, b) => a - b)
    if (due.length === 0) return
    for (const day of due) {
      const partials = this.waitingDays.get(day) ?? none
      this.waitingDays.delete(day)
      for (const partition of [...partials.keys()].toSorted((a, b) => a - b)) {
        const partial = partials.get(partition)
        if (partial === undefined) continue
        this.days.set(partition, partial)
        this.shapeCounts = this.shapeCounts.map((count, i) => count + (partial.shape[i] ?? 0))
      }
      this.shapeCounts = this.shapeCounts.map((count) => Math.fround(count * keptADay))
    }
    const inOrder = [...this.days.keys()].toSorted((a, b) => a - b)
    const asOf = dayName(now)
    this.peers = mergePeers(
      inOrder.flatMap((partition) => this.days.get(partition)?.peers ?? []),
      asOf,
    )
    this.shape = profileOf(this.shapeCounts, asOf)
  }
}

const keptADay = Math.exp(-1 / 28)
const waitingDaysMax = 8
const waitingMinutesMax = 10_000
const none: ReadonlyMap<number, DayPartial> = new Map()

function bothOf(a: FleetMinute, b: FleetMinute): FleetMinute {
  return { minute: a.minute, counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)) }
}

function firstOf(waiting: ReadonlyMap<number, unknown>): number {
  return waiting.keys().next().value ?? 0
}
