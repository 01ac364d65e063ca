import type { Type } from 'avsc'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import { appendBytesMax } from '../../ports/log.ts'
import type { MessageCodec, MessageCodecs } from '../../ports/message-codec.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Registry } from '../../ports/registry.ts'
import { ownTopics } from '../../ports/topics.ts'
import { decodeJson } from '../decode/decode-json.ts'
import { frame, framedId, headBytes, isFramed } from '../decode/frame.ts'
import { avroType } from '../decode/plain-types.ts'
import type { Decoded } from '../decode/refusal.ts'
import { type SchemaReading, schemaReading } from '../decode/schema-reading.ts'
import {
  openSchemaReadings,
  type SchemaReadings,
  type SchemaWaitLimits,
} from '../registry/schema-readings.ts'
import { withoutAbsent } from './absent-fields.ts'

export interface CodecsOptions {
  /** What is written. Both are read. */
  readonly format: 'json' | 'avro'
  readonly registry: Registry
  /** Texts of `schemas/alert.avsc`, `reversal.avsc` and `dead-letter.avsc`. */
  readonly schemas: { readonly [message in keyof MessageCodecs]: string }
  readonly notice: Notify
  readonly clock: Clock
  readonly schemaWaits?: Partial<SchemaWaitLimits>
}

/** Opens the codecs of our own messages. To write Avro it registers their schemas first, under
 *  `<topic>-value`, and throws the registry's `EdgeError` where one is refused. */
export async function openCodecs(options: CodecsOptions): Promise<MessageCodecs & { close(): void }> {
  const alert = await openCodec<'alert'>('alert', ownTopics.alerts.name, options)
  const reversal = await openCodec<'reversal'>('reversal', ownTopics.reversals.name, options)
  const deadLetter = await openCodec<'deadLetter'>('deadLetter', ownTopics.deadLetters.name, options)
  return {
    alert,
    reversal,
    deadLetter,
    close() {
      for (const codec of [alert, reversal, deadLetter]) codec.close()
    },
  }
}

type MessageOf<Name extends keyof MessageCodecs> =
  MessageCodecs[Name] extends MessageCodec<infer Message> ? Message : never

async function openCodec<Name extends keyof MessageCodecs>(
  name: Name,
  topic: string,
  options: CodecsOptions,
): Promise<MessageCodec<MessageOf<Name>> & { close(): void }> {
  const schema = options.schemas[name]
  const type = avroType(schema)
  const id = options.format === 'avro' ? await options.registry.register(`${topic}-value`, schema) : undefined
  const readings = openSchemaReadings({
    registry: options.registry,
    compile: (found) => schemaReading(found, type),
    notice: options.notice,
    clock: options.clock,
    ...(options.schemaWaits === undefined ? {} : { limits: options.schemaWaits }),
  })
  return {
    encode: (message) =>
      id === undefined ? Buffer.from(JSON.stringify(message)) : frame(id, type.toBuffer(message)),
    // `decodeMessage` holds the value to the message's schema: here bytes become a message.
    decode: (value) =>
      decodeMessage(value, type, readings, `not a message of ${topic}`) as
        | MessageOf<Name>
        | Promise<MessageOf<Name>>,
    close: () => readings.close(),
  }
}

function decodeMessage(value: Buffer, type: Type, readings: SchemaReadings, says: string): unknown {
  if (value.length > appendBytesMax) throw refused(`${says}: ${value.length} bytes`)
  if (!isFramed(value)) return checked(decodeJson(value), type, says)
  const id = framedId(value)
  if (id === undefined) throw refused(`${says}: ${value.length} bytes`)
  const decode = (reading: SchemaReading | Unreadable) =>
    checked(typeof reading === 'function' ? reading(value, headBytes) : reading, type, says)
  const reading = readings.known(id)
  return reading === undefined ? readings.wait(id).then(decode) : decode(reading)
}

/** The message in a decoded value, by the Avro schema whichever form it came in. */
function checked(decoded: Decoded, type: Type, says: string): unknown {
  if ('unreadable' in decoded) {
    throw refused(`${says}: ${decoded.faults.map((fault) => `${fault.at}: ${fault.says}`).join('; ')}`)
  }
  const faults: string[] = []
  const note = (path: string[]) => faults.push(path.join('.'))
  if (!type.isValid(decoded.value, { errorHook: note })) throw refused(`${says}: ${faults.join(', ')}`)
  return withoutAbsent(type, decoded.value)
}

function refused(says: string): EdgeError {
  return new EdgeError('log-refused', says, { retryable: false })
}
