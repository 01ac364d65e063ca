import avro from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroType } from '../../../src/edges/decode/plain-types.ts'
import { schemaReading } from '../../../src/edges/decode/schema-reading.ts'
import { leastMs, mutantsOf } from './mutants.ts'
import { sampleChange, sampleSchema } from './sample-schema.ts'

type Schema = object | string
const registered = (schema: Schema, format = 'AVRO') => ({
  id: 1,
  format,
  text: JSON.stringify(schema),
  references: [],
})
const reading = (schema: Schema, as?: Schema) =>
  schemaReading(registered(schema), as === undefined ? undefined : avroType(JSON.stringify(as)))
const record = (...fields: [string, Schema][]) => ({
  type: 'record',
  name: 'R',
  fields: fields.map(([name, type]) => ({ name, type })),
})
/** From hex; `_` only shows the parts. */
const bytes = (hex: string) => Buffer.from(hex.replaceAll('_', ''), 'hex')
const sampleType = avro.Type.forSchema(structuredClone(sampleSchema) as unknown as avro.Schema)
const sampleBytes = sampleType.toBuffer(sampleChange)

describe('a good Avro record', () => {
  it('becomes plain values: no classes, no wrapped unions', () => {
    const decoded = reading(sampleSchema)(sampleBytes, 0)
    expect(decoded).toStrictEqual({ value: { ...sampleChange, numbers: [0.5, 7, null] } })
  })

  it('is read from behind its head', () => {
    const framed = Buffer.concat([Buffer.from('0000000001', 'hex'), sampleBytes])
    expect(reading(sampleSchema)(framed, 5)).toMatchObject({ value: { eventId: 'evt-000000123456' } })
  })

  it('is let through whatever its values', () => {
    const read = reading(sampleSchema)
    for (let index = 0; index < 500; index += 1) {
      const value: unknown = sampleType.random()
      expect(read(sampleType.toBuffer(value), 0)).toHaveProperty('value')
    }
  })

  it('may say the size of its blocks', () => {
    const read = reading(record(['names', { type: 'array', items: 'string' }]))
    // Two items in a block of four bytes, then one in a block without a size, then the end.
    expect(read(bytes('03_08_0261_0262_02_0263_00'), 0)).toEqual({
      value: { names: ['a', 'b', 'c'] },
    })
  })

  it('of an older schema gets what it lacks from the defaults of ours, under our names', () => {
    const older = record(['id', 'string'], ['old', 'int'])
    const ours = {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'eventId', aliases: ['id'], type: 'string' },
        { name: 'outcome', type: 'string', default: 'done' },
      ],
    }
    expect(reading(older, ours)(Buffer.from('02610e', 'hex'), 0)).toEqual({
      value: { eventId: 'a', outcome: 'done' },
    })
  })

  it('that cannot be resolved to ours is read as it was written, so that every fault is named later', () => {
    const foreign = record(['eventId', 'int'])
    expect(reading(foreign, record(['eventId', 'string']))(Buffer.from('0e', 'hex'), 0)).toEqual({
      value: { eventId: 7 },
    })
  })

  it('may hold ids as decimals, which become text', () => {
    const decimal = { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 0 }
    const read = reading(record(['id', decimal], ['fee', { ...decimal, scale: 3 }]))
    // Nine bytes, which is beyond 2^63, then one.
    expect(read(bytes('12_0de0b6b3a764000100_02_ff'), 0)).toEqual({
      value: { id: '256000000000000000256', fee: '-0.001' },
    })
  })

  it('may build on schemas of other subjects', () => {
    const read = schemaReading({
      id: 1,
      format: 'AVRO',
      text: JSON.stringify(record(['who', 'shared.Person'])),
      references: [JSON.stringify({ ...record(['name', 'string']), name: 'shared.Person' })],
    })
    expect(read(Buffer.from('0261', 'hex'), 0)).toEqual({ value: { who: { name: 'a' } } })
  })
})

