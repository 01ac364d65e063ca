import type { NewRecord } from './log.ts'

/** Messages that the store promised to the log in the transaction that made them true. They are appended
 *  after the commit and may be appended twice; their ids let readers drop the second. */
export interface Outbox {
  /** The oldest messages that were not yet appended, at most `limit`. */
  waiting(limit: number): Promise<readonly OutboxMessage[]>
  /** They are durable in the log. */
  sent(messageIds: readonly string[]): Promise<void>
}

export interface OutboxMessage {
  readonly messageId: string
  readonly topic: string
  readonly record: NewRecord
}
