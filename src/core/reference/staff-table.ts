import type { StaffRecord } from './staff-record.ts'
import { goneKeptMs, type ReferenceTable } from './table.ts'
import { keyOf, type Version, versionAt, withVersion } from './versions.ts'

/** What `complete` asks of the records of staff. */
export interface StaffFacts {
  /** The person as they stood at that moment; `undefined` where nobody knows. */
  asOf(source: string, id: string, at: number): StaffRecord | undefined
}

/** More people than any platform employs: beyond it the feed is not one of staff. */
export const staffMax = 2_000_000

/** Staff by id, a few versions of each. */
export class StaffTable implements StaffFacts, ReferenceTable<StaffRecord> {
  coversFrom = Number.POSITIVE_INFINITY
  readonly #people = new Map<string, readonly StaffVersion[]>()
  #live = 0
  #refused = 0
  #withSource = false

  /** People in the records now. */
  get rows(): number {
    return this.#live
  }

  /** People for whom there was no room. */
  get refused(): number {
    return this.#refused
  }

  put(record: StaffRecord): void {
    this.coversFrom = Math.min(this.coversFrom, record.validFrom)
    this.#add(keyOf(record.source, record.id), record)
  }

  /** From that moment on nothing is known of the person; what held before still does. */
  forget(key: string, at: number): void {
    const before = this.#people.get(key)
    if (before === undefined) return
    this.#live -= aliveAs(before)
    const kept = before.filter((version) => version.validFrom < at)
    this.#people.set(key, withVersion<StaffVersion>(kept, { validFrom: at, gone: true }))
  }

  doubt(key: string, at: number): void {
    this.forget(key, at)
  }

  asOf(source: string, id: string, at: number): StaffRecord | undefined {
    const own = this.#withSource ? this.#people.get(keyOf(source, id)) : undefined
    const versions = own ?? this.#people.get(id)
    const version = versions === undefined ? undefined : versionAt(versions, at)
    return version === undefined || 'gone' in version ? undefined : version
  }

  carry(key: string, older: readonly StaffVersion[], at: number): void {
    const known = this.#people.get(key)
    if (known === undefined && goneSince(older) < at - goneKeptMs) return
    const first = known?.[0]?.validFrom ?? Number.POSITIVE_INFINITY
    for (const version of older) if (version.validFrom < first) this.#add(key, version)
    if (known === undefined && goneSince(older) === Number.POSITIVE_INFINITY) this.forget(key, at)
  }

  restore(key: string, versions: readonly StaffVersion[]): void {
    for (const version of versions) this.#add(key, version)
  }

  letGo(before: number): void {
    for (const [key, versions] of this.#people) if (goneSince(versions) < before) this.#people.delete(key)
  }

  entries(): Iterable<readonly [key: string, versions: readonly StaffVersion[]]> {
    return this.#people
  }

  #add(key: string, version: StaffVersion): void {
    const before = this.#people.get(key)
    if (before === undefined && this.#people.size >= staffMax) {
      this.#refused += 1
      return
    }
    this.#withSource ||= key.includes('\0')
    const after = withVersion(before ?? [], version)
    if (after === before) return
    this.#live += aliveAs(after) - (before === undefined ? 0 : aliveAs(before))
    this.#people.set(key, after)
  }
}

export type StaffVersion = StaffRecord | Gone

/** The feed took the key away. */
export interface Gone extends Version {
  readonly gone: true
}

function aliveAs(versions: readonly StaffVersion[]): 0 | 1 {
  const last = versions.at(-1)
  return last === undefined || 'gone' in last ? 0 : 1
}

function goneSince(versions: readonly StaffVersion[]): number {
  const last = versions.at(-1)
  return last !== undefined && 'gone' in last ? last.validFrom : Number.POSITIVE_INFINITY
}
