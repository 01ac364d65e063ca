import { BaselineBook, type DayPartial } from '../core/baseline/baseline-book.ts'
import type { Baselines } from '../core/baseline/baselines.ts'
import type { FleetMemory, FleetMinute } from '../core/baseline/fleet.ts'
import { PartitionTally } from '../core/baseline/partition-tally.ts'
import { layBeneath, type TaughtPeers } from '../core/baseline/taught-peers.ts'
import type { Step } from '../core/decision/step.ts'
import type { Log, LogRecord, NewRecord } from '../ports/log.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import type { RememberedActors } from './detect/remembered-actors.ts'
import { decodeJson, encodeJson } from './json.ts'

export interface BaselinesRole extends Omit<Role, 'name'> {
  /** The baselines that hold for a change of this partition at this event time, before it is assessed. What the
   *  change closes is handed to `say`, and holds only once it is read back. `taught`: what the policy knows of
   *  peers, for groups of which too little was seen. */
  at(
    occurredAt: number,
    actors: RememberedActors,
    partition: number,
    say: (record: NewRecord) => void,
    taught?: TaughtPeers,
  ): Baselines | undefined
  /** Those that hold for a change that has not happened yet: nothing is closed and nothing counted. */
  look(occurredAt: number): Baselines | undefined
  /** Counts a change that was assessed. */
  count(actors: RememberedActors, step: Step): void
}

/** Days and minutes of each partition that the log keeps: enough to go on after a restart. */
const daysKept = 4
const minutesKept = 1_440

/** Keeps what is usual for peers and the fleet, from what all partitions say at their ticks: read in full by every
 *  instance, what is on the log first, then what comes, so that all decide by the same.
 *
 *  Peers come from the actors' memories and survive any crash. Counts of the fleet's open minute and of the
 *  forest's open day are lost with the instance that held them. */
export async function startBaselines({ log }: { readonly log: Log }): Promise<BaselinesRole> {
  const topic = ownTopics.baselines.name
  const book = new BaselineBook()
  const beneath = layBeneath()
  const take = (records: readonly LogRecord[]) => {
    for (const { value } of records) if (value !== null) takeSaying(book, decodeJson(value))
  }
  // Told what comes before what is there is read, so that nothing falls between; the book takes both twice.
  const tail = await log.tail([topic], take)
  const partitions = await log.partitionCount(topic)
  for (let partition = 0; partition < partitions; partition++) await log.readToEnd(topic, partition, take)

  // A partition that comes back comes with new memories, and so with a new tally.
  const tallies = new WeakMap<RememberedActors, PartitionTally>()
  const tallyOf = (actors: RememberedActors, partition: number): PartitionTally => {
    const known = tallies.get(actors)
    if (known !== undefined) return known
    const tally = new PartitionTally()
    const last = book.lastDayOf(partition)
    if (last !== undefined) tally.restore(last)
    tallies.set(actors, tally)
    return tally
  }

  return {
    at(occurredAt, actors, partition, say, taught) {
      const closed = tallyOf(actors, partition).close(occurredAt, () => actors.values())
      if (closed?.minute !== undefined) say(recordOf(partition, 'minute', closed.minute, minutesKept))
      if (closed?.day !== undefined) {
        say(recordOf(partition, 'day', closed.day, daysKept))
        if (partition === 0) say(fleetRecord(book.fleetHeld()))
      }
      return beneath(book.at(occurredAt), taught)
    },
    look: (occurredAt) => book.look(occurredAt),
    count: (actors, { sight, decision }) => tallies.get(actors)?.count(sight, decision.alerts),
    unready: () => undefined,
    failed: tail.ended.then(() => new Promise<never>(() => {})),
    stop: () => tail.stop(),
  }
}

/** One record on the topic. We alone write it; anything else is passed over. */
interface Saying {
  readonly partition: number
  readonly minute?: FleetMinute
  readonly day?: DayPartial
  readonly fleet?: FleetMemory
}

function recordOf(
  partition: number,
  kind: 'minute' | 'day',
  value: FleetMinute | DayPartial,
  kept: number,
): NewRecord {
  const tick = 'minute' in value ? value.minute : value.day
  return {
    key: `${partition}/${kind}/${((tick % kept) + kept) % kept}`,
    value: encodeJson({ partition, [kind]: value }),
    partition,
  }
}

function fleetRecord(fleet: FleetMemory): NewRecord {
  return { key: 'fleet', value: encodeJson({ partition: 0, fleet } satisfies Saying), partition: 0 }
}

function takeSaying(book: BaselineBook, read: unknown): void {
  if (typeof read !== 'object' || read === null) return
  const { partition, minute, day, fleet } = read as Saying
  if (!Number.isInteger(partition)) return
  if (minute !== undefined) book.takeMinute(partition, minute)
  if (day !== undefined) book.takeDay(partition, day)
  if (fleet !== undefined) book.restoreFleet(fleet)
}
