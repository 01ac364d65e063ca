import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { frame } from '../../../src/edges/decode/frame.ts'
import { openCodecs } from '../../../src/edges/message-codec/message-codecs.ts'
import { openEmbeddedRegistry } from '../../../src/edges/registry/embedded-registry.ts'
import type { MessageCodec, MessageCodecs } from '../../../src/ports/message-codec.ts'
import { type Example, examples, type Message, schemaText } from '../../schemas/contract.ts'

const registry = openEmbeddedRegistry(fileURLToPath(new URL('../../../schemas/', import.meta.url)))
const options = {
  registry,
  schemas: {
    alert: schemaText('alert.avsc'),
    reversal: schemaText('reversal.avsc'),
    deadLetter: schemaText('dead-letter.avsc'),
  },
  notice: () => {},
  clock: { now: () => 0, monotonicMs: () => performance.now() },
}
const asJson = await openCodecs({ ...options, format: 'json' })
const asAvro = await openCodecs({ ...options, format: 'avro' })

const codecOf = { alert: 'alert', reversal: 'reversal', 'dead-letter': 'deadLetter' } as const
const codec = (codecs: MessageCodecs, message: keyof typeof codecOf) =>
  codecs[codecOf[message]] as MessageCodec<unknown>
const all = (['alert', 'reversal', 'dead-letter'] satisfies Message[]).flatMap((message) =>
  examples(message, 'valid').map(({ name, value }) => ({ message, name, value })),
)

describe.each(all)('$message $name', ({ message, value }) => {
  it('says the same in JSON and in Avro, whoever reads it', async () => {
    const json = codec(asJson, message).encode(value)
    const avro = codec(asAvro, message).encode(value)
    expect(JSON.parse(json.toString())).toStrictEqual(value)
    expect(avro[0]).toBe(0)
    for (const reader of [asJson, asAvro]) {
      expect(await codec(reader, message).decode(json)).toStrictEqual(value)
      expect(await codec(reader, message).decode(avro)).toStrictEqual(value)
    }
  })

  it('cut off in Avro is refused, wherever', async () => {
    const avro = codec(asAvro, message).encode(value)
    for (let length = 0; length < avro.length; length += 7) {
      await expect(async () => codec(asAvro, message).decode(avro.subarray(0, length))).rejects.toMatchObject(
        {
          code: 'log-refused',
          retryable: false,
        },
      )
    }
  })
})

describe('bytes that are no alert', () => {
  it.each([
    ['JSON of something else', Buffer.from('{"alertId":7}'), 'alertId, '],
    ['no JSON', Buffer.from('hello'), 'not a message of countermand.alerts: byte 0: '],
    ['a key __proto__', Buffer.from('{"__proto__":{}}'), '__proto__'],
    ['too many', Buffer.alloc(1_000_001), '1000001 bytes'],
    ['half a head', Buffer.from([0, 0]), '2 bytes'],
    ['claims', Buffer.from('0000000002fefefefe0f', 'hex'), 'bytes are claimed and'],
    [
      'a reversal',
      asAvro.reversal.encode(examples('reversal', 'valid')[0]?.value as never),
      'countermand.alerts',
    ],
  ])('such as %s are refused', async (_, bytes, says) => {
    await expect(async () => asAvro.alert.decode(bytes)).rejects.toMatchObject({
      code: 'log-refused',
      retryable: false,
      message: expect.stringContaining(says),
    })
  })

  it('of an unknown schema are refused when it has been waited for', async () => {
    const codecs = await openCodecs({ ...options, format: 'json', schemaWaits: { unknownWaitMs: 0 } })
    await expect(async () => codecs.alert.decode(frame(99, Buffer.of(0)))).rejects.toThrow('schema 99')
  })
})

describe('an alert of another version', () => {
  it('is read: what it lacks is absent, what it has more is left out', async () => {
    const schema = JSON.parse(schemaText('alert.avsc')) as { fields: { name: string }[] }
    const [example] = examples('alert', 'valid')
    const { exclusion: _, ...alert } = (example as Example).value as Record<string, unknown>
    const other = JSON.stringify({
      ...schema,
      fields: [
        ...schema.fields.filter((field) => field.name !== 'exclusion'),
        { name: 'mood', type: 'string', default: 'calm' },
      ],
    })
    const text = { id: 77, format: 'AVRO', text: other, references: [] }
    const elsewhere = { ...registry, register: async () => 77, lookUp: async () => text }
    const codecs = await openCodecs({
      ...options,
      format: 'avro',
      registry: elsewhere,
      schemas: { ...options.schemas, alert: other },
    })
    const bytes = codecs.alert.encode(alert as never)
    const reader = await openCodecs({ ...options, format: 'json', registry: elsewhere })
    expect(await reader.alert.decode(bytes)).toStrictEqual(alert)
  })
})
