import type { AuditDeed, AuditEntry, AuditFacts, SealedName } from '../core/audit/entry.ts'
import type { SignedHead } from '../core/audit/head.ts'
import type { AuditRow } from '../core/audit/verify.ts'

/** The append-only record of everything that changed or was seen. Two of them, one contract: SQLite and
 *  PostgreSQL. Several instances on one store keep one chain. Every failure is
 *  `EdgeError('store-unavailable')`. */
export interface Audit {
  /** Durable when it resolves. What changes something else in the store writes its entry in that same
   *  transaction instead (`edges/store/audit-append.ts`). */
  record(happenings: readonly Happening[]): Promise<void>
  standing(): Promise<AuditStanding>
  /** Entries from `from` on, in order, at most `limit`. */
  rows(from: number, limit: number): Promise<readonly AuditRow[]>
  /** The latest entries about a case, an alert or a reversal, oldest first. */
  rowsAbout(about: readonly string[], limit: number): Promise<readonly AuditRow[]>
  /** Heads from this number on, in order, at most `limit`. */
  heads(from: number, limit: number): Promise<readonly SignedHead[]>
  /** Makes one head if one is due: `segmentEntriesMax` entries, or `sealEveryMs` since the last, or any entry
   *  at all with `anyway`. Answers how many entries it covers; 0 where none was due. */
  seal(signer: HeadSigner, now: number, anyway: boolean): Promise<number>
  /** What a sealed text says; undefined where the key of its subject was erased, or cannot be had. */
  unseal(entry: AuditEntry): Promise<Readonly<Partial<Record<SealedName, string | undefined>>>>
  /** Those of these keys that were erased, as the record itself says. */
  erasedKeys(keyIds: Iterable<string>): Promise<ReadonlySet<string>>
  /** Forgets the keys of a subject, however their id was spelt, and records that. Answers the spellings; none where
   *  there is no key. */
  erase(subject: string, by: string, why: string, at: number): Promise<readonly string[]>
}

/** What is to be recorded. */
export interface Happening {
  readonly deed: AuditDeed
  readonly at: number
  /** Id of the person who did it; absent for the machine itself. */
  readonly by?: string
  /** Id of the case, alert, reversal or switch. */
  readonly about?: string
  /** Id of the person, or member of staff, whom it is about. */
  readonly whom?: string
  /** Id of somebody else in it, such as whom a case was given to. */
  readonly other?: string
  /** In words. Read with the key of `whom`, else of `by`: words say most about whom they are about. */
  readonly why?: string
  /** Ids of those for whom `{hand 1}`, `{hand 2}` stand in `why`: each is read with their own key. */
  readonly hands?: readonly string[]
  readonly before?: AuditFacts
  readonly after?: AuditFacts
  readonly requestId?: string | undefined
}

export interface AuditStanding {
  readonly size: number
  /** Entries that a head covers. */
  readonly sealedSize: number
  readonly heads: number
  /** When the last head was made. */
  readonly sealedAt: number
}

export interface HeadSigner {
  readonly key: string
  sign(text: string): string
}

/** Where heads are kept besides the store, out of reach of whoever can write to it. */
export interface HeadPlace {
  readonly says: string
  /** How many heads it has. */
  count(): Promise<number>
  /** Durable when it resolves. */
  append(heads: readonly SignedHead[]): Promise<void>
}
