import { EdgeError } from '../../ports/edge-error.ts'
import { appendBytesMax, type NewRecord } from '../../ports/log.ts'

/** Key, value and headers together, in bytes. */
export function recordSizeBytes({ key, value, headers }: NewRecord): number {
  let sizeBytes = (key === null ? 0 : Buffer.byteLength(key)) + (value?.byteLength ?? 0)
  for (const name in headers) sizeBytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? '')
  return sizeBytes
}

/** Refuses a record that is too large before anything of its batch was written. */
export function checkSizes(topic: string, records: readonly NewRecord[]): void {
  for (const record of records) {
    const sizeBytes = recordSizeBytes(record)
    if (sizeBytes <= appendBytesMax) continue
    const says = `a record for ${topic} has ${sizeBytes} bytes, and at most ${appendBytesMax} are allowed`
    throw new EdgeError('too-large', says, { retryable: false })
  }
}
