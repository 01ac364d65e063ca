import { setTimeout as pause } from 'node:timers/promises'
import { isFaults } from '../../core/reference/staff-record.ts'
import { goneKeptMs, type ReferenceTable, refuseLoad } from '../../core/reference/table.ts'
import { keyOf } from '../../core/reference/versions.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Log, LogRecord, Reading } from '../../ports/log.ts'
import type { ValueReader } from '../decode/value-reader.ts'
import type { FeedOptions } from './feed.ts'
import { inTurns } from './in-turns.ts'
import type { Place } from './snapshot.ts'
import type { Keyed, TableKind } from './table-kind.ts'
import { watchFields } from './unread-fields.ts'

export interface TopicFeedOptions<Table> extends FeedOptions<Table> {
  readonly log: Pick<Log, 'partitionCount' | 'readToEnd' | 'tail'>
  readonly values: ValueReader
  /** How often the table is written down. */
  readonly saveEveryMs?: number
  /** A topic that is not believed is read whole again, which is much for one that is long. */
  readonly retryMs?: number
}

/** Brokers forget a deletion on a compacted topic a day after it. A snapshot older than half of that may have missed
 *  one, and the topic is read whole. */
const snapshotAgeMsMax = 43_200_000

/** Keeps up with a compacted topic of records keyed by their id. It counts only when every partition was read to the end that it had at the
 *  start: until then it is half-loaded, and nobody is known to be anybody. Then it follows what is appended.
 *
 *  How old it is, the newest record says: a feed that has nothing to tell repeats one now and then. */
