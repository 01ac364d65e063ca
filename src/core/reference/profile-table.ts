import type { AccountProfile } from './account-profile.ts'
import { isKept, type KeepProfiles } from './keep-profiles.ts'
import { ListPool } from './list-pool.ts'
import { PackedTable, rowBytesMax } from './packed-table.ts'
import {
  below,
  type ProfileVersion,
  placeAsOf,
  readVersion,
  readVersions,
  writeVersions,
} from './profile-bytes.ts'
import { goneKeptMs, type ReferenceTable } from './table.ts'
import { keyOf, withVersion } from './versions.ts'

/** What `complete` asks of the profiles of accounts. */
export interface AccountFacts {
  /** The account as it stood at that moment; `below` where all that is known is that it had less than the
   *  standing that is kept; `undefined` where nobody knows. The handle is dear to read: only where it is wanted. */
  asOf(source: string, id: string, at: number, withHandle?: boolean): AccountProfile | 'below' | undefined
  /** What `below` is below of, where it can be said at all. */
  readonly followersUnder?: number
}

/** Profiles of the accounts above a standing, a few versions of each, packed: some 60 bytes an account. */
export class ProfileTable implements AccountFacts, ReferenceTable<AccountProfile> {
  readonly followersUnder: number
  coversFrom = Number.POSITIVE_INFINITY
  readonly #keep: KeepProfiles
  readonly #keptMax: number
  readonly #rows = new PackedTable()
  readonly #lists = new ListPool()
  readonly #scratch = new Uint8Array(rowBytesMax)
  #live = 0
  #withSource = false
  #refused = 0

  constructor(keep: KeepProfiles, keptMax: number) {
    this.#keep = keep
    this.#keptMax = keptMax
    this.followersUnder = keep.followers
  }

  /** Accounts that are of note now. */
  get rows(): number {
    return this.#live
  }

  get bytes(): number {
    return this.#rows.bytes
  }

  /** Accounts of note for which there was no room. From the first of them on, nobody is known to be small. */
  get refused(): number {
    return this.#refused
  }

  put(profile: AccountProfile): void {
    this.coversFrom = Math.min(this.coversFrom, profile.validFrom)
    const key = keyOf(profile.source, profile.id)
    const kept = isKept(profile, this.#keep)
    // Most accounts have never been of note, and leave nothing behind.
    if (!kept && this.#rows.find(key) === undefined) return
    // The key says the source already.
    const { source: _, ...facts } = profile
    this.#add(key, kept ? facts : below(profile.validFrom))
  }

  /** From that moment on nothing is known of the account; what held before still does. */
  forget(key: string, at: number): void {
    if (this.#rows.find(key) !== undefined) this.doubt(key, at)
  }

  doubt(key: string, at: number): void {
    const before = this.#versionsOf(key)
    const kept = before.filter((version) => version.validFrom < at)
    this.#write(key, before, withVersion<ProfileVersion>(kept, { validFrom: at, gone: true }))
  }

  asOf(source: string, id: string, at: number, withHandle = true): AccountProfile | 'below' | undefined {
    const own = this.#withSource ? this.#rows.find(keyOf(source, id)) : undefined
    const row = own ?? this.#rows.find(id)
    if (row === undefined) return this.#restIsBelow(at) ? 'below' : undefined
    const place = placeAsOf(row.bytes, row.at, at)
    if (place === -1) return undefined
    const version = readVersion(row.bytes, place, this.#lists, id, withHandle)
    if ('below' in version) return 'below'
    return 'gone' in version ? undefined : version
  }

  carry(key: string, older: readonly ProfileVersion[], at: number): void {
    const known = this.#versionsOf(key)
    const last = older.at(-1)
    const hasGone = last !== undefined && 'gone' in last
    if (known.length === 0 && hasGone && last.validFrom < at - goneKeptMs) return
    const first = known[0]?.validFrom ?? Number.POSITIVE_INFINITY
    for (const version of older) if (version.validFrom < first) this.#add(key, version)
    if (known.length === 0 && !hasGone) this.forget(key, at)
  }

  restore(key: string, versions: readonly ProfileVersion[]): void {
    for (const version of versions) this.#add(key, version)
  }

  /** Who fell below before then goes too: absence says the same of them. */
  letGo(before: number): void {
    this.#rows.sweep(({ bytes, at }) => {
      const last = readVersion(bytes, at + 1, this.#lists, '')
      return !(('gone' in last || ('below' in last && this.#keep.restIsBelow)) && last.validFrom < before)
    })
  }

  *entries(): Iterable<readonly [key: string, versions: readonly ProfileVersion[]]> {
    for (const { key, bytes, at } of this.#rows.entries()) {
      yield [key, readVersions(bytes, at, this.#lists, key.slice(key.indexOf('\0') + 1))]
    }
  }

  /** The feed knows nothing of the time before its first version, and what found no room may be anybody. */
  #restIsBelow(at: number): boolean {
    return this.#keep.restIsBelow && this.#refused === 0 && at >= this.coversFrom
  }

  #versionsOf(key: string): readonly ProfileVersion[] {
    const row = this.#rows.find(key)
    if (row === undefined) return []
    return readVersions(row.bytes, row.at, this.#lists, key.slice(key.indexOf('\0') + 1))
  }

  #add(key: string, version: ProfileVersion): void {
    const before = this.#versionsOf(key)
    const after = withVersion(before, version)
    if (after !== before) this.#write(key, before, after)
  }

  #write(key: string, before: readonly ProfileVersion[], after: readonly ProfileVersion[]): void {
    const isNew = before.length === 0
    const fits = after.every((version) => !('id' in version) || this.#hasLists(version))
    if (!fits || this.#rows.isFull || (isNew && this.#rows.size >= this.#keptMax)) {
      this.#refused += 1
      return
    }
    this.#withSource ||= key.includes('\0')
    this.#live += aliveAs(after) - aliveAs(before)
    this.#rows.put(key, this.#scratch, writeVersions(after, this.#lists, this.#scratch))
  }

  #hasLists({ protectedClass, holds }: AccountProfile): boolean {
    return this.#lists.hasRoomFor(protectedClass) && this.#lists.hasRoomFor(holds)
  }
}

function aliveAs(versions: readonly ProfileVersion[]): 0 | 1 {
  const last = versions.at(-1)
  return last === undefined || 'gone' in last || 'below' in last ? 0 : 1
}
