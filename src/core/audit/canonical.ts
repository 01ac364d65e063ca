/** The one way to write a value, so that equal values have equal hashes on every machine: JSON without spaces,
 *  members sorted by their names (by UTF-16 unit), absent members left out, numbers whole and below 2^53. Half
 *  a surrogate pair is escaped, so that the text is the same after a trip through UTF-8.
 *
 *    { b: 1, a: ['x', null], c: undefined } -> {"a":["x",null],"b":1}
 *
 *  Anything else is a broken invariant: two writers might not agree on it. */
export function canonical(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object') return `{${members(value).join(',')}}`
  throw new Error(`a ${typeof value} has no one way to be written here`)
}

function members(value: object): string[] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
}
