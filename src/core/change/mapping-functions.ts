import type { Environment } from '@marcbachmann/cel-js'
import { timeMsMax } from './change-limits.ts'
import { isoMs, isoUtcMs } from './iso-time.ts'

/** What mapping expressions may call besides CEL's own functions. Times are doubles of milliseconds since the
 *  epoch; `null` is an absent value. An absent argument (null, an empty text) makes an absent result, so that
 *  an empty CSV column needs no care; anything else that cannot be read ends the expression with a sentence. */
export const mappingFunctions: readonly MappingFunction[] = [
  {
    signature: 'millis(dyn): dyn',
    says: 'a time in milliseconds since the epoch, as a number or its digits',
    call: (value) => unixMs(value, 1),
  },
  {
    signature: 'seconds(dyn): dyn',
    says: 'a time in seconds since the epoch, with or without a fraction',
    call: (value) => unixMs(value, 1000),
  },
  {
    signature: 'micros(dyn): dyn',
    says: 'a time in microseconds since the epoch, as Debezium writes them',
    call: (value) => unixMs(value, 0.001),
  },
  {
    signature: 'iso(dyn): dyn',
    says: 'an ISO 8601 time with its zone',
    call: (value) => isoTime(value, isoMs, 'an ISO 8601 time with a zone'),
  },
  {
    signature: 'isoUtc(dyn): dyn',
    says: 'an ISO 8601 time or date; where no zone is written, UTC is meant',
    call: (value) => isoTime(value, isoUtcMs, 'an ISO 8601 time'),
  },
  {
    signature: 'durationFrom(dyn, dyn): dyn',
    says: 'for `until`: a start in milliseconds and a length in seconds, or a word for "without end"',
    call: durationFrom,
  },
  {
    signature: 'when(bool, dyn): dyn',
    says: 'the value where the condition holds, absent otherwise',
    call: (condition, value) => (condition === true ? value : null),
  },
  {
    signature: 'unless(dyn, dyn): dyn',
    says: "a source's own word for absent: the first value, absent where it equals the second",
    call: (value, absent) => (value === absent || value === '' ? null : value),
  },
]

export interface MappingFunction {
  readonly signature: string
  /** One line for the table in `schemas/mappings/README.md`. */
  readonly says: string
  readonly call: (...values: unknown[]) => unknown
}

export function registerMappingFunctions(environment: Environment): Environment {
  for (const { signature, call } of mappingFunctions) environment.registerFunction(signature, call)
  return environment
}

/** Words that sources write for a state without end. */
const endless: ReadonlySet<unknown> = new Set([
  'infinite',
  'infinity',
  'indefinite',
  'never',
  'forever',
  'permanent',
])

/** 2017-11-02T22:57:00Z, "86400" -> 2017-11-03T22:57:00Z    "infinite" -> "never"    "" -> absent */
function durationFrom(start: unknown, length: unknown): unknown {
  if (isAbsent(start) || isAbsent(length)) return null
  if (endless.has(length)) return 'never'
  const seconds = asNumber(length)
  const startMs = asNumber(start)
  if (Number.isNaN(seconds) || Number.isNaN(startMs) || seconds < 0) {
    throw new Error(`durationFrom: ${String(length)} is no length in seconds, and no word for "without end"`)
  }
  const endMs = Math.round(startMs + seconds * 1000)
  // A block "for 10,000 years" is meant to have no end.
  return endMs > timeMsMax ? 'never' : endMs
}

function unixMs(value: unknown, factor: number): unknown {
  if (isAbsent(value)) return null
  const number = asNumber(value)
  if (Number.isNaN(number)) throw new Error(`${String(value)} is no number, so no time since the epoch`)
  return Math.floor(number * factor)
}

function isoTime(value: unknown, read: (text: string) => number | undefined, meant: string): unknown {
  if (isAbsent(value)) return null
  const ms = typeof value === 'string' ? read(value) : undefined
  if (ms === undefined) throw new Error(`"${String(value)}" is not ${meant}`)
  return ms
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}

/** CEL's int is a bigint here, a JSON number a double, and everything in a CSV a text. */
function asNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}
