import type { Sight } from '../evidence/sight.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import { paceSlot } from '../memory/layout.ts'
import type { DayPartial } from './baseline-book.ts'
import { type FleetMinute, fleetPlace, fleetPlaces } from './fleet.ts'
import { type PeerGroup, peerGroupId, peerGroupOf } from './peer-group.ts'
import { sumPeers } from './peer-sums.ts'
import { countShape, newShapeCounts } from './shape-profile.ts'
import { dayMs, dayOf, minuteOf } from './ticks.ts'

/** What one partition of the changes gathers for the baselines: counts along with its changes, closed at ticks of
 *  its own event time. A change that comes out of order counts where the partition stands, as it would have been
 *  seen. About 60 ns a change. */
export class PartitionTally {
  private readonly groups = new Map<number, PeerGroup>()
  private shape = newShapeCounts()
  private counts = blankCounts()
  private minute = Number.NEGATIVE_INFINITY
  private day = Number.NEGATIVE_INFINITY

  /** Goes on from the last day that this partition closed, whoever closed it. What was counted since is lost: a
   *  few hours of the forest's counts, and never the peers', which are in memory. */
  restore({ day, peers, shape }: DayPartial): void {
    this.day = day
    this.shape = [...shape]
    for (const { group } of peers.groups) this.groups.set(peerGroupId(group), group)
  }

  /** What is closed by a change at this time, before it is assessed: so the day's partial holds exactly the
   *  changes before the day. */
  close(occurredAt: number, memories: () => Iterable<ActorMemory>): Closed | undefined {
    const minute = minuteOf(occurredAt)
    if (minute <= this.minute) return undefined
    const closed = this.minute
    const { counts } = this
    this.minute = minute
    this.counts = blankCounts()
    const day = dayOf(occurredAt)
    const before = this.day
    this.day = Math.max(day, before)
    return {
      minute: closed === Number.NEGATIVE_INFINITY ? undefined : { minute: closed, counts },
      day: day > before && before !== Number.NEGATIVE_INFINITY ? this.closeDay(day, memories()) : undefined,
    }
  }

  /** Counts a change that was assessed. The shape of what was flagged is never learnt. */
  count(sight: Sight, flagged: boolean): void {
    if (sight.weight === 0 || sight.repeated) return
    if (sight.machine || (sight.slots[paceSlot] ?? 0) <= hasteMax) {
      const place = fleetPlace(sight.action, sight.machine)
      this.counts[place] = (this.counts[place] ?? 0) + 1
    }
    if (!flagged) countShape(this.shape, sight.leaves(), sight.machine)
    if (!this.groups.has(sight.peerGroup)) this.name(sight)
  }

  private name({ change, peerGroup }: Sight): void {
    if (this.groups.size >= namesMax) return
    const group = peerGroupOf(change.actor)
    // Memory looks at the group now and then only: between two looks an actor may have moved.
    if (peerGroupId(group) === peerGroup) this.groups.set(peerGroup, group)
  }

  private closeDay(day: number, memories: Iterable<ActorMemory>): DayPartial {
    const { shape } = this
    this.shape = shape.map((count) => count * keptADay)
    return { day, peers: sumPeers(memories, (id) => this.groups.get(id), day * dayMs), shape }
  }
}

/** What one person does in haste is that person's tempo, not the fleet's: acts of the past minute. */
const hasteMax = 4

export interface Closed {
  readonly minute: FleetMinute | undefined
  readonly day: DayPartial | undefined
}

const keptADay = Math.exp(-1 / 28)
/** Groups whose names one partition keeps; who belongs to a further one is nobody's peer. */
const namesMax = 4_096

function blankCounts(): number[] {
  return Array.from<number>({ length: fleetPlaces }).fill(0)
}
