import type { Action } from '../change/actions.ts'
import type { Severity } from '../policy/severity.ts'
import type { Carried } from '../relate/row.ts'

/** Compact tuples of assessed changes on `countermand.digest`, many to a record, partitioned by account. */
export interface Digest {
  readonly v: 1
  readonly source: string
  readonly rows: readonly DigestRow[]
  /** The changes of rows that relations may still tip, by the row's place. */
  readonly carried?: readonly CarriedRow[]
  /** Whom actors acted on, written under each actor's own id. */
  readonly acted?: readonly ActedRow[]
  /** What our own undoing left. */
  readonly states?: readonly StateRow[]
  /** Odd acts, written under the network or session that they came from. */
  readonly origins?: readonly OriginRow[]
}

export type DigestRow = readonly [
  eventId: string,
  occurredAt: number,
  action: Action,
  actorId: string,
  accountId: string,
  suspicionCenti: number,
  stakesCenti: number,
  severity: Severity,
  alerted: 0 | 1,
  /** Bits: 1 by a machine, 2 on an address instead of an account, 4 an attempt that changed nothing. */
  flags?: number,
  /** Hashes of the account's state before and after, and when the new one ends: `States`. */
  states?: readonly [before: number, after: number, until: number],
]

export type CarriedRow = readonly [place: number, carried: Carried]
/** In which state our own undoing left an account: it is no assessed change, and the next one must be known to follow
 *  from it. */
export type StateRow = readonly [accountId: string, occurredAt: number, state: number]
export type ActedRow = readonly [actorId: string, accountId: string, occurredAt: number]
export type OriginRow = readonly [
  of: 'network' | 'session',
  id: string,
  row: DigestRow,
  carried: Carried | null,
]
