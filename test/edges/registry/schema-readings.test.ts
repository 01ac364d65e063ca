import { afterEach, describe, expect, it } from 'vitest'
import {
  openSchemaReadings,
  type SchemaReadings,
  type SchemaReadingsOptions,
} from '../../../src/edges/registry/schema-readings.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import type { RegisteredSchema } from '../../../src/ports/registry.ts'

const away = new EdgeError('registry-unavailable', 'refused', { retryable: true })
const schema = (id: number): RegisteredSchema => ({ id, format: 'AVRO', text: '"int"', references: [] })
const reading = () => ({ value: 'read' })

let open: SchemaReadings | undefined
afterEach(() => open?.close())

/** A registry that gives one answer after another for whatever it is asked, the last one for ever. */
function readingsOf(
  answers: readonly ((id: number) => RegisteredSchema | undefined)[],
  options: Partial<SchemaReadingsOptions> = {},
) {
  const asked: number[] = []
  const notices: Notice[] = []
  const time = { ms: 0 }
  open = openSchemaReadings({
    registry: {
      kind: 'confluent',
      async lookUp(id) {
        asked.push(id)
        return answers[Math.min(asked.length, answers.length) - 1]?.(id)
      },
      register: async () => 1,
      ping: async () => {},
    },
    compile: () => reading,
    notice: (notice) => notices.push(notice),
    clock: { now: () => 0, monotonicMs: () => time.ms },
    limits: { retryMsMin: 1, retryMsMax: 2, unknownWaitMs: 1_000, graceAgainMs: 10_000 },
    ...options,
  })
  return { readings: open, asked, notices, time }
}

function fails(): never {
  throw away
}
const none = () => undefined

describe('the schema of a record', () => {
  it('is asked for once and then known at once', async () => {
    const { readings, asked } = readingsOf([schema])
    expect(readings.known(7)).toBeUndefined()
    expect(await readings.wait(7)).toBe(reading)
    expect(readings.known(7)).toBe(reading)
    expect(asked).toEqual([7])
  })

  it('is asked for once by all records that wait for it', async () => {
    const { readings, asked } = readingsOf([schema])
    const found = await Promise.all([readings.wait(7), readings.wait(7), readings.wait(8), readings.wait(7)])
    expect(found).toEqual([reading, reading, reading, reading])
    expect(asked).toEqual([7, 8])
  })

  it('is waited for while the registry is away, said each time, and found when it is back', async () => {
    const { readings, notices, time } = readingsOf([fails, fails, fails, schema])
    time.ms = 1e9
    expect(await readings.wait(7)).toBe(reading)
    expect(notices).toEqual([1, 2, 3].map(() => ({ kind: 'SchemaWaits', schemaId: 7, cause: away })))
  })

  it('that is known goes on being read while the registry is away', async () => {
    const { readings } = readingsOf([schema, fails])
    await readings.wait(7)
    const waits = readings.wait(8)
    expect(readings.known(7)).toBe(reading)
    readings.close()
    await expect(waits).rejects.toMatchObject({ code: 'registry-unavailable', retryable: true })
  })

  it('may be registered a moment after its first record', async () => {
    const { readings, notices } = readingsOf([none, none, schema])
    expect(await readings.wait(7)).toBe(reading)
    expect(notices).toHaveLength(2)
  })

  it('that the registry does not have for a while is refused', async () => {
    const answers = readingsOf([
      none,
      () => {
        answers.time.ms = 1_000
        return undefined
      },
    ])
    expect(await answers.readings.wait(7)).toEqual({
      unreadable: 'unknown-schema',
      faults: [{ at: 'byte 1', says: 'schema 7: the registry has no schema with this id' }],
      mayRestrict: true,
    })
  })

  it('with an impossible id is refused unasked', () => {
    const { readings, asked } = readingsOf([schema])
    expect(readings.known(0xdeadbeef)).toHaveProperty('unreadable', 'unknown-schema')
    expect(asked).toEqual([])
  })

  it('that cannot be used is refused, and asked for again later', async () => {
    const compile = () => {
      throw new Error('PROTOBUF is not read here')
    }
    const { readings, asked, time } = readingsOf([schema], { compile })
    const refused = await readings.wait(7)
    expect(refused).toMatchObject({
      faults: [{ says: 'schema 7: its schema cannot be used: Error: PROTOBUF is not read here' }],
    })
    expect(readings.known(7)).toBe(refused)
    time.ms = 1_000
    expect(readings.known(7)).toBeUndefined()
    expect(asked).toEqual([7])
  })
})

describe('noise that looks like Avro', () => {
  async function afterOneRefusal(...later: ((id: number) => RegisteredSchema | undefined)[]) {
    const made = readingsOf([
      none,
      () => {
        made.time.ms = 1_000
        return undefined
      },
      ...later,
    ])
    await made.readings.wait(1)
    return made
  }

  it('holds the stream up once, not once for each of its ids', async () => {
    const { readings, asked, notices } = await afterOneRefusal(none)
    for (const id of [2, 3, 4, 5]) {
      expect(await readings.wait(id)).toHaveProperty('unreadable', 'unknown-schema')
    }
    expect(asked).toEqual([1, 1, 2, 3, 4, 5])
    expect(notices).toHaveLength(1)
  })

  it('does not take the waiting away from an id that comes after a good one', async () => {
    const { readings } = await afterOneRefusal(schema, none, none, schema)
    expect(await readings.wait(2)).toBe(reading)
    expect(await readings.wait(3)).toBe(reading)
  })

  it('is asked for again after a while without waiting, and may be known by then', async () => {
    const { readings, time, asked } = await afterOneRefusal(none, schema)
    time.ms += 1_000
    expect(await readings.wait(1)).toHaveProperty('unreadable', 'unknown-schema')
    time.ms += 1_000
    expect(await readings.wait(1)).toBe(reading)
    expect(asked).toEqual([1, 1, 1, 1])
  })

  it('fills no memory: at most 100 ids wait', async () => {
    const { readings } = readingsOf([fails])
    const waits = Array.from({ length: 100 }, (_, id) => readings.wait(id))
    await expect(readings.wait(100)).rejects.toMatchObject({ code: 'registry-unavailable', retryable: true })
    readings.close()
    expect((await Promise.allSettled(waits)).every((wait) => wait.status === 'rejected')).toBe(true)
  })
})
