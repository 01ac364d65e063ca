import type { DigestRow } from '../../core/decision/digest.ts'
import type { LogRecord } from '../../ports/log.ts'
import { type DigestReader, rowsIn } from '../digest-rows.ts'

/** One record of the digest, as far as the machine watches itself by it. */
export interface DigestSeen {
  readonly rows: readonly DigestRow[]
  /** When it was appended, by the log's clock. */
  readonly appendedAt: number
  /** Event time of its newest change. */
  readonly newestAt: number
}

export function readDigestSeen(record: LogRecord, readDigest: DigestReader): DigestSeen | undefined {
  const rows = rowsIn(readDigest(record))
  if (rows.length === 0) return undefined
  const newestAt = Math.max(...rows.map(([, occurredAt]) => occurredAt))
  return { rows, appendedAt: record.timestampMs, newestAt }
}
