import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { isFields } from '../../core/change/read-field.ts'
import type { ReferenceTable } from '../../core/reference/table.ts'
import type { Version } from '../../core/reference/versions.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import { readRecords } from '../files/records.ts'
import { inTurns } from './in-turns.ts'

/** The last good load of a table on the disk of this machine, so that a restart neither believes a broken feed for
 *  want of anything to hold against it, nor reads a long topic anew. One line a key, packed; the head says what
 *  it is of, and without the last line it is not whole and not read. */
export interface Snapshot {
  /** Never fails: a table that cannot be written down is as good as before. */
  save(table: ReferenceTable<never>, place: Place): Promise<void>
  /** Restores into `table`. `undefined` where there is no snapshot of this feed, or none that is whole. */
  load(table: ReferenceTable<never>): Promise<Place | undefined>
}

/** How far the table goes. */
export interface Place {
  /** Until when the feed was known to be right. */
  readonly asOf: number
  /** Of a topic: by partition, the offset to go on from. */
  readonly next: Readonly<Record<string, number>>
}

/** `mark` names the feed and how the table was made: the snapshot of another one is not read. */
export function snapshotAt(path: string, mark: string, trouble: (cause: unknown) => void): Snapshot {
  return {
    async save(table, place) {
      const fresh = `${path}.new`
      const lines = linesOf(table, { mark, coversFrom: table.coversFrom, ...place })
      try {
        await pipeline(lines, createGzip({ level: 1 }), createWriteStream(fresh, { mode: 0o600 }))
        await rename(fresh, path)
      } catch (cause) {
        trouble(cause)
      }
    },
    async load(table) {
      try {
        return await loadInto(table, path, mark)
      } catch (cause) {
        if (cause instanceof EdgeError) return undefined
        throw cause
      }
    },
  }
}

function* linesOf(table: ReferenceTable<never>, head: object): Iterable<string> {
  yield `${JSON.stringify(head)}\n`
  let keys = 0
  let block = ''
  for (const entry of table.entries()) {
    block += `${JSON.stringify(entry)}\n`
    keys += 1
    if (block.length < blockLength) continue
    yield block
    block = ''
  }
  yield `${block}${JSON.stringify({ keys })}\n`
}

const blockLength = 65_536

async function loadInto(
  table: ReferenceTable<never>,
  path: string,
  mark: string,
): Promise<Place | undefined> {
  let place: Place | undefined
  let keys = 0
  let isWhole = false
  for await (const batch of readRecords(path, { format: 'ndjson' })) {
    await inTurns(batch, (read) => {
      const record = 'record' in read ? read.record : undefined
      if (Array.isArray(record)) {
        // Our own file, whose end says that it is whole: a key, and versions as `entries` gave them.
        const [key, versions] = record as [string, readonly Version[]]
        if (place !== undefined) table.restore(key, versions)
        keys += 1
      } else if (isFields(record) && record.mark === mark) {
        place = record as unknown as Place
        if (typeof record.coversFrom === 'number') table.coversFrom = record.coversFrom
      } else if (isFields(record) && record.keys === keys) isWhole = true
    })
    if (place === undefined) return undefined
  }
  return isWhole ? place : undefined
}
