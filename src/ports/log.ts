/** The log: ordered partitions of records, durable when `append` resolves, read by groups.
 *  Two of them, one contract: SQLite inside this process, and Apache Kafka.
 *  Every failure is an `EdgeError` with a `log-…` code. */
export interface Log {
  readonly kind: 'embedded' | 'kafka'
  /** Creates what is missing; what exists stays as it is, and a difference in partitions is an error. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>
  partitionCount(topic: string): Promise<number>
  /** Durable when it resolves. Records of one key keep their order. At most `appendBytesMax` a record. A record
   *  may be there twice, if an answer was lost or a call that was refused in part was made again. */
  append(topic: string, records: readonly NewRecord[]): Promise<void>
  /** Takes part in a group: each partition number is read by one member at a time, for all topics of the
   *  subscription together. */
  join(subscription: Subscription): Promise<Membership>
  /** Reads one partition from its first record, or from that offset, to the end it had when called. For restoring memory: on a
   *  compacted topic it gives the last value of each key at least. What `take` throws is thrown. */
  readToEnd(
    topic: string,
    partition: number,
    take: (records: readonly LogRecord[]) => void | Promise<void>,
    from?: number,
  ): Promise<void>
  /** Every record appended from now on, in all partitions, without a group. `take` is called with records of
   *  one partition at a time, one call after another; a retryable `EdgeError` from it is tried again. */
  tail(
    topics: readonly string[],
    take: (records: readonly LogRecord[]) => void | Promise<void>,
  ): Promise<Reading>
  /** Rejects while the log cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** As much of a log as can be lent to another thread. */
export type LentLog = Pick<Log, 'append' | 'tail'> & {
  join(subscription: Subscription): Promise<Omit<Membership, 'lag'>>
}

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  /** Keeps the last value of each key, instead of all records for `retentionMs`. */
  readonly compacted: boolean
  readonly retentionMs: number
}

export interface NewRecord {
  readonly key: string | null
  /** `null` forgets the key on a compacted topic. */
  readonly value: Uint8Array | null
  /** Explicit partition; otherwise the key decides. */
  readonly partition?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface LogRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** When it was appended, by the log's clock. */
  readonly timestampMs: number
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/** What one member of a group reads, and what it does with it. For one partition number the calls of one
 *  member come one after another, over all topics: `assigned`, then `handle` for each batch, then `lost`. */
export interface Subscription {
  readonly group: string
  /** All members of a group name the same topics. */
  readonly topics: readonly string[]
  /** Where a group without offsets begins. */
  readonly from: 'start' | 'end'
  /** Runs before the first batch of a partition newly given to this member: restore memory here. Fails like
   *  `handle`. */
  assigned?(partition: number): Promise<void>
  /** The partition is no longer this member's: it went to another one, this one was silent for too long, or
   *  the membership ended. Drop what was not flushed. Comes once for each partition that was begun. */
  lost?(partition: number): void
  /** Different partition numbers may overlap. Must be safe to repeat. A retryable `EdgeError` is tried again
   *  with back-off; anything else ends the membership. Once the batch is no longer current, what is thrown is
   *  ignored: the partition is somebody else's. */
  handle(batch: Batch): Promise<void>
}

export interface Batch {
  readonly topic: string
  readonly partition: number
  readonly records: readonly LogRecord[]
  /** Offset that the next appended record will have: what is left to read is `endOffset - last - 1`. */
  readonly endOffset: number
  /** Call inside long computation: it gives the process a turn to say that this member lives, or the group
   *  gives the partition away. Work that waits (for a promise) needs none. */
  heartbeat(): Promise<void>
  /** False once the partition belongs, or may belong, to somebody else: then nothing more may be written for
   *  it. Never becomes true again. */
  isCurrent(): boolean
}

/** Reading that goes on until it is stopped. */
export interface Reading extends Stoppable {
  /** Resolves when it ended by `stop` or by closing the log, rejects when it ended by a failure. The failure is
   *  said by a notice too, so a rejection that nobody awaits is not a crash. */
  readonly ended: Promise<void>
}

export interface Membership extends Reading {
  /** `offset` is the next one to read. Resolves when durable. `EdgeError('log-refused')` for a partition that
   *  is not, or no longer, this member's: then nothing was committed. */
  commit(positions: readonly Position[]): Promise<void>
  /** Records appended but not yet handed to `handle`, by `topic/partition`. */
  lag(): ReadonlyMap<string, number>
}

export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export interface Stoppable {
  /** Lets the batch in hand finish, then leaves. */
  stop(): Promise<void>
}

/** The largest record that can be appended: key, value and headers together, in bytes. */
export const appendBytesMax = 1_000_000
