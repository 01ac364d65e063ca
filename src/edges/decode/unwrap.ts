import type { Type } from 'avsc'
import { isArray, isMap, isRecord, isUnion, partsOf } from './plain-types.ts'

/** Where a union has two branches that look alike in JavaScript (`long` and `double`), avsc wraps its values:
 *  `{ long: 1 }`. This takes them out again. `undefined` where a type has no such union, which is usual. */
export function unwrapperFor(type: Type): ((value: unknown) => unknown) | undefined {
  const wraps = [...partsOf(type)].some((part) => part.typeName === 'union:wrapped')
  return wraps ? (value) => unwrapped(type, value) : undefined
}

function unwrapped(type: Type, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (type.typeName === 'union:wrapped') {
    const [entry] = Object.entries(value)
    const branch = isUnion(type) ? type.types.find((one) => one.branchName === entry?.[0]) : undefined
    return branch === undefined ? value : unwrapped(branch, entry?.[1])
  }
  if (isUnion(type)) return unwrapped(branchOf(type.types, value), value)
  if (isArray(type) && Array.isArray(value)) return value.map((item) => unwrapped(type.itemsType, item))
  if (isMap(type)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, unwrapped(type.valuesType, one)]),
    )
  }
  if (!isRecord(type)) return value
  const typeOf = new Map(type.fields.map((field) => [field.name, field.type]))
  const fields = Object.entries(value).map(([name, one]) => [name, unwrapped(typeOf.get(name) ?? type, one)])
  return Object.fromEntries(fields)
}

/** In a union that avsc does not wrap, at most one branch makes arrays and at most one makes objects. */
function branchOf(branches: readonly Type[], value: object): Type {
  const fits = (branch: Type) => (Array.isArray(value) ? isArray(branch) : isRecord(branch) || isMap(branch))
  return branches.find(fits) ?? (branches[0] as Type)
}
