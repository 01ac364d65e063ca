import type { AccountChange } from '../core/change/account-change.ts'
import type { Unreadable } from '../core/change/unreadable.ts'

/** From the bytes of one record to the changes in it. A foreign format may hold several, or none that
 *  matter. Answers at once on the hot path; a promise only where a schema must be looked up first, and that
 *  promise waits as long as the registry is away. */
export interface ChangeReader {
  read(value: Buffer | null): ReadResult | Promise<ReadResult>
}

export type ReadResult = readonly (AccountChange | Unreadable)[]
