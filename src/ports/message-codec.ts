import type { Alert } from '../core/decision/alert.ts'
import type { DeadLetter } from '../core/decision/dead-letter.ts'
import type { Reversal } from '../core/reversal/reversal.ts'

/** Our own messages to and from bytes: JSON, or Avro with the registry's five-byte head. `decode` reads
 *  both whichever is written. */
export interface MessageCodec<T> {
  encode(message: T): Buffer
  /** Throws `EdgeError('log-refused')` on bytes that are not such a message. */
  decode(value: Buffer): T | Promise<T>
}

export interface MessageCodecs {
  readonly alert: MessageCodec<Alert>
  readonly reversal: MessageCodec<Reversal>
  readonly deadLetter: MessageCodec<DeadLetter>
}
