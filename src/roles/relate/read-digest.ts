import { unpackRow } from '../../core/relate/digest-form.ts'
import type { Carried, RowKey } from '../../core/relate/row.ts'
import { memoryKey, type Row } from '../../core/relate/row.ts'
import type { LogRecord } from '../../ports/log.ts'
import { type DigestReader, isRow, type SeenDigest } from '../digest-rows.ts'

/** One thing that a digest says, under the key of the memory that it is for. */
export type Entry = EntryBase & (RowEntry | ActedEntry | StateEntry)

interface EntryBase {
  readonly key: string
  /** Offset of the record that it stood in. */
  readonly offset: number
  readonly at: number
  /** Orders what happened in one millisecond. */
  readonly order: string
}

interface RowEntry {
  readonly of: 'account' | 'network' | 'session'
  /** Of the account, network or session. */
  readonly id: string
  readonly row: Row
}

interface ActedEntry {
  readonly of: 'actor'
  readonly accountId: string
}

interface StateEntry {
  readonly of: 'state'
  /** Hash of the state that our own undoing left. */
  readonly state: number
}

/** What the records of one batch say, in order of event time: the batches of different actors come in as their
 *  partitions happened to be read, and within one batch that must make no difference. */
export function entriesOf(records: readonly LogRecord[], readDigest: DigestReader): readonly Entry[] {
  const entries: Entry[] = []
  for (const record of records) {
    const digest = readDigest(record)
    if (digest !== undefined) addEntries(entries, digest, record.offset)
  }
  return entries.sort((a, b) => a.at - b.at || (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
}

function addEntries(entries: Entry[], digest: SeenDigest, offset: number): void {
  const { source } = digest
  const carried = new Map<number, Carried>(digest.carried ?? [])
  for (const [place, packed] of digest.rows.entries()) {
    if (packed === undefined) continue
    const row = unpackRow(source, packed, carried.get(place))
    entries.push(entryOf({ of: 'account', source, id: row.accountId }, row, offset))
  }
  for (const [actorId, accountId, at] of digest.acted ?? []) {
    const key = memoryKey({ of: 'actor', source, id: actorId })
    entries.push({ of: 'actor', key, offset, at, order: accountId, accountId })
  }
  for (const [accountId, at, state] of digest.states ?? []) {
    const key = memoryKey({ of: 'account', source, id: accountId })
    entries.push({ of: 'state', key, offset, at, order: accountId, state })
  }
  for (const [of, id, packed, carriedAlong] of digest.origins ?? []) {
    if (!isRow(packed)) continue
    const row = unpackRow(source, packed, carriedAlong ?? undefined)
    entries.push(entryOf({ of, source, id }, row, offset))
  }
}

function entryOf(about: RowKey & { readonly of: RowEntry['of'] }, row: Row, offset: number): Entry {
  const { of, id } = about
  return { of, id, row, key: memoryKey(about), offset, at: row.occurredAt, order: row.eventId }
}