export function followTopic<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  topic: string,
  kind: TableKind<Entry, Table>,
  options: TopicFeedOptions<Table>,
): { close(): Promise<void> } {
  const { held, snapshot, clock, notice, shrinkShareMax } = options
  const { lookEveryMs = 5_000, saveEveryMs = 600_000, retryMs = 30_000 } = options
  const stopping = new AbortController()
  const watch = watchFields(kind, (says) => notice({ kind: 'ReferenceFieldUnread', table: kind.name, says }))
  let tail: Reading | undefined
  let live: Loaded<Table> | undefined
  let savedAt = clock.monotonicMs()

  async function follow(from: Place | undefined): Promise<void> {
    const whole = Promise.withResolvers<Loaded<Table>>()
    whole.promise.catch(() => {})
    // Before the reading, so that nothing falls between the two; what comes meanwhile waits in the log.
    tail = await options.log.tail([topic], async (records) => applyAll(await whole.promise, records))
    try {
      const loaded = await load(from)
      whole.resolve(loaded)
      live = loaded
      await tail.ended
    } catch (cause) {
      whole.reject(cause)
      throw cause
    } finally {
      live = undefined
      await tail.stop()
    }
  }

  async function load(from: Place | undefined): Promise<Loaded<Table>> {
    const began = clock.monotonicMs()
    const last = held.last()
    const goesOn = from !== undefined && last !== undefined && clock.now() - from.asOf < snapshotAgeMsMax
    const loaded: Loaded<Table> = {
      table: goesOn ? last : kind.make(),
      next: goesOn ? { ...from.next } : {},
      newest: goesOn ? from.asOf : 0,
      most: goesOn ? last.rows : 0,
    }
    const lastRows = last?.rows
    const partitions = await options.log.partitionCount(topic)
    for (let partition = 0; partition < partitions; partition++) await readOn(loaded, partition)
    const refusal = refuseLoad(loaded.table, lastRows, shrinkShareMax)
    if (refusal !== undefined) throw new Refused(refusal)
    if (last !== undefined && !goesOn) {
      const at = clock.now()
      await inTurns(last.entries(), ([key, versions]) => loaded.table.carry(key, versions, at))
      loaded.table.coversFrom = Math.min(loaded.table.coversFrom, last.coversFrom)
    }
    held.accept(loaded.table, loaded.newest, clock.monotonicMs() - began)
    await save(loaded)
    return loaded
  }

  /** The last record of a topic is never compacted away. Where it is not found again, this is another topic of the
   *  same name, and all of it is news. */
  async function readOn(loaded: Loaded<Table>, partition: number): Promise<void> {
    const from = loaded.next[partition] ?? 0
    let found = false
    const take = (records: readonly LogRecord[]) => {
      found = true
      return applyAll(loaded, records)
    }
    await options.log.readToEnd(topic, partition, take, Math.max(0, from - 1))
    if (!found && from > 0) throw new Refused(`${topic}/${partition} is not the one that was read before`)
  }

  async function applyAll(loaded: Loaded<Table>, records: readonly LogRecord[]): Promise<void> {
    for (const record of records) {
      await apply(loaded, record)
      loaded.next[record.partition] = record.offset + 1
      loaded.newest = Math.max(loaded.newest, record.timestampMs)
    }
    if (loaded !== live) return
    loaded.most = Math.max(loaded.most, loaded.table.rows)
    held.confirm(loaded.newest)
  }

  async function apply({ table, most }: Loaded<Table>, record: LogRecord): Promise<void> {
    if (record.key === null) return unreadable('a record without a key')
    if (record.value === null) {
      const refusal = most === 0 ? undefined : refuseDeletion(table.rows, most)
      if (refusal === undefined) table.forget(record.key, record.timestampMs)
      else held.refuse(`${refusal} by deletions, which are not believed`)
      return
    }
    const decoded = await options.values.read(record.value)
    if (!('unreadable' in decoded)) watch(decoded.value)
    const entry = 'unreadable' in decoded ? decoded.faults : kind.read(decoded.value, record.timestampMs)
    if (!isFaults(entry) && keyOf(entry.source, entry.id) === record.key) return table.put(entry)
    table.doubt(record.key, record.timestampMs)
    const [fault] = isFaults(entry) ? entry : [{ at: 'key', says: 'is not the id of the record' }]
    unreadable(`${topic}/${record.partition}/${record.offset}: ${fault?.at}: ${fault?.says}`)
  }

  function refuseDeletion(rows: number, most: number): string | undefined {
    return refuseLoad({ rows: rows - 1, refused: 0 }, most, shrinkShareMax)
  }

  function unreadable(says: string): void {
    notice({ kind: 'ReferenceUnreadable', table: kind.name, says })
  }

  async function save(loaded: Loaded<Table>): Promise<void> {
    const { table, newest, next } = loaded
    savedAt = clock.monotonicMs()
    // From here the next deletions are counted anew: a staff that shrinks over months is no broken feed.
    loaded.most = table.rows
    table.letGo(clock.now() - goneKeptMs)
    await snapshot.save(table, { asOf: newest, next: { ...next } })
  }

  async function run(): Promise<void> {
    const table = kind.make()
    let from = await snapshot.load(table)
    if (from !== undefined) held.accept(table, from.asOf, 0)
    while (!stopping.signal.aborted) {
      try {
        await follow(from)
      } catch (cause) {
        if (!(cause instanceof Refused || cause instanceof EdgeError)) throw cause
        held.refuse(cause.message)
      }
      from = undefined
      await pause(retryMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const running = run()
  const timer = setInterval(() => {
    held.tell()
    if (live !== undefined && clock.monotonicMs() - savedAt > saveEveryMs) void save(live)
  }, lookEveryMs).unref()

  return {
    async close() {
      clearInterval(timer)
      stopping.abort()
      const last = live
      await tail?.stop()
      await running
      if (last !== undefined) await save(last)
    },
  }
}

interface Loaded<Table> {
  readonly table: Table
  /** By partition, the offset to go on from. */
  readonly next: Record<string, number>
  /** When the newest record was appended. */
  newest: number
  /** Rows at the most since it was last written down, against which deletions are held; 0 while it is loaded. */
  most: number
}

/** A load that is not believed. */
class Refused extends Error {}
