import type { Envelope } from './mapping.ts'
import { type Fields, isFields, seen } from './read-field.ts'
import type { Unreadable } from './unreadable.ts'

/** What expressions see of one record. */
export interface Row {
  readonly record: Fields
  readonly before: Fields
  readonly op: string
  /** When the source's own log wrote it, in ms; `null` without an envelope. */
  readonly loggedAtMs: number | null
}

/** The row in a record, `skip` where it says only that one has gone.
 *
 *  A Debezium envelope is `{op, before, after, source: {ts_ms}}`, alone or, where its converter also writes
 *  schemas, as `payload` beside `schema`. `c` create, `u` update and `r` snapshot bring a row; `d` delete,
 *  `t` truncate, `m` message and the tombstone after a delete (nothing at all) do not. */
export function unwrap(envelope: Envelope, record: unknown): Row | 'skip' | Unreadable {
  if (envelope === 'none') return bare(record)
  if (record === null || record === undefined) return 'skip'
  const outer = plain(record)
  const inner = isFields(outer) && isFields(outer.payload) && !('op' in outer) ? outer.payload : outer
  if (!isFields(inner)) return unreadable(`${seen(record)}: a Debezium envelope is meant`)
  const { op, before, after, source } = inner
  if (op === 'd' || op === 't' || op === 'm') return 'skip'
  if (op !== 'c' && op !== 'u' && op !== 'r') {
    return unreadable(`op ${seen(op)}: one of c u r d t m is meant, as in a Debezium envelope`)
  }
  if (!isFields(after)) return unreadable(`after ${seen(after)}: the row is meant`)
  const loggedAtMs = isFields(source) && typeof source.ts_ms === 'number' ? source.ts_ms : null
  return { record: after, before: isFields(before) ? before : {}, op, loggedAtMs }
}

function bare(record: unknown): Row | Unreadable {
  if (record === null || record === undefined) {
    return {
      unreadable: 'empty',
      faults: [{ at: 'the whole', says: 'nothing stands here' }],
      mayRestrict: true,
    }
  }
  const fields = plain(record)
  return isFields(fields)
    ? { record: fields, before: {}, op: '', loggedAtMs: null }
    : unreadable(`${seen(record)}: a record with named fields is meant`)
}

/** Avro decoders make instances of classes of their own, which the expression engine does not look into. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > depthMax) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (depth === 0 && (prototype === Object.prototype || prototype === null)) return value
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, depth + 1)]))
}

const depthMax = 16

function unreadable(says: string): Unreadable {
  return { unreadable: 'mapping-failed', faults: [{ at: 'the whole', says }], mayRestrict: true }
}
