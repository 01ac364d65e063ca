import avro from 'avsc'
import { afterEach, describe, expect, it } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { isUnreadable, readChange } from '../../../src/core/change/read-change.ts'
import { type ChangeReaderOptions, openChangeReader } from '../../../src/edges/change-reader/change-reader.ts'
import { frame } from '../../../src/edges/decode/frame.ts'
import { recordBytesMax } from '../../../src/edges/decode/value-reader.ts'
import type { ReadResult } from '../../../src/ports/change-reader.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Registry } from '../../../src/ports/registry.ts'
import { examples, schemaText } from '../../schemas/contract.ts'
import { leastMs, mutantsOf } from '../decode/mutants.ts'
import { sampleChange, sampleSchema } from '../decode/sample-schema.ts'

const text = JSON.stringify(sampleSchema)
const type = avro.Type.forSchema(JSON.parse(text) as avro.Schema)
const avroBytes = frame(1, type.toBuffer(sampleChange))
const jsonBytes = Buffer.from(JSON.stringify({ ...sampleChange, hash: undefined, raw: undefined }))

const registry: Registry = {
  kind: 'confluent',
  lookUp: async (id) => (id === 1 ? { id, format: 'AVRO', text, references: [] } : undefined),
  register: async () => 1,
  ping: async () => {},
}

let close = () => {}
afterEach(() => close())

function openReader(options: Partial<ChangeReaderOptions> = {}) {
  const reader = openChangeReader({
    registry,
    readChange,
    changeSchema: text,
    notice: () => {},
    clock: { now: () => 0, monotonicMs: () => performance.now() },
    schemaWaits: { retryMsMin: 1, retryMsMax: 1, unknownWaitMs: 3 },
    ...options,
  })
  close = () => reader.close()
  return reader
}

describe('changes are read', () => {
  it('alike from JSON and Avro on the same topic, at once when the schema is known', async () => {
    const reader = openReader()
    const fromAvro = await reader.read(avroBytes)
    expect(fromAvro).toMatchObject([{ eventId: 'evt-000000123456', actor: { kind: 'contractor' } }])
    expect(reader.read(jsonBytes)).toEqual(fromAvro)
    expect(reader.read(avroBytes)).toEqual(fromAvro)
  })

  it('through the mapping of a foreign format, several from one record', async () => {
    const one = openReader().read(jsonBytes) as readonly AccountChange[]
    const seen: unknown[] = []
    const reader = openReader({
      mapping(value) {
        seen.push(value)
        return [...one, ...one]
      },
    })
    expect(reader.read(Buffer.from('{"foreign":true}'))).toEqual([...one, ...one])
    await reader.read(avroBytes)
    expect(seen).toEqual([{ foreign: true }, { ...sampleChange, numbers: [0.5, 7, null] }])
  })

  it('as none from a record that does not matter', () => {
    expect(openReader({ mapping: () => [] }).read(jsonBytes)).toEqual([])
  })

  it('when the registry is back, while those of known schemas go on', async () => {
    let isAway = true
    let waited = 0
    const reader = openReader({
      registry: {
        ...registry,
        async lookUp(id) {
          if (id !== 1 && isAway) throw new EdgeError('registry-unavailable', 'away', { retryable: true })
          return { id, format: 'AVRO', text, references: [] }
        },
      },
      notice: () => {
        waited += 1
      },
    })
    const known = await reader.read(avroBytes)
    const waits = reader.read(frame(2, type.toBuffer(sampleChange)))
    expect(reader.read(avroBytes)).toEqual(known)
    await expect.poll(() => waited, { timeout: 15_000 }).toBeGreaterThan(3)
    isAway = false
    expect(await waits).toEqual(known)
  })
})

describe('an example of the contract', () => {
  it.each(examples('account-change', 'valid'))(
    '$name says the same in JSON and in Avro',
    async ({ value }) => {
      const ours = schemaText('account-change.avsc')
      const reader = openReader({
        changeSchema: ours,
        registry: { ...registry, lookUp: async (id) => ({ id, format: 'AVRO', text: ours, references: [] }) },
      })
      const change = readChange(value)
      const avroValue = avro.Type.forSchema(JSON.parse(ours) as avro.Schema).toBuffer(change)
      expect(reader.read(Buffer.from(JSON.stringify(value)))).toStrictEqual([change])
      expect(await reader.read(frame(1, avroValue))).toStrictEqual([change])
    },
  )
})

