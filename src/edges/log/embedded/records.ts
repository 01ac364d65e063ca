import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import type { LogRecord, NewRecord } from '../../../ports/log.ts'
import { recordSizeBytes } from '../record-size.ts'
import { offsetOf, type Partition, recordId } from './partitions.ts'
import type { Tidings } from './tidings.ts'
import type { Write } from './writes.ts'

/** Reads and writes records of the file. All of it is synchronous: SQLite is in this process. */
export interface Records {
  /** In writes small enough to share a transaction with others. */
  writesOf(placed: readonly Placed[]): Write[]
  /** From the offset on, at most the bounds, and at least one if there is one. */
  read(partition: Partition, offset: number, end: number): LogRecord[]
  /** The offset of the oldest record; the end, if there is none. */
  firstOffset(partition: Partition): number
}

export interface Placed {
  readonly partition: Partition
  readonly record: NewRecord
}

const batchRecordsMax = 1000
const batchBytesMax = 4_000_000
const writeRecordsMax = 1000
const writeBytesMax = 1_000_000
const noHeaders: Readonly<Record<string, string>> = Object.freeze({})

export function openRecords(file: DatabaseSync, clock: Clock, tidings: Tidings): Records {
  const insert = file.prepare('INSERT INTO records (id, at, key, headers, value) VALUES (?, ?, ?, ?, ?)')
  const moveEnd = file.prepare('UPDATE partitions SET next_offset = ? WHERE id = ?')
  const first = file.prepare('SELECT min(id) AS id FROM records WHERE id >= ? AND id < ?')
  const select = file.prepare(
    'SELECT id, at, key, headers, value FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
  )

  // Arrays: a record of names for each row would be a quarter of the cost of reading.
  select.setReturnArrays(true)

  function writeAll(placed: readonly Placed[]): void {
    const at = clock.now()
    const touched = new Set<Partition>()
    for (const { partition, record } of placed) {
      const headers = record.headers === undefined ? null : JSON.stringify(record.headers)
      insert.run(recordId(partition, partition.writtenTo), at, record.key, headers, record.value)
      partition.writtenTo++
      touched.add(partition)
    }
    for (const partition of touched) {
      moveEnd.run(partition.writtenTo, partition.id)
      tidings.grew(partition)
    }
  }

  return {
    writesOf: (placed) =>
      sliced(placed).map(({ slice, sizeBytes }) => ({ sizeBytes, run: () => writeAll(slice) })),

    read(partition, offset, end) {
      const records: LogRecord[] = []
      let sizeBytes = 0
      const rows = select.iterate(recordId(partition, offset), recordId(partition, end), batchRecordsMax)
      for (const row of rows as unknown as Iterable<readonly SQLOutputValue[]>) {
        const record = recordOf(partition, row)
        records.push(record)
        sizeBytes += record.value?.byteLength ?? 0
        if (sizeBytes >= batchBytesMax) break
      }
      return records
    },

    firstOffset(partition) {
      const { nextOffset } = partition
      const found = first.get(recordId(partition, 0), recordId(partition, nextOffset))?.id
      return found === null || found === undefined ? nextOffset : offsetOf(partition, Number(found))
    },
  }
}

function recordOf(partition: Partition, row: readonly SQLOutputValue[]): LogRecord {
  const [id, at, key, headers, value] = row
  return {
    topic: partition.topic,
    partition: partition.partition,
    offset: offsetOf(partition, Number(id)),
    timestampMs: Number(at),
    key: typeof key === 'string' ? key : null,
    value: value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : null,
    headers: typeof headers === 'string' ? JSON.parse(headers) : noHeaders,
  }
}

function sliced(placed: readonly Placed[]): { slice: Placed[]; sizeBytes: number }[] {
  const slices: { slice: Placed[]; sizeBytes: number }[] = []
  let open = { slice: [] as Placed[], sizeBytes: 0 }
  for (const one of placed) {
    if (open.slice.length === 0) slices.push(open)
    open.slice.push(one)
    open.sizeBytes += recordSizeBytes(one.record)
    if (open.slice.length >= writeRecordsMax || open.sizeBytes >= writeBytesMax) {
      open = { slice: [], sizeBytes: 0 }
    }
  }
  return slices
}
