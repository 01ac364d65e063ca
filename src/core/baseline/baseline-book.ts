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
import { newShapeCounts, profileOf, type ShapeProfile } from './shape-profile.ts'
import { dayName, dayOf, minuteOf } from './ticks.ts'

/** What one partition knows at the beginning of a day. */
export interface DayPartial {
  /** The day that begins. */
  readonly day: number
  readonly peers: PeerPartial
  /** Where its changes fell, of all days before, decayed. */
  readonly shape: readonly number[]
}

/** Partials of all partitions, and the baselines that they come to.
 *
 *  A day closed at its end takes hold a day later, a minute two minutes after it began, so that what was decided
 *  does not hang on which partition was read first. What comes later than that is taken up at the next tick.
 *  Bounded: what waits for its tick, and the versions of the last minutes for partitions that lag. */
export class BaselineBook {
  private fleet: FleetRates | undefined
  private shape: ShapeProfile | undefined
  private peers: ReadonlyMap<number, Peers> = new Map()
  private readonly days = new Map<number, DayPartial>()
  private readonly waitingDays = new Map<number, Map<number, DayPartial>>()
  private readonly waitingMinutes = new Map<number, Map<number, FleetMinute>>()
  private readonly versions = new Map<number, Baselines>()
  private fleetMemory: FleetMemory = newFleet
  private day = Number.NEGATIVE_INFINITY
  private minute = Number.NEGATIVE_INFINITY

  takeDay(partition: number, partial: DayPartial): void {
    put(this.waitingDays, partial.day, partition, partial, waitingDaysMax)
  }

  takeMinute(partition: number, partial: FleetMinute): void {
    put(this.waitingMinutes, partial.minute, partition, partial, waitingMinutesMax)
  }

  /** What was usual of the fleet before this process began; what came after it is taken minute by minute. */
  restoreFleet(memory: FleetMemory): void {
    if (memory.minute > this.fleetMemory.minute) this.fleetMemory = memory
  }

  fleetHeld(): FleetMemory {
    return this.fleetMemory
  }

  /** The latest day that this partition closed, for whoever takes it over. */
  lastDayOf(partition: number): DayPartial | undefined {
    let last = this.days.get(partition)
    for (const partials of this.waitingDays.values()) {
      const partial = partials.get(partition)
      if (partial !== undefined && partial.day > (last?.day ?? Number.NEGATIVE_INFINITY)) last = partial
    }
    return last
  }

  /** The baselines that hold for a change at this event time; for one long before the others, the oldest kept. */
  at(occurredAt: number): Baselines | undefined {
    const minute = minuteOf(occurredAt)
    if (minute <= this.minute) return this.versions.get(minute) ?? this.versions.values().next().value
    this.minute = minute
    this.closeMinutes(minute)
    const day = dayOf(occurredAt)
    if (day > this.day) {
      this.day = day
      this.closeDays(day)
    }
    const { peers, fleet, shape } = this
    const version: Baselines = { peersOf: (group) => peers.get(group), fleet, shape }
    this.versions.set(minute, version)
    if (this.versions.size > versionsMax) this.versions.delete(firstOf(this.versions))
    return version
  }

  private closeMinutes(now: number): void {
    for (const minute of due(this.waitingMinutes, now - 2)) {
      const partials = this.waitingMinutes.get(minute) ?? new Map<number, FleetMinute>()
      this.waitingMinutes.delete(minute)
      if (minute <= this.fleetMemory.minute) continue
      this.fleetMemory = closeMinute(this.fleetMemory, summed(minute, [...partials.values()]))
    }
    if (this.fleetMemory.minute > 0) this.fleet = ratesOf(this.fleetMemory, now)
  }

  private closeDays(now: number): void {
    const days = due(this.waitingDays, now - 1)
    if (days.length === 0) return
    for (const day of days) {
      for (const [partition, partial] of this.waitingDays.get(day) ?? []) this.days.set(partition, partial)
      this.waitingDays.delete(day)
    }
    // Sums of doubles depend on their order: always that of the partitions.
    const partials = [...this.days].toSorted(([a], [b]) => a - b).map(([, partial]) => partial)
    const counts = newShapeCounts()
    for (const { shape } of partials) {
      for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (shape[i] ?? 0)
    }
    const asOf = dayName(now)
    this.peers = mergePeers(
      partials.map(({ peers }) => peers),
      asOf,
    )
    this.shape = profileOf(counts.map(Math.fround), asOf)
  }
}

const waitingDaysMax = 8
const waitingMinutesMax = 3_000
/** Minutes by which partitions may lag behind one another and still see what held at their own time. */
const versionsMax = 240

function put<Partial>(
  waiting: Map<number, Map<number, Partial>>,
  tick: number,
  partition: number,
  partial: Partial,
  ticksMax: number,
): void {
  const partials = waiting.get(tick) ?? new Map<number, Partial>()
  partials.set(partition, partial)
  waiting.set(tick, partials)
  if (waiting.size > ticksMax) waiting.delete(firstOf(waiting))
}

function due(waiting: ReadonlyMap<number, unknown>, until: number): readonly number[] {
  return [...waiting.keys()].filter((tick) => tick <= until).toSorted((a, b) => a - b)
}

function summed(minute: number, partials: readonly FleetMinute[]): FleetMinute {
  const [first, ...rest] = partials
  const counts = [...(first?.counts ?? [])]
  for (const more of rest) more.counts.forEach((count, i) => (counts[i] = (counts[i] ?? 0) + count))
  return { minute, counts }
}

function firstOf(map: ReadonlyMap<number, unknown>): number {
  return map.keys().next().value ?? 0
}