describe('bad input is a value with its reason, and the next record is read', () => {
  const change = (extra: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(jsonBytes.toString()), ...extra }))
  const framed = (hex: string) => Buffer.from(`0000000001${hex}`, 'hex')

  it.each([
    ['no record', null, 'empty', 'an empty record'],
    ['an empty record', Buffer.alloc(0), 'empty', 'an empty record'],
    ['2 MB', Buffer.alloc(2_000_000, '['), 'too-large', '2000000 bytes; at most 1000000 are read'],
    ['JSON of 200,000 levels', Buffer.alloc(200_000, '['), 'too-deep', 'nested deeper'],
    ['JSON of __proto__', change({ a: JSON.parse('{"__proto__":{}}') }), 'wrong-shape', '__proto__'],
    ['half a JSON text', jsonBytes.subarray(0, 100), 'not-json', 'JSON'],
    ['a list', Buffer.from('[1]'), 'wrong-shape', 'an object is meant'],
    ['a number', Buffer.from('7'), 'wrong-shape', 'an object is meant'],
    ['null', Buffer.from('null'), 'empty', 'nothing stands here'],
    ['wrong types', change({ actor: 'me' }), 'wrong-shape', 'object'],
    [
      'an id beyond 2^53',
      Buffer.from('{"eventId":12345678901234567890}'),
      'wrong-shape',
      'at most 9007199254740991',
    ],
    ['gzip', Buffer.from('1f8b08000000000000ff', 'hex'), 'not-json', 'gzip'],
    ['no UTF-8', Buffer.from('7bff7d', 'hex'), 'not-json', 'not UTF-8'],
    ['half a head', Buffer.from('000000', 'hex'), 'not-avro', 'begin with 5 bytes'],
    ['nothing behind the head', framed(''), 'not-avro', 'the bytes end'],
    ['half an Avro record', avroBytes.subarray(0, 60), 'not-avro', 'are claimed and'],
    ['the count bomb', framed('0a6576742d310204026102ffffffffff6200ffffff00'), 'not-avro', ''],
    ['a schema nobody has', Buffer.from('000000000900', 'hex'), 'unknown-schema', 'schema 9'],
    ['an impossible schema', Buffer.from('00ffffffff00', 'hex'), 'unknown-schema', 'schema 4294967295'],
  ])('%s', async (_, bytes, unreadable, says) => {
    const reader = openReader()
    const good = await reader.read(avroBytes)
    const answer = reader.read(bytes)
    // A promise waits for its schema, which takes no time of this process.
    expect(answer instanceof Promise ? 0 : leastMs(() => reader.read(bytes))).toBeLessThan(50)
    const [refused, ...more] = await answer
    expect(more).toEqual([])
    expect(refused).toMatchObject({ unreadable })
    expect(JSON.stringify(refused)).toContain(says)
    expect(reader.read(avroBytes)).toEqual(good)
  })

  it('names every fault of a change at once', () => {
    const [read] = openReader().read(change({ action: 'explode', occurredAt: 'never' })) as readonly [never]
    expect(isUnreadable(read) && (read as { faults: object[] }).faults).toHaveLength(2)
  })

  it('even where the mapping throws', () => {
    const mapping = () => {
      throw new TypeError('no such function')
    }
    expect(openReader({ mapping }).read(jsonBytes)).toEqual([
      { unreadable: 'mapping-failed', faults: [{ at: '', says: 'no such function' }], mayRestrict: true },
    ])
  })

  it('takes a record as large as allowed', () => {
    const large = change({ padding: '' })
    const padding = 'x'.repeat(recordBytesMax - large.length)
    expect(openReader().read(change({ padding }))).toMatchObject([{ eventId: 'evt-000000123456' }])
    expect(openReader().read(change({ padding: `${padding}x` }))).toMatchObject([{ unreadable: 'too-large' }])
  })

  it('takes a record as full as allowed within 50 ms', async () => {
    const map = JSON.stringify({ type: 'map', values: 'null' })
    const full = Array.from({ length: 24_990 }, (_, index): [string, null] => [
      `k${index.toString(36)}`,
      null,
    ])
    const entries = avro.Type.forSchema(JSON.parse(map) as avro.Schema).toBuffer(Object.fromEntries(full))
    const reader = openReader({
      registry: { ...registry, lookUp: async (id) => ({ id, format: 'AVRO', text: map, references: [] }) },
    })
    for (const record of [frame(1, entries), change(Object.fromEntries(full.slice(0, -50)))]) {
      await reader.read(record)
      expect(leastMs(() => reader.read(record))).toBeLessThan(50)
    }
  })

  it('in 20,000 kinds of damage, without a throw and each within 50 ms', async () => {
    const reader = openReader()
    await reader.read(avroBytes)
    let slowest = { ms: 0, hex: '' }
    const later: ReadResult[] = []
    for (const mutant of mutantsOf([avroBytes, jsonBytes], 42, 20_000)) {
      const answer = reader.read(mutant)
      if (answer instanceof Promise) {
        later.push(await answer)
        continue
      }
      const ms = leastMs(() => reader.read(mutant))
      if (ms > slowest.ms) slowest = { ms, hex: mutant.toString('hex') }
    }
    expect(slowest).toMatchObject({ ms: expect.toSatisfy((ms: number) => ms < 50) })
    expect(later.length).toBeGreaterThan(10)
    expect(later.flat().every((read) => 'unreadable' in read && read.unreadable === 'unknown-schema')).toBe(
      true,
    )
  })
})
