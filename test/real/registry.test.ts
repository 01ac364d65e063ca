import { randomUUID } from 'node:crypto'
import avro from 'avsc'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readChange } from '../../src/core/change/read-change.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { frame } from '../../src/edges/decode/frame.ts'
import { openCodecs } from '../../src/edges/message-codec/message-codecs.ts'
import { openConfluentRegistry } from '../../src/edges/registry/confluent-registry.ts'
import type { Notice } from '../../src/ports/notice.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { sampleChange, sampleSchema } from '../edges/decode/sample-schema.ts'
import { examples, schemaText } from '../schemas/contract.ts'
import { type RealRegistry, realRegistry } from './apicurio.ts'
import { type Cable, cableTo } from './cable.ts'

let real: RealRegistry | undefined
let cable: Cable
let registry: Registry
let missing = ''

beforeAll(async () => {
  try {
    real = await realRegistry()
  } catch (cause) {
    missing = `no real schema registry on this machine: ${String(cause)}`
    console.warn(`SKIPPED test/real/registry.test.ts: ${missing}`)
    return
  }
  const url = new URL(real.url)
  cable = await cableTo(url.hostname, Number(url.port))
  url.host = `127.0.0.1:${cable.port}`
  registry = await openConfluentRegistry({ urls: [url.href], timeoutMs: 5_000 })
}, 400_000)

afterAll(async () => {
  if (real === undefined) return
  await cable.remove()
  await real.stop()
})

beforeEach((context) => {
  if (real === undefined) context.skip(missing)
})

/** A schema that no registry has seen, under a subject of its own. */
function fresh(...fields: object[]) {
  const name = `T${randomUUID().replaceAll('-', '')}`
  const all = [{ name: 'id', type: 'string' }, ...fields]
  return { subject: `${name}-value`, text: JSON.stringify({ type: 'record', name, fields: all }) }
}

function changed(text: string, ...fields: object[]) {
  const schema = JSON.parse(text) as { fields: object[] }
  return JSON.stringify({ ...schema, fields })
}

