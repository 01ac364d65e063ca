import type { Action } from '../change/actions.ts'
import type { Severity } from '../policy/severity.ts'

/** Compact tuples of assessed changes on `countermand.digest`, many to a record, partitioned by account. */
export interface Digest {
  readonly v: 1
  readonly source: string
  readonly rows: readonly DigestRow[]
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
]
