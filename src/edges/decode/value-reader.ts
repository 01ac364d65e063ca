import type { Clock } from '../../ports/clock.ts'
import { appendBytesMax } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Registry } from '../../ports/registry.ts'
import { openSchemaReadings, type SchemaWaitLimits } from '../registry/schema-readings.ts'
import { decodeJson } from './decode-json.ts'
import { framedId, headBytes, isFramed } from './frame.ts'
import { avroType } from './plain-types.ts'
import { type Decoded, refusal } from './refusal.ts'
import { schemaReading } from './schema-reading.ts'

export interface ValueReaderOptions {
  readonly registry: Registry
  /** Text of the Avro schema to read as; `undefined` for what is taken as it was written. */
  readonly schema: string | undefined
  readonly notice: Notify
  readonly clock: Clock
  readonly recordBytesMax?: number
  readonly schemaWaits?: Partial<SchemaWaitLimits>
}

/** From the bytes of a record to a plain value. Answers at once; a promise only where a schema must be looked up
 *  first. */
export interface ValueReader {
  read(value: Buffer | null): Decoded | Promise<Decoded>
  close(): void
}

/** Larger records are refused unread. What the log itself takes at most. */
export const recordBytesMax = appendBytesMax

/** Reads records of JSON and of Avro in Confluent's wire format, recognised by their first byte.
 *  Nothing in a record makes it throw or takes longer than 50 ms; see the guards beside. */
export function openValueReader(options: ValueReaderOptions): ValueReader {
  const bytesMax = options.recordBytesMax ?? recordBytesMax
  const as = options.schema === undefined ? undefined : avroType(options.schema)
  const readings = openSchemaReadings({
    registry: options.registry,
    compile: (schema) => schemaReading(schema, as),
    notice: options.notice,
    clock: options.clock,
    ...(options.schemaWaits === undefined ? {} : { limits: options.schemaWaits }),
  })

  function readFramed(value: Buffer): Decoded | Promise<Decoded> {
    const id = framedId(value)
    if (id === undefined) {
      const says = `${value.length} bytes; Avro records begin with ${headBytes} bytes that name their schema`
      return refusal('not-avro', 'byte 0', says)
    }
    const reading = readings.known(id)
    if (reading !== undefined) return typeof reading === 'function' ? reading(value, headBytes) : reading
    return readings.wait(id).then((found) => (typeof found === 'function' ? found(value, headBytes) : found))
  }

  return {
    read(value) {
      if (value === null || value.length === 0) return refusal('empty', 'byte 0', 'an empty record')
      if (value.length > bytesMax) {
        const says = `${value.length} bytes; at most ${bytesMax} are read`
        return refusal('too-large', `byte ${bytesMax}`, says)
      }
      return isFramed(value) ? readFramed(value) : decodeJson(value)
    },
    close: () => readings.close(),
  }
}
