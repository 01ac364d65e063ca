import type { AccountChange } from '../../core/change/account-change.ts'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { ChangeReader, ReadResult } from '../../ports/change-reader.ts'
import type { Clock } from '../../ports/clock.ts'
import { appendBytesMax } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Registry } from '../../ports/registry.ts'
import { decodeJson } from '../decode/decode-json.ts'
import { framedId, headBytes, isFramed } from '../decode/frame.ts'
import { avroType } from '../decode/plain-types.ts'
import { type Decoded, refusal } from '../decode/refusal.ts'
import { type SchemaReading, schemaReading } from '../decode/schema-reading.ts'
import { openSchemaReadings, type SchemaWaitLimits } from '../registry/schema-readings.ts'

export interface ChangeReaderOptions {
  readonly registry: Registry
  /** `readChange` of the core. */
  readonly readChange: (value: unknown) => AccountChange | Unreadable
  /** For a foreign format: the mapping's changes in one decoded record, instead of `readChange`. */
  readonly mapping?: (value: unknown) => ReadResult
  /** Text of `schemas/account-change.avsc`. */
  readonly changeSchema: string
  readonly notice: Notify
  readonly clock: Clock
  readonly recordBytesMax?: number
  readonly schemaWaits?: Partial<SchemaWaitLimits>
}

/** Larger records are refused unread. What the log itself takes at most. */
export const recordBytesMax = appendBytesMax

/** Reads records of JSON and of Avro in Confluent's wire format, recognised by their first byte.
 *  Nothing in a record makes it throw or takes longer than 50 ms; see the guards in `edges/decode`. */
export function openChangeReader(options: ChangeReaderOptions): ChangeReader & { close(): void } {
  const { mapping } = options
  const bytesMax = options.recordBytesMax ?? recordBytesMax
  // A foreign record is mapped as it was written; ours may be of an older or a newer schema.
  const as = mapping === undefined ? avroType(options.changeSchema) : undefined
  const readings = openSchemaReadings({
    registry: options.registry,
    compile: (schema) => schemaReading(schema, as),
    notice: options.notice,
    clock: options.clock,
    ...(options.schemaWaits === undefined ? {} : { limits: options.schemaWaits }),
  })
  const toChanges = mapping ?? ((value: unknown): ReadResult => [options.readChange(value)])

  function read(value: Buffer | null): ReadResult | Promise<ReadResult> {
    if (value === null || value.length === 0) return [refusal('empty', 'byte 0', 'an empty record')]
    if (value.length > bytesMax) {
      const says = `${value.length} bytes; at most ${bytesMax} are read`
      return [refusal('too-large', `byte ${bytesMax}`, says)]
    }
    return isFramed(value) ? readFramed(value) : changesIn(decodeJson(value))
  }

  function readFramed(value: Buffer): ReadResult | Promise<ReadResult> {
    const id = framedId(value)
    if (id === undefined) {
      const says = `${value.length} bytes; Avro records begin with ${headBytes} bytes that name their schema`
      return [refusal('not-avro', 'byte 0', says)]
    }
    const reading = readings.known(id)
    if (reading !== undefined) return readAs(reading, value)
    return readings.wait(id).then((found) => readAs(found, value))
  }

  function readAs(reading: SchemaReading | Unreadable, value: Buffer): ReadResult {
    return typeof reading === 'function' ? changesIn(reading(value, headBytes)) : [reading]
  }

  function changesIn(decoded: Decoded): ReadResult {
    if ('unreadable' in decoded) return [decoded]
    try {
      return toChanges(decoded.value)
    } catch (error) {
      // One record that nobody foresaw must not hold up all those behind it.
      const says = error instanceof Error ? error.message : String(error)
      return [refusal(mapping === undefined ? 'wrong-shape' : 'mapping-failed', '', says)]
    }
  }

  return { read, close: () => readings.close() }
}
