import type { Clock } from '../../../ports/clock.ts'
import type { Log, NewRecord, Subscription } from '../../../ports/log.ts'
import type { Notify } from '../../../ports/notice.ts'
import { openWalSync } from '../../wal-sync.ts'
import { localClock } from '../local-clock.ts'
import { partitionOf } from '../partitioner.ts'
import { checkSizes } from '../record-size.ts'
import { breathe } from '../waiting.ts'
import { createGroup, type Group } from './group.ts'
import { fileFailed, openLogFile } from './log-file.ts'
import { joinGroup } from './membership.ts'
import { openPartitions, type Partition, refused } from './partitions.ts'
import { openPositions } from './positions.ts'
import { openRecords, type Placed } from './records.ts'
import { openTail } from './tail.ts'
import { createTidings } from './tidings.ts'
import { startUpkeep, type UpkeepSettings } from './upkeep.ts'
import { closedLog, openWrites } from './writes.ts'

export interface EmbeddedLogOptions extends Partial<UpkeepSettings> {
  /** The file; its folder is made if it is missing. */
  readonly path: string
  readonly notice: Notify
  readonly clock?: Clock
  /** How long a batch in hand may keep its partition from the next member. */
  readonly handoverMsMax?: number
  /** The most the file may hold; beyond it appends are refused as on a full disk. */
  readonly fileBytesMax?: number
}

/** The log inside this process, in one SQLite file. Throws `EdgeError('log-locked')` while another process
 *  holds the file. */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<Log> {
  const { path, notice, clock = localClock, handoverMsMax = 15_000, fileBytesMax = 64 * 2 ** 30 } = options
  const file = openLogFile(path, fileBytesMax)
  const partitions = openPartitions(file)
  const tidings = createTidings()
  const records = openRecords(file, clock, tidings)
  const disk = openWalSync(file, path)
  const writes = openWrites(file, disk, {
    done() {
      partitions.settle()
      tidings.tell()
    },
    failed: () => partitions.reload(),
  })
  const positions = openPositions(file, records, writes, notice)
  const upkeep = startUpkeep({ ...options, file, partitions, clock })
  const groups = new Map<string, Group>()
  const readings = new Set<{ stop(): Promise<void> }>()
  let nextId = 0
  let keyless = 0
  let closed: Promise<void> | undefined

  function place(topic: string, record: NewRecord): Placed {
    const own = partitions.of(topic)
    const number =
      record.partition ?? (record.key === null ? keyless++ % own.length : partitionOf(record.key, own.length))
    const partition = placeOf(own, topic, number)
    if (!partition.compacted || record.key !== null) return { partition, record }
    throw refused(`a record for the compacted topic ${topic} has no key`)
  }

  function groupOf({ group, topics }: Subscription, count: number): Group {
    const standing = groups.get(group)
    if (standing === undefined || standing.isEmpty()) {
      const made = createGroup(topics, count, handoverMsMax)
      groups.set(group, made)
      return made
    }
    if (standing.topics.toSorted().join() === topics.toSorted().join()) return standing
    throw refused(
      `group ${group} reads ${standing.topics.join()}, and a member that reads ${topics.join()} wants to join`,
    )
  }

  return {
    kind: 'embedded',
    async createTopics(topics) {
      guard(() => partitions.create(topics))
      await disk.sync().catch((cause: unknown) => Promise.reject(fileFailed(cause)))
    },
    async partitionCount(topic) {
      return partitions.of(topic).length
    },
    async append(topic, added) {
      checkSizes(topic, added)
      const placed = added.map((record) => place(topic, record))
      await Promise.all(records.writesOf(placed).map((write) => writes.submit(write)))
    },
    async join(subscription) {
      if (closed !== undefined) throw closedLog()
      const own = subscription.topics.flatMap((topic) => partitions.of(topic))
      const count = Math.max(...own.map(({ partition }) => partition)) + 1
      const group = groupOf(subscription, count)
      const id = String(nextId++).padStart(9, '0')
      const shared = { records, positions, tidings, notice, handoverMsMax }
      const membership = joinGroup({ ...shared, id, group, subscription, partitions: own })
      return listed(readings, membership)
    },
    async readToEnd(topic, partition, take, from = 0) {
      const one = placeOf(partitions.of(topic), topic, partition)
      const end = one.nextOffset
      for (let offset = from; offset < end; ) {
        const read = guard(() => records.read(one, offset, end))
        const last = read.at(-1)
        if (last === undefined) return
        await take(read)
        await breathe()
        offset = last.offset + 1
      }
    },
    async tail(topics, take) {
      if (closed !== undefined) throw closedLog()
      const own = topics.flatMap((topic) => partitions.of(topic))
      return listed(readings, openTail({ partitions: own, take, records, tidings, notice }))
    },
    async ping() {
      if (closed !== undefined) throw closedLog()
      guard(() => file.prepare('SELECT 1').get())
    },
    close() {
      closed ??= (async () => {
        await Promise.all([...readings].map((reading) => reading.stop()))
        upkeep.stop()
        await writes.close()
        disk.close()
        file.close()
      })()
      return closed
    },
  }
}

function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw fileFailed(cause)
  }
}

function placeOf(own: readonly Partition[], topic: string, partition: number): Partition {
  const found = own[partition]
  if (found !== undefined) return found
  throw refused(`topic ${topic} has partitions 0 to ${own.length - 1}, and ${partition} is asked for`)
}

/** Remembers what must be stopped before the file is closed, for as long as it goes on. */
function listed<T extends { stop(): Promise<void>; readonly ended: Promise<void> }>(
  readings: Set<{ stop(): Promise<void> }>,
  reading: T,
): T {
  readings.add(reading)
  const forget = () => void readings.delete(reading)
  reading.ended.then(forget, forget)
  return reading
}
