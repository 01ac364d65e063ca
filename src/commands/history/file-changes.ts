import { mapRecord } from '../../core/change/map-record.ts'
import type { Mapping } from '../../core/change/mapping.ts'
import { isUnreadable, readChange } from '../../core/change/read-change.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import { type Format, formatOf, readRecords } from '../../edges/files/records.ts'
import type { Placed } from './event-order.ts'
import type { HistoryTally } from './read-history.ts'
import { Refusal } from './refusal.ts'

/** One file of a history, and how its records become changes. */
export interface HistoryFile {
  readonly path: string
  /** Which of the files it is. */
  readonly file: number
  readonly format: Format | undefined
  readonly mapping: Mapping | undefined
}

/** The changes of one file. The first few records that cannot be read are said, once one could be: a file in
 *  which none can is the wrong file or has the wrong mapping, and is refused with one sentence, as is one without
 *  a record. */
export async function* changesOf(
  { path, file, format: given, mapping }: HistoryFile,
  tally: HistoryTally,
  say: (fault: string) => void,
): AsyncGenerator<readonly Placed[]> {
  const format = given ?? formatOf(path)
  if (format === undefined)
    throw new Refusal(`${path}: its name does not say its format; give --format csv, ndjson or json`)
  const faults = holdFaults(say)
  let [bytes, records, readable] = [0, 0, 0]
  let columns: string | undefined
  const onBytes = (count: number) => {
    bytes += count
    tally.bytes += count
  }
  for await (const batch of readRecords(path, { format, onBytes })) {
    const placed: Placed[] = []
    for (const read of batch) {
      if ('record' in read) columns ??= columnsOf(read.record)
      const mapped =
        'record' in read ? toChanges(mapping, read.record) : { changes: [read.unreadable], skipped: 0 }
      tally.skipped += mapped.skipped
      readable += mapped.skipped
      for (const change of mapped.changes) {
        if (!isUnreadable(change)) {
          placed.push({ change, file, line: read.line })
          continue
        }
        tally.unreadable += 1
        const [fault] = change.faults
        faults.hold(
          `${path}:${read.line} could not be read: ${change.unreadable}, ${fault?.at}: ${fault?.says}`,
        )
      }
    }
    records += batch.length
    readable += placed.length
    if (readable > 0) faults.letOut()
    yield placed
  }
  tally.records += records
  if (bytes === 0) throw new Refusal(`${path} is empty: changes as ${format} were expected`)
  if (records === 0) throw new Refusal(`${path} has no record in it: changes as ${format} were expected`)
  if (readable === 0) throw new Refusal(noneReadable(path, faults.first() ?? '', columns, mapping))
}

/** Keeps back what is said of records until it is known whether the file is one of changes at all. */
function holdFaults(say: (fault: string) => void) {
  const held: string[] = []
  let isOut = false
  return {
    first: () => held[0],
    hold(fault: string) {
      if (isOut) say(plainly(fault, shownMax))
      else if (held.length < heldMax) held.push(plainly(fault, shownMax))
    },
    letOut() {
      if (!isOut) for (const fault of held) say(fault)
      isOut = true
    },
  }
}

const heldMax = 5

function noneReadable(
  path: string,
  first: string,
  columns: string | undefined,
  mapping: Mapping | undefined,
) {
  const has = columns === undefined || columns === '' ? '' : `; a record has ${plainly(columns, shownMax)}`
  const meant =
    mapping === undefined
      ? 'changes were expected, or a --mapping that makes changes of them'
      : 'is this the --mapping for the file?'
  return `${path}: no record in it could be read as a change (${first}${has}): ${meant}`
}

function columnsOf(record: unknown): string | undefined {
  return typeof record === 'object' && record !== null ? Object.keys(record).join(', ') : undefined
}

const shownMax = 240

function toChanges(mapping: Mapping | undefined, record: unknown) {
  return mapping === undefined ? { changes: [readChange(record)], skipped: 0 } : mapRecord(mapping, record)
}
