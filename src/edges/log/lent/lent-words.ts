import type { LogRecord, NewRecord, Position, Subscription } from '../../../ports/log.ts'
import type { PackedValues } from './packed-values.ts'

/** What a log that is lent to another thread and its borrower say to each other. All of it can be cloned; a reading,
 *  whether tail or membership, goes by the number that the borrower gave it. */

/** What the owner of the log does for whoever borrows it. */
export interface Lender {
  append(topic: string, records: PackedNewRecords): Promise<void>
  tail(reading: number, topics: readonly string[]): Promise<void>
  join(reading: number, subscription: Pick<Subscription, 'group' | 'topics' | 'from'>): Promise<void>
  commit(reading: number, positions: readonly Position[]): Promise<void>
  stopReading(reading: number): Promise<void>
}

/** What the borrower does with what is read: each call resolves when it is done with it. */
export interface Borrower {
  take(reading: number, records: PackedLogRecords): Promise<void>
  assigned(reading: number, partition: number): Promise<void>
  handle(reading: number, batch: PackedBatch): Promise<void>
  lost(reading: number, partition: number): void
  /** `failure` where it did not end by `stopReading`. */
  ended(reading: number, failure?: unknown): void
}

export interface PackedNewRecords extends PackedValues {
  readonly records: readonly Omit<NewRecord, 'value'>[]
}

export interface PackedLogRecords extends PackedValues {
  readonly records: readonly Omit<LogRecord, 'value'>[]
}

export interface PackedBatch extends PackedLogRecords {
  readonly topic: string
  readonly partition: number
  readonly endOffset: number
}
