import type { ReferenceTables } from '../core/reference/complete.ts'
import type { ReadResult } from './change-reader.ts'

/** What is known of staff and accounts beside the stream. */
export interface Reference {
  /** The tables for what was read, as they are now. Answers at once, but where somebody must be asked over HTTP:
   *  then it waits for the answers, bounded in time. Never fails: what cannot be had is unknown. */
  tablesFor(reads: readonly ReadResult[]): ReferenceTables | Promise<ReferenceTables>
  /** One sentence a table: how it stands, for people. */
  says(): readonly string[]
  /** The same of those that are too old to be believed, or were never there. */
  stale(): readonly string[]
}

/** The two tables, by the names of their topics. */
export const referenceNames = ['staff.records', 'account.profiles'] as const
export type ReferenceName = (typeof referenceNames)[number]

/** What became of a look-up over HTTP: it was in the cache, was answered with a record or with none, was not
 *  answered, or was not asked because the service fails. */
export const lookUpOutcomes = ['cached', 'found', 'none', 'failed', 'not-asked'] as const
export type LookUpOutcome = (typeof lookUpOutcomes)[number]
