import type { Version } from './versions.ts'

/** A reference table as whoever loads it sees it: records in, versions out again for a snapshot. */
export interface ReferenceTable<Entry> {
  /** Of keys that the feed has now. */
  readonly rows: number
  /** Keys for which there was no room. */
  readonly refused: number
  /** Of an earlier time the feed knows nothing: what it does not list then is unknown, and not small. */
  coversFrom: number
  put(record: Entry): void
  /** The feed took the key away at that moment: nothing is known from then on, and what held before still does. */
  forget(key: string, at: number): void
  /** What the feed said of the key at that moment cannot be read: nothing is known from then on, and least of all
   *  that it is nobody of note. */
  doubt(key: string, at: number): void
  /** Takes over what an older table knew of a key: versions before those of this one; and where this one has
   *  none, that the feed took the key away at that moment. For a feed that is loaded anew. */
  carry(key: string, older: readonly Version[], at: number): void
  /** Takes what `entries` gave. */
  restore(key: string, versions: readonly Version[]): void
  /** Lets go whoever left the feed before then. */
  letGo(before: number): void
  entries(): Iterable<readonly [key: string, versions: readonly Version[]]>
}

/** So long a key is kept after it left the feed: what was done just before may still be under way. */
export const goneKeptMs = 604_800_000

/** Why a load is not believed, in words; `undefined` where it is. An empty or a shrunken feed is far more often a
 *  broken export than a platform without staff.
 *    shrinkShareMax 0.2:   0 rows -> empty   100 -> 79 rows -> "21 % fewer rows"   100 -> 80 -> believed
 *    shrinkShareMax 1:     whatever has a row is believed: somebody said so */
export function refuseLoad(
  table: { readonly rows: number; readonly refused: number },
  lastRows: number | undefined,
  shrinkShareMax: number,
): string | undefined {
  if (table.refused > 0) return `no room for ${table.refused} of its rows`
  if (table.rows === 0) return 'it is empty'
  if (lastRows === undefined || lastRows === 0) return undefined
  const lost = lastRows - table.rows
  // Rounded up, so that what is refused never reads as the share that is allowed.
  return lost > shrinkShareMax * lastRows ? `${Math.ceil((lost * 100) / lastRows)} % fewer rows` : undefined
}
