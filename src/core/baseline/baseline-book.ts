import type { Baselines, Peers } from './baselines.ts'
import { closeMinute, type FleetMemory, type FleetMinute, newFleet, ratesOf, takeLate } from './fleet.ts'
import { mergePeers } from './merge-peers.ts'
import type { PeerPartial } from './peer-sums.ts'
import { newShapeCounts, profileOf, type ShapeProfile } from './shape-profile.ts'
import { dayMinutes, dayName, dayOf, minuteHoldsAfter, minuteMs, minuteOf } from './ticks.ts'

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
 *  does not hang on which partition was read first: what holds at a minute never changes once the book stands
 *  there, whichever minutes are asked for and in which order. What comes later than that is taken up at the next
 *  minute, or the next day. Bounded: what waits for its tick, and what held in the last minutes, for partitions
 *  that lag. */
export class BaselineBook {
  private shape: ShapeProfile | undefined
  private peers: ReadonlyMap<number, Peers> = new Map()
  private readonly days = new Map<number, DayPartial>()
  private readonly waitingDays = new Map<number, Map<number, DayPartial>>()
  private readonly waitingMinutes = new Map<number, Map<number, FleetMinute>>()
  /** By the minute from which they hold, oldest first; at most one a minute of the last `lagMinutesMax`. */
  private grounds: readonly Ground[] = []
  /** What the grounds come to at a minute, so that it is worked out once a minute. */
  private readonly versions = new Map<number, Baselines>()
  private fleetMemory: FleetMemory = newFleet
  /** The last minute of each partition that the fleet knows: after a restart the log tells some twice. */
  private readonly minutesTaken = new Map<number, number>()
  /** What was restored knows every minute up to here. */
  private restoredMinute = 0
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
    if (memory.minute <= this.fleetMemory.minute) return
    this.fleetMemory = memory
    this.restoredMinute = memory.minute
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
    const asked = minuteOf(occurredAt)
    if (asked > this.minute) this.advanceTo(asked)
    const minute = Math.max(asked, this.minute - lagMinutesMax)
    const known = this.versions.get(minute)
    if (known !== undefined) return known
    const ground = this.grounds.findLast(({ from }) => from <= minute)
    if (ground === undefined) return undefined
    const version = versionOf(ground, minute)
    this.versions.set(minute, version)
    if (this.versions.size > lagMinutesMax) this.versions.delete(firstOf(this.versions))
    return version
  }

  /** The same without moving the book: for a change later than all others, what holds for the last of them. */
  look(occurredAt: number): Baselines | undefined {
    if (this.minute === Number.NEGATIVE_INFINITY) return undefined
    return this.at(Math.min(occurredAt, this.minute * minuteMs))
  }

  /** Lays a ground at each tick on the way, as if every minute had been asked for. */
  private advanceTo(minute: number): void {
    if (this.minute === Number.NEGATIVE_INFINITY) this.grounds = [this.ground(this.minute)]
    const oldest = minute - lagMinutesMax
    const laid = [...this.grounds]
    // What was restored since the last minute.
    if (laid.at(-1)?.memory !== this.fleetMemory) laid.push(this.ground(this.minute + 1))
    for (const from of this.ticksUntil(minute)) {
      this.closeMinutes(from - minuteHoldsAfter)
      const day = dayOf(from * minuteMs)
      if (day > this.day) this.closeDays(day - 1)
      laid.push(this.ground(from))
    }
    this.minute = minute
    this.day = dayOf(minute * minuteMs)
    const last = laid.findLastIndex(({ from }) => from <= oldest)
    this.grounds = last > 0 ? laid.slice(last) : laid
  }

  /** Minutes until this one at which something that waits takes hold: at its own tick, or late at the next. */
  private ticksUntil(minute: number): readonly number[] {
    const ticks = new Set<number>()
    for (const tick of this.waitingMinutes.keys())
      ticks.add(Math.max(tick + minuteHoldsAfter, this.minute + 1))
    for (const day of this.waitingDays.keys()) ticks.add(Math.max(day + 1, this.day + 1) * dayMinutes)
    return [...ticks].filter((tick) => tick <= minute).toSorted((a, b) => a - b)
  }

  private ground(from: number): Ground {
    return { from, peers: this.peers, shape: this.shape, memory: this.fleetMemory }
  }

  private closeMinutes(until: number): void {
    for (const minute of due(this.waitingMinutes, until)) {
      const counts = [...(this.waitingMinutes.get(minute) ?? [])]
        .filter(
          ([partition]) => minute > Math.max(this.minutesTaken.get(partition) ?? 0, this.restoredMinute),
        )
        .map(([partition, partial]) => {
          this.minutesTaken.set(partition, minute)
          return partial
        })
      this.waitingMinutes.delete(minute)
      if (counts.length === 0) continue
      const close = minute > this.fleetMemory.minute ? closeMinute : takeLate
      this.fleetMemory = close(this.fleetMemory, summed(minute, counts))
    }
  }

  private closeDays(until: number): void {
    const days = due(this.waitingDays, until)
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
    // The day from which the latest of them holds, however late it was asked for.
    const asOf = dayName(Math.max(...partials.map(({ day }) => day)) + 1)
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
const lagMinutesMax = 240

/** What was known from a minute on, until the next ground. */
interface Ground {
  readonly from: number
  readonly peers: ReadonlyMap<number, Peers>
  readonly shape: ShapeProfile | undefined
  readonly memory: FleetMemory
}

function versionOf({ peers, shape, memory }: Ground, minute: number): Baselines {
  return {
    peersOf: (group) => peers.get(group),
    fleet: memory.minute > 0 ? ratesOf(memory, minute) : undefined,
    shape,
  }
}

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