describe('a bad Avro record is refused before it is decoded', () => {
  const nothings = { type: 'array', items: 'null' }
  const empties = { type: 'array', items: record() }
  const names = { type: 'array', items: 'string' }
  const tree = { type: 'record', name: 'Tree', fields: [{ name: 'next', type: ['null', 'Tree'] }] }
  const bomb = record(['eventId', 'string'], ['labels', { type: 'map', values: ['null', nothings] }])
  const words = { type: 'enum', name: 'Word', symbols: ['a', 'b'] }

  it.each([
    [
      'the count bomb',
      bomb,
      '0a6576742d310204026102ffffffffff6200ffffff00',
      'too-large',
      'byte 11',
      '1700807049216 more values',
    ],
    [
      '50 million records in 4 bytes',
      empties,
      '80c2d72f',
      'too-large',
      'byte 0',
      '50000000 more values are claimed',
    ],
    [
      '50 million nothings',
      nothings,
      '80c2d72f00',
      'too-large',
      'byte 0',
      '50000000 more values are claimed',
    ],
    [
      'more text than there is',
      'string',
      '0a6162',
      'not-avro',
      'byte 1',
      '5 bytes are claimed and 2 are left',
    ],
    ['a negative length', 'string', '0361', 'not-avro', 'byte 1', '-2 bytes are claimed'],
    [
      'a length beyond 2^53',
      'string',
      'feffffffffffffffff01',
      'not-avro',
      'byte 10',
      'are claimed and 0 are left',
    ],
    ['a number without end', 'long', 'ffffffffffffffffffffff', 'not-avro', 'byte 0', 'longer than 10 bytes'],
    ['a number cut off', 'long', 'ff', 'not-avro', 'byte 1', 'the bytes end'],
    ['a number beyond 2^53', 'long', '8080808080808020', 'wrong-shape', 'byte 8', 'beyond 2^53'],
    ['an int beyond 32 bits', 'int', '8080808010', 'not-avro', 'byte 5', 'more than 32 bits'],
    [
      'a branch that is not there',
      ['null', 'int'],
      '04',
      'not-avro',
      'byte 1',
      'branch 2 of a union that has 2',
    ],
    ['a symbol that is not there', words, '04', 'not-avro', 'byte 1', 'symbol 2 of an enum that has 2'],
    ['a boolean of 2', 'boolean', '02', 'not-avro', 'byte 0', '2 where 0 or 1'],
    ['half a double', 'double', '00000000', 'not-avro', 'byte 0', '8 bytes are claimed and 4 are left'],
    ['bytes behind the record', 'int', '0201', 'not-avro', 'byte 1', 'left over after the record: 1'],
    ['nothing at all', 'string', '', 'not-avro', 'byte 0', 'the bytes end'],
    ['a block of another size', names, '01_06_0261_00', 'not-avro', 'byte 0', 'another size'],
    ['a block of a negative size', names, '01_01_0261_00', 'not-avro', 'byte 0', 'another size'],
    ['text that is not UTF-8', 'string', '04c328', 'not-avro', 'byte 1', 'not UTF-8'],
    ['a record in itself without end', tree, '02'.repeat(100), 'too-deep', 'byte 64', '64 records'],
    [
      'a key __proto__',
      { type: 'map', values: 'string' },
      `0212${Buffer.from('__proto__').toString('hex')}026100`,
      'wrong-shape',
      'byte 2',
      '"__proto__" is not allowed',
    ],
  ])('%s', (_, schema, hex, unreadable, at, says) => {
    expect(reading(schema)(bytes(hex), 0)).toEqual({
      unreadable,
      faults: [{ at, says: expect.stringContaining(says) }],
      mayRestrict: true,
    })
  })

  it('even where many small blocks claim too much together', () => {
    // 15,000 items, twice.
    expect(reading(nothings)(bytes('b0ea01_b0ea01_00'), 0)).toMatchObject({
      unreadable: 'too-large',
      faults: [{ says: '15000 more values are claimed; 25000 are allowed in all' }],
    })
  })

  it('even where few items have many fields and no bytes', () => {
    const fields = Array.from({ length: 1_000 }, (_, index): [string, Schema] => [`f${index}`, 'null'])
    // 26 items.
    expect(reading({ type: 'array', items: record(...fields) })(bytes('34_00'), 0)).toMatchObject({
      unreadable: 'too-large',
      faults: [{ says: '1000 more values are claimed; 25000 are allowed in all' }],
    })
  })

  it('cut off anywhere', () => {
    const read = reading(sampleSchema)
    for (let length = 0; length < sampleBytes.length; length += 1) {
      expect(read(sampleBytes.subarray(0, length), 0)).toHaveProperty('unreadable', 'not-avro')
    }
  })

  it('or damaged in 20,000 ways, without a throw and each within 50 ms', () => {
    const read = reading(sampleSchema)
    const good = [sampleBytes, ...Array.from({ length: 50 }, () => sampleType.toBuffer(sampleType.random()))]
    let refused = 0
    let slowest = { ms: 0, hex: '' }
    for (const mutant of mutantsOf(good, 2017, 20_000)) {
      if ('unreadable' in read(mutant, 0)) refused += 1
      const ms = leastMs(() => read(mutant, 0))
      if (ms > slowest.ms) slowest = { ms, hex: mutant.toString('hex') }
    }
    expect(slowest).toMatchObject({ ms: expect.toSatisfy((ms: number) => ms < 50) })
    expect(refused).toBeGreaterThan(15_000)
  })
})

describe('a schema that cannot be used says so once, not with each record', () => {
  it.each([
    ['PROTOBUF', registered('int', 'PROTOBUF'), 'PROTOBUF is not read here'],
    ['not JSON', { ...registered('int'), text: '{' }, 'not a schema'],
    ['no type', registered({ type: 'wish' }), 'unknown type'],
    ['a field __proto__', registered(record(['__proto__', 'int'])), '"__proto__"'],
  ])('%s', (_, schema, says) => {
    expect(() => schemaReading(schema)).toThrow(says)
  })
})
