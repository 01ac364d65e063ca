import type { AccountChange } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'
import type { Mode, Severity } from '../policy/severity.ts'
import type { Filled, TablesAsOf } from '../reference/complete.ts'
import type { States } from './account-state.ts'

/** One assessed change as RELATE sees it: who did what to whom, and what its actor's past made of it. */
export interface Row {
  readonly source: string
  readonly eventId: string
  readonly occurredAt: number
  readonly action: Action
  readonly actorId: string
  readonly accountId: string
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly severity: Severity
  readonly alerted: boolean
  /** Machines are nobody's accomplices, and what they lift by a timer is nobody's judgement. */
  readonly machine: boolean
  /** Where the account is an address or a range: whoever holds it changes, so its past is nobody's. */
  readonly isAddress: boolean
  /** False for a refused or failed attempt: it changed nothing. */
  readonly took: boolean
  /** Absent where the source says nothing of them. */
  readonly states?: States
  /** All that an alert needs, where one was raised or relations may still tip it. */
  readonly carried: Carried | undefined
}

/** What a row carries along while an alert may come of it. */
export interface Carried {
  readonly change: AccountChange
  /** Modes that it may never have. */
  readonly forbid: readonly Mode[]
  /** Names of the rules that held: their points are in the suspicion. Absent on a log of before they were carried. */
  readonly rules?: readonly string[]
  /** What the reference tables brought to the change, and until when they were known to be right. */
  readonly filled?: Filled
  readonly tablesAsOf?: TablesAsOf
  /** What the policy granted before anything was known of others. */
  readonly mode: Mode
}

/** Whose memory a row is for. One change is at most four rows: under its account; where it restricts or
 *  seizes, under its actor, so that whoever is acted upon later can be known as one who acted; and where it is
 *  odd, under its network and its session. */
export type RowKey =
  | { readonly of: 'account'; readonly source: string; readonly id: string }
  | { readonly of: 'actor'; readonly source: string; readonly id: string }
  | { readonly of: 'network' | 'session'; readonly source: string; readonly id: string }

/** The key of a memory. An account and an actor of one id are the same person and share it. NUL cannot stand in
 *  an id, so that no account can be called like a network. */
export function memoryKey({ of, source, id }: RowKey): string {
  return of === 'account' || of === 'actor' ? `${source}\0${id}` : `${source}\0\0${of}\0${id}`
}
