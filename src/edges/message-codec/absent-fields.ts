import type { Type } from 'avsc'
import { isArray, isRecord, isUnion } from '../decode/plain-types.ts'

/** Avro has no absent fields: where ours are optional its schema says `null` by default, and this leaves them
 *  out again, so that a message reads the same in both forms. A `null` without such a default stays. */
export function withoutAbsent(type: Type, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const array = part(type, isArray)
    return array === undefined ? value : value.map((item) => withoutAbsent(array.itemsType, item))
  }
  const record = part(type, isRecord)
  if (record === undefined) return value
  const fields: Record<string, unknown> = {}
  const written = new Map(Object.entries(value))
  for (const field of record.fields) {
    const one = written.get(field.name)
    if (one === undefined || (one === null && field.defaultValue() === null)) continue
    fields[field.name] = withoutAbsent(field.type, one)
  }
  return fields
}

/** The type itself or the branch of a union that is of a kind; our own unions have at most one of each. */
function part<Kind extends Type>(type: Type, is: (type: Type) => type is Kind): Kind | undefined {
  if (is(type)) return type
  return isUnion(type) ? type.types.find(is) : undefined
}