describe('a real schema registry', () => {
  it('takes a schema once and gives it back by its id', async () => {
    const { subject, text } = fresh()
    const id = await registry.register(subject, text)
    expect(await registry.register(subject, text)).toBe(id)
    const found = await registry.lookUp(id)
    expect(found).toMatchObject({ id, format: 'AVRO', references: [] })
    expect(JSON.parse(found?.text ?? '')).toEqual(JSON.parse(text))
    await registry.ping()
  })

  it('takes a newer schema that can read what the older one wrote', async () => {
    const { subject, text } = fresh()
    const older = await registry.register(subject, text)
    const more = changed(text, { name: 'id', type: 'string' }, { name: 'note', type: 'string', default: '' })
    expect(await registry.register(subject, more)).not.toBe(older)
  })

  it('refuses, with the fault, a newer schema that cannot', async () => {
    const { subject, text } = fresh()
    await registry.register(subject, text)
    const other = changed(text, { name: 'id', type: 'string' }, { name: 'must', type: 'string' })
    await expect(registry.register(subject, other)).rejects.toMatchObject({
      code: 'registry-refused',
      retryable: false,
      message: expect.stringMatching(
        new RegExp(`${subject}.*incompatible with the one before it.*must`, 'is'),
      ),
    })
  })

  it('refuses what is not a schema', async () => {
    await expect(registry.register(fresh().subject, '{"type":"wish"}')).rejects.toMatchObject({
      code: 'registry-refused',
      retryable: false,
    })
  })

  it('gives the schemas that one builds on', async () => {
    const person = fresh()
    await registry.register(person.subject, person.text)
    const { name } = JSON.parse(person.text) as { name: string }
    const whole = fresh({ name: 'who', type: name })
    // Countermand's own schemas build on nothing, so it has no way to register such a one.
    const answer = await fetch(`${real?.url}/subjects/${whole.subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        schema: whole.text,
        references: [{ name, subject: person.subject, version: 1 }],
      }),
    })
    const { id } = (await answer.json()) as { id: number }
    expect((await registry.lookUp(id))?.references.map((text): unknown => JSON.parse(text))).toEqual([
      JSON.parse(person.text),
    ])
  })

  it('says so when it has no such id', async () => {
    expect(await registry.lookUp(2_000_000_000)).toBeUndefined()
  })

  it('behind a wrong address is away, and no id is unknown for that', async () => {
    const lost = await openConfluentRegistry({ urls: [`${real?.url}/lost`], timeoutMs: 5_000 })
    await expect(lost.lookUp(1)).rejects.toMatchObject({ code: 'registry-unavailable', retryable: true })
  })
})

describe('our own messages in Avro', () => {
  it('are registered under their topics and read by whoever asks the same registry', async () => {
    const open = () =>
      openCodecs({
        format: 'avro',
        registry,
        schemas: {
          alert: schemaText('alert.avsc'),
          reversal: schemaText('reversal.avsc'),
          deadLetter: schemaText('dead-letter.avsc'),
        },
        notice: () => {},
        clock: { now: () => 0, monotonicMs: () => performance.now() },
      })
    const [writer, reader] = [await open(), await open()]
    for (const { value } of examples('alert', 'valid')) {
      const bytes = writer.alert.encode(value as Alert)
      expect(await reader.alert.decode(bytes)).toStrictEqual(value)
    }
    const subjects: unknown = await (await fetch(`${real?.url}/subjects`)).json()
    expect(subjects).toEqual(
      expect.arrayContaining([
        'countermand.alerts-value',
        'countermand.dead-letters-value',
        'countermand.reversals-value',
      ]),
    )
    writer.close()
    reader.close()
  })
})

describe('changes whose schemas are in a real registry', () => {
  function openReader() {
    const notices: Notice[] = []
    const reader = openChangeReader({
      registry,
      readChange,
      changeSchema: JSON.stringify(sampleSchema),
      notice: (notice) => notices.push(notice),
      clock: { now: () => 0, monotonicMs: () => performance.now() },
      schemaWaits: { retryMsMin: 10, retryMsMax: 50, unknownWaitMs: 300 },
    })
    return { reader, notices }
  }

  /** The change as a producer writes it that has a schema of its own with a field more. */
  async function written() {
    const more = { name: `x${randomUUID().replaceAll('-', '')}`, type: 'string', default: '' }
    const schema = { ...structuredClone(sampleSchema), fields: [...sampleSchema.fields, more] }
    const id = await registry.register(`changes-${randomUUID()}-value`, JSON.stringify(schema))
    const type = avro.Type.forSchema(JSON.parse(JSON.stringify(schema)) as avro.Schema)
    return frame(id, type.toBuffer(sampleChange))
  }

  const expected = [{ eventId: 'evt-000000123456', action: 'deactivate', account: { followers: 44_000_000 } }]

  it('are read, the first after a look-up and the others at once', async () => {
    const { reader } = openReader()
    const record = await written()
    const first = reader.read(record)
    expect(first).toBeInstanceOf(Promise)
    expect(await first).toMatchObject(expected)
    expect(reader.read(record)).toMatchObject(expected)
    reader.close()
  })

  it('go on while it is away if their schema is known, and the others wait and are read when it is back', async () => {
    const { reader, notices } = openReader()
    const [known, unknown] = [await written(), await written()]
    await reader.read(known)
    cable.cut()
    const waits = reader.read(unknown)
    await expect.poll(() => notices.length, { timeout: 15_000 }).toBeGreaterThan(2)
    expect(notices[0]).toMatchObject({
      kind: 'SchemaWaits',
      schemaId: unknown.readUInt32BE(1),
      cause: { code: 'registry-unavailable' },
    })
    expect(reader.read(known)).toMatchObject(expected)
    cable.mend()
    expect(await waits).toMatchObject(expected)
    reader.close()
  })

  it('are refused when it has no such schema, after waiting for it', async () => {
    const { reader, notices } = openReader()
    expect(await reader.read(frame(2_000_000_001, Buffer.from('00', 'hex')))).toMatchObject([
      { unreadable: 'unknown-schema', mayRestrict: true },
    ])
    expect(notices.length).toBeGreaterThan(1)
    reader.close()
  })
})
