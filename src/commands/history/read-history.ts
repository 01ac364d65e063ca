import type { Mapping } from '../../core/change/mapping.ts'
import { isMapping, loadMapping } from '../../edges/files/mapping-file.ts'
import type { Format } from '../../edges/files/records.ts'
import { eachOnce } from './each-once.ts'
import { inEventOrder, merged, type Placed } from './event-order.ts'
import { changesOf } from './file-changes.ts'
import type { TableFlags } from './open-tables.ts'
import { Refusal } from './refusal.ts'

const unreadableShownMax = 5

/** How files of history are to be read, and what fills in what they do not say; the names are those of the command
 *  line. */
export interface HistoryFlags extends TableFlags {
  /** By the name of each file where it is not given. */
  readonly format?: Format | undefined
  /** Path of the mapping; without one the records are changes as they stand. */
  readonly mapping?: string | undefined
  /** `name=path` of each side list that the mapping names and that does not lie beside it or the input. */
  readonly table?: readonly string[] | undefined
}

/** Changes of all files in the order of event time, each once, in batches, to be read once; and, as it goes, what
 *  was read. */
export interface History extends AsyncIterable<readonly Placed[]> {
  readonly mapping: Mapping | undefined
  readonly tally: Readonly<HistoryTally>
}

export interface HistoryTally {
  /** Of the files as they lie there. */
  bytes: number
  records: number
  /** Records that are no change here, by the `where` of the mapping. */
  skipped: number
  unreadable: number
  /** Changes that stood out of order in their file and were put right. */
  moved: number
  /** Changes that had come by before, in the same file or another: left out. */
  repeated: number
  /** Changes of another account under an id that came by before: not copies, and counted. */
  sharing: number
}

/** Opens files of history. The first few records that cannot be read are said on standard error, all are
 *  counted, and the reading goes on. Throws `Refusal` where mapping, format or order is at fault, where a file
 *  holds no record, or none that can be read, or where nothing in all of them is a change: at once, or from the
 *  iteration. */
export async function readHistory(files: readonly string[], flags: HistoryFlags): Promise<History> {
  const mapping =
    flags.mapping === undefined ? undefined : await openMapping(flags.mapping, files[0], flags.table ?? [])
  const tally: HistoryTally = {
    bytes: 0,
    records: 0,
    skipped: 0,
    unreadable: 0,
    moved: 0,
    repeated: 0,
    sharing: 0,
  }
  let shown = 0
  const say = (fault: string) => {
    if ((shown += 1) <= unreadableShownMax) console.error(fault)
  }
  const sources = files.map((path, file) =>
    inEventOrder(changesOf({ path, file, format: flags.format, mapping }, tally, say), tally, path),
  )
  return {
    mapping,
    tally,
    [Symbol.asyncIterator]: () => neverNothing(eachOnce(merged(sources), tally), tally),
  }
}

/** A history without a single change is a mistake of whoever named it, and no history in which nothing happened. */
async function* neverNothing(
  batches: AsyncIterable<readonly Placed[]>,
  tally: HistoryTally,
): AsyncGenerator<readonly Placed[]> {
  let changes = 0
  for await (const batch of batches) {
    changes += batch.length
    yield batch
  }
  if (changes > 0) return
  throw new Refusal(
    [
      'no record of the history is a change: the mapping (where) passes over those that can be read',
      ...tallyLines(tally),
    ].join('; '),
  )
}

/** What of the files did not count, one line each; nothing where everything did. */
export function tallyLines({ skipped, unreadable, moved, repeated, sharing }: HistoryTally): string[] {
  const counted: readonly (readonly [string, number])[] = [
    ['records that are no change here (where)', skipped],
    ['records that could not be read', unreadable],
    ['changes out of order in their file, put right', moved],
    ['changes told again, each counted once', repeated],
    ['changes under an eventId that another account has already (it must be of one change)', sharing],
  ]
  return counted.flatMap(([says, count]) => (count > 0 ? [`${says}: ${count.toLocaleString('en-US')}`] : []))
}

async function openMapping(
  path: string,
  input: string | undefined,
  given: readonly string[],
): Promise<Mapping> {
  const named = new Map(
    given.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  const mapping = await loadMapping(path, { named, input })
  if (isMapping(mapping)) return mapping
  throw new Refusal(mapping.map(({ at, says }) => `${at}: ${says}`).join('\n'))
}
