import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import { offsetOf, type Partition, recordId } from './partitions.ts'

/** Keeps the last record of each key, as Kafka's own cleaner does it: first the offsets of the keys that were
 *  written since the last pass are learned, as many as fit, then every older record of those keys goes. Records
 *  younger than the lag stay, and so does the last record of a key, unless it has been empty for long enough. */
export interface CompactionOptions {
  readonly file: DatabaseSync
  readonly clock: Clock
  readonly partition: Partition
  readonly compactionLagMs: number
  readonly tombstoneMs: number
  readonly compactAfterRecords: number
}

const biteRecordsMax = 1000
/** About 20 MB of keys and offsets. */
const keysMax = 100_000

/** One pass, a bite for each `next()`. */
export function* compact(options: CompactionOptions): Generator<void> {
  const { file, clock, partition } = options
  const from = partition.cleanedTo
  if (partition.nextOffset - from < options.compactAfterRecords) return

  const select = file.prepare(
    `SELECT id, at, key, value IS NULL AS isEmpty FROM records WHERE id >= ? AND id < ?
     ORDER BY id LIMIT ${biteRecordsMax}`,
  )
  const rows = (start: number, end: number): KeyRow[] =>
    select.all(recordId(partition, start), recordId(partition, end)).map((row) => ({
      id: Number(row.id),
      at: Number(row.at),
      key: typeof row.key === 'string' ? row.key : null,
      isEmpty: row.isEmpty === 1,
    }))

  const youngest = clock.now() - options.compactionLagMs
  const latest = new Map<string, number>()
  let to = from
  learning: for (const end = partition.nextOffset; to < end; ) {
    const read = rows(to, end)
    for (const row of read) {
      if (row.at > youngest || latest.size >= keysMax) break learning
      to = offsetOf(partition, row.id) + 1
      if (row.key !== null) latest.set(row.key, to - 1)
    }
    if (read.length < biteRecordsMax) break
    yield
  }
  if (to - from < options.compactAfterRecords) return

  const emptySince = clock.now() - options.tombstoneMs
  const isPast = (row: KeyRow) => {
    const last = row.key === null ? undefined : latest.get(row.key)
    if (last !== undefined && last > offsetOf(partition, row.id)) return true
    return row.isEmpty && row.at < emptySince
  }
  const remove = file.prepare('DELETE FROM records WHERE id = ?')
  for (let next = 0; next < to; ) {
    const read = rows(next, to)
    const past = read.filter(isPast)
    if (past.length > 0) inTransaction(file, () => past.forEach(({ id }) => remove.run(id)))
    const last = read.at(-1)
    if (last === undefined) break
    next = offsetOf(partition, last.id) + 1
    yield
  }
  file.prepare('UPDATE partitions SET cleaned_to = ? WHERE id = ?').run(to, partition.id)
  partition.cleanedTo = to
}

interface KeyRow {
  readonly id: number
  readonly at: number
  readonly key: string | null
  readonly isEmpty: boolean
}

function inTransaction(file: DatabaseSync, work: () => void): void {
  file.exec('BEGIN')
  try {
    work()
    file.exec('COMMIT')
  } catch (cause) {
    if (file.isTransaction) file.exec('ROLLBACK')
    throw cause
  }
}
