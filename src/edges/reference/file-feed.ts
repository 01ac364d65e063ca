import { stat } from 'node:fs/promises'
import { isFields } from '../../core/change/read-field.ts'
import { isFaults } from '../../core/reference/staff-record.ts'
import { type ReferenceTable, refuseLoad } from '../../core/reference/table.ts'
import { fromTexts } from '../../core/reference/text-row.ts'
import { formatOf, readRecords } from '../files/records.ts'
import { watchContradictions } from './contradicted-rows.ts'
import type { FeedOptions } from './feed.ts'
import { inTurns } from './in-turns.ts'
import type { Keyed, TableKind } from './table-kind.ts'
import { watchFields } from './unread-fields.ts'

/** Keeps up with a CSV, NDJSON or JSON file. It is loaded whole, to the side, when it has changed and then stood
 *  still for one look; checked; and only then takes the place of the last good one. One row that cannot be read
 *  refuses the file: whoever it is about would else read as nobody of note. */
export async function followFile<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  path: string,
  kind: TableKind<Entry, Table>,
  { held, snapshot, clock, notice, shrinkShareMax, lookEveryMs = 5_000 }: FeedOptions<Table>,
): Promise<{ close(): Promise<void> }> {
  let taken = ''
  let before = ''

  async function look(first: boolean): Promise<void> {
    try {
      const mark = await markOf(path)
      // A file that changed since the last look may still be written to.
      if (mark.text !== taken && (first || mark.text === before)) {
        taken = mark.text
        await load(mark.changedAt)
      } else if (mark.text === taken) held.tell()
      before = mark.text
    } catch (cause) {
      taken = ''
      held.refuse(cause instanceof Error ? cause.message : String(cause))
    }
  }

  async function load(changedAt: number): Promise<void> {
    const began = clock.monotonicMs()
    const table = await loadFile(path, kind, changedAt, (what, says) =>
      notice({ kind: what, table: kind.name, says }),
    )
    const last = held.last()
    const refusal = refuseLoad(table, last?.rows, shrinkShareMax)
    if (refusal !== undefined) return held.refuse(refusal)
    if (last !== undefined) {
      await inTurns(last.entries(), ([key, versions]) => table.carry(key, versions, changedAt))
      table.coversFrom = Math.min(table.coversFrom, last.coversFrom)
    }
    held.accept(table, changedAt, clock.monotonicMs() - began)
    await snapshot.save(table, { asOf: changedAt, next: {} })
  }

  const known = kind.make()
  const place = await snapshot.load(known)
  if (place !== undefined) held.accept(known, place.asOf, 0)
  await look(true)
  let looking: Promise<void> = Promise.resolve()
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    looking = look(false).finally(() => {
      isLooking = false
    })
  }, lookEveryMs).unref()
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

/** A file as a table. Throws in words for the first row that cannot be read; `tell` hears of fields that are not, and of rows
 *  that say otherwise than others. */
export async function loadFile<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  path: string,
  kind: TableKind<Entry, Table>,
  changedAt: number,
  tell: (what: 'ReferenceFieldUnread' | 'ReferenceContradicted', says: string) => void,
): Promise<Table> {
  const format = formatOf(path)
  if (format === undefined) throw new Error(`${path}: a name that ends in .csv, .ndjson or .json is meant`)
  const table = kind.make()
  const watch = watchFields(kind, (says) => tell('ReferenceFieldUnread', says))
  const contradictions = watchContradictions(kind, (says) => tell('ReferenceContradicted', says))
  for await (const batch of readRecords(path, { format })) {
    await inTurns(batch, (read) => {
      const faults = 'record' in read ? take(read.record, read.line) : read.unreadable.faults
      if (faults !== undefined) {
        const [fault] = faults
        throw new Error(`line ${read.line} of ${path}: ${fault?.at}: ${fault?.says}`)
      }
    })
  }
  contradictions.end()
  return table

  function take(record: unknown, line: number) {
    const input = format === 'csv' && isFields(record) ? fromTexts(record) : record
    watch(input)
    const entry = kind.read(input, changedAt)
    if (isFaults(entry)) return entry
    contradictions.see(table, entry, line)
    table.put(entry)
    return undefined
  }
}

/** Changes whenever the file does: also when a new file is put in its place. */
async function markOf(path: string): Promise<{ readonly text: string; readonly changedAt: number }> {
  const { mtimeMs, size, ino } = await stat(path)
  return { text: `${mtimeMs}:${size}:${ino}`, changedAt: Math.floor(mtimeMs) }
}
