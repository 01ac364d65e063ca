import { setTimeout as sleep } from 'node:timers/promises'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Notify } from '../../ports/notice.ts'
import { type RegisteredSchema, type Registry, schemaIdMax } from '../../ports/registry.ts'
import { refusal } from '../decode/refusal.ts'
import type { SchemaReading } from '../decode/schema-reading.ts'

/** How records of each schema id are read, from the registry once and from memory ever after.
 *
 *  - The registry is away or says anything but yes or no: the id waits, however long, with back-off, and says
 *    so by `SchemaWaits`. Its record is not at fault.
 *  - The registry says that it has no such id: it may be registered a moment later, or on a replica that lags.
 *    So the id waits too, but all unknown ids share one period of grace (`unknownWaitMs`). After it they are
 *    refused, or noise that looks like Avro would hold up the stream for a period with each record.
 *    An id that is found, or `graceAgainMs` without waiting, gives a new period of grace.
 *  - A refused id is asked for again after `unknownWaitMs`, once and without waiting.
 *
 *  Several records that wait for one id make one look-up. */
export interface SchemaReadings {
  /** At once: how to read it, or why it cannot be; `undefined` where the registry must be asked. */
  known(id: number): SchemaReading | Unreadable | undefined
  /** Throws `EdgeError('registry-unavailable')` when closed meanwhile, or when too many ids wait. */
  wait(id: number): Promise<SchemaReading | Unreadable>
  /** Ends the waiting of all. */
  close(): void
}

export interface SchemaReadingsOptions {
  readonly registry: Registry
  /** Throws where the schema cannot be used. */
  readonly compile: (schema: RegisteredSchema) => SchemaReading
  readonly notice: Notify
  readonly clock: Clock
  readonly limits?: Partial<SchemaWaitLimits>
}

export interface SchemaWaitLimits {
  /** Between two questions: at first about `retryMsMin`, then longer, at most `retryMsMax`, with jitter. */
  readonly retryMsMin: number
  readonly retryMsMax: number
  readonly unknownWaitMs: number
  readonly graceAgainMs: number
}

/** A schema is registered before its first record, and registries copy within a second. The stream of a
 *  partition stands still for as long, so a record with an id that nobody has must not hold it for long either:
 *  an undoing has three seconds. */
export const schemaWaitLimits: SchemaWaitLimits = {
  retryMsMin: 250,
  retryMsMax: 5_000,
  unknownWaitMs: 2_000,
  graceAgainMs: 600_000,
}

/** Ids kept, of each kind. A platform has a few; the oldest leaves. */
const idsMax = 1_000
/** Ids that wait at the same time: one for each partition, and some for HTTP. */
const waitingMax = 100

export function openSchemaReadings(options: SchemaReadingsOptions): SchemaReadings {
  const { registry, compile, notice, clock } = options
  const limits = { ...schemaWaitLimits, ...options.limits }
  const readings = new Map<number, SchemaReading>()
  const refusals = new Map<number, { readonly refusal: Unreadable; readonly untilMs: number }>()
  const waiting = new Map<number, Promise<SchemaReading | Unreadable>>()
  const closing = new AbortController()
  const grace = periodOfGrace(limits, clock)

  function known(id: number): SchemaReading | Unreadable | undefined {
    const reading = readings.get(id)
    if (reading !== undefined) return reading
    if (id > schemaIdMax) return unknownSchema(id, `no schema has an id above ${schemaIdMax}`)
    const refused = refusals.get(id)
    return refused !== undefined && clock.monotonicMs() < refused.untilMs ? refused.refusal : undefined
  }

  async function ask(id: number): Promise<SchemaReading | Unreadable> {
    for (let questions = 1; ; questions += 1) {
      try {
        const schema = await registry.lookUp(id)
        if (schema !== undefined) return take(schema)
        if (!grace.waits(refusals.has(id))) return refuse(id, 'the registry has no schema with this id')
        notice({ kind: 'SchemaWaits', schemaId: id, cause: 'the registry has no schema with this id yet' })
      } catch (cause) {
        if (!(cause instanceof EdgeError)) throw cause
        if (cause.code === 'too-large') return refuse(id, cause.message)
        notice({ kind: 'SchemaWaits', schemaId: id, cause })
      }
      await pause(questions)
    }
  }

  function take(schema: RegisteredSchema): SchemaReading | Unreadable {
    grace.renew()
    try {
      const reading = compile(schema)
      keep(readings, schema.id, reading)
      return reading
    } catch (error) {
      return refuse(schema.id, `its schema cannot be used: ${String(error)}`)
    }
  }

  function refuse(id: number, says: string): Unreadable {
    const refusal = unknownSchema(id, says)
    refusals.delete(id)
    keep(refusals, id, { refusal, untilMs: clock.monotonicMs() + limits.unknownWaitMs })
    return refusal
  }

  /** Full jitter (AWS Architecture Blog, 2015), so that instances do not ask in step. */
  async function pause(questions: number): Promise<void> {
    const ceiling = Math.min(limits.retryMsMax, limits.retryMsMin * 2 ** Math.min(questions, 20))
    const ms = limits.retryMsMin + Math.random() * (ceiling - limits.retryMsMin)
    await sleep(ms, undefined, { signal: closing.signal }).catch((cause: unknown) => {
      throw unavailable('no longer waits for schemas: it is closing', cause)
    })
  }

  return {
    known,
    wait(id) {
      const same = waiting.get(id)
      if (same !== undefined) return same
      if (waiting.size >= waitingMax) {
        return Promise.reject(unavailable(`${waitingMax} schema ids are waited for already`))
      }
      const answer = ask(id).finally(() => waiting.delete(id))
      waiting.set(id, answer)
      return answer
    },
    close: () => closing.abort(),
  }
}

/** One period for all ids that the registry does not have. */
function periodOfGrace(limits: SchemaWaitLimits, clock: Clock) {
  let endsMs: number | undefined
  return {
    waits(refusedBefore: boolean): boolean {
      const now = clock.monotonicMs()
      if (endsMs === undefined || now > endsMs + limits.graceAgainMs) endsMs = now + limits.unknownWaitMs
      return !refusedBefore && now < endsMs
    },
    renew(): void {
      endsMs = undefined
    },
  }
}

function unknownSchema(id: number, says: string): Unreadable {
  return refusal('unknown-schema', 'byte 1', `schema ${id}: ${says}`)
}

function unavailable(says: string, cause?: unknown): EdgeError {
  return new EdgeError('registry-unavailable', says, { retryable: true, cause })
}

function keep<Value>(map: Map<number, Value>, id: number, value: Value): void {
  const [oldest] = map.keys()
  if (map.size >= idsMax && oldest !== undefined) map.delete(oldest)
  map.set(id, value)
}
