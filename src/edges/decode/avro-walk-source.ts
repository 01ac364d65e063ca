import type { Type, types } from 'avsc'
import { recordDepthMax } from './bounds.ts'

/** The walk over one schema as JavaScript: a function for each record and each item, straight code within.
 *  Reads `fail`, `wideLong`, `outside`, `tooMany`, `blocks` and `isUtf8` from around it; see avro-walk.ts.
 *
 *  `{ id: string, big: boolean }` becomes, with each value's lines as below,
 *
 *      function step0(walker, at) { const bytes = walker.bytes; let byte, long, end, bits
 *        ...text... ...boolean... return at }
 *      return step0 */
export function walkSource(type: Type): string {
  const functions: string[] = []
  const ofRecord = new Map<Type, string>()

  function functionOf(body: () => string, type?: Type): string {
    const name = `step${functions.length}`
    // Before the body is written: a record may contain itself.
    if (type !== undefined) ofRecord.set(type, name)
    const place = functions.push('') - 1
    functions[place] = `function ${name}(walker, at) { const bytes = walker.bytes; let byte, long, end, bits
${body()} return at }`
    return name
  }

  function record(type: types.RecordType): string {
    return ofRecord.get(type) ?? functionOf(() => fields(type.fields.map((field) => value(field.type))), type)
  }

  function value(type: Type): string {
    switch (type.typeName) {
      case 'null':
        return ''
      case 'boolean':
        return boolean
      case 'int':
        return int
      case 'long':
        return wholeNumber
      case 'float':
        return skip(4)
      case 'double':
        return skip(8)
      case 'bytes':
        return `${length} at += long\n`
      case 'string':
        return text
      case 'fixed':
        return skip((type as types.FixedType).size)
      case 'enum':
        return symbol((type as types.EnumType).symbols.length)
      case 'array': {
        const { itemsType } = type as types.ArrayType
        return call(`blocks(walker, at, ${functionOf(() => value(itemsType))})`)
      }
      case 'map': {
        const { valuesType } = type as types.MapType
        return call(`blocks(walker, at, ${functionOf(() => text + noProto + value(valuesType))})`)
      }
      case 'record':
      case 'error':
        return call(`${record(type as types.RecordType)}(walker, at)`)
      case 'union:unwrapped':
      case 'union:wrapped':
        return branches((type as types.UnwrappedUnionType).types.map((branch) => value(branch)))
      default:
        if (type.typeName.startsWith('logical:')) return value((type as types.LogicalType).underlyingType)
        throw new Error(`the Avro type ${type.typeName} is not known to the walk`)
    }
  }

  const root = functionOf(() => value(type))
  return `'use strict'\n${functions.join('\n')}\nreturn ${root}`
}

/** Most numbers are one byte. Past the end the byte is undefined, which is not below 128 either. */
const number = `byte = bytes[at]
if (byte < 128) { long = (byte >>> 1) ^ -(byte & 1); at++ }
else { at = wideLong(walker, at); if (at < 0) return -1; long = walker.long }
`

const int = `${number} if (long !== (long | 0)) return fail(walker, at, 'a whole number of more than 32 bits')
`

const wholeNumber = `${number} if (!Number.isSafeInteger(long))
  return fail(walker, at, 'a whole number beyond 2^53, which cannot be held exactly', 'wrong-shape')
`

const boolean = `if (!(bytes[at] < 2)) return fail(walker, at, bytes[at] + ' where 0 or 1 is a boolean')
at++
`

const length = `${number} if (long < 0 || long > bytes.length - at) return outside(walker, at, long)
`

/** avsc would put U+FFFD in the place of bytes that are not UTF-8, and two ids could become one. */
const text = `${length} for (end = at + long, bits = 0; at < end; at++) bits |= bytes[at]
if (bits > 127 && !isUtf8(bytes.subarray(end - long, end))) return fail(walker, end - long, 'not UTF-8')
`

/** avsc sets map entries by plain assignment, so a key \`__proto__\` would set the prototype. */
const noProto = `if (long === 9 && bytes.toString('latin1', at - 9, at) === '__proto__')
  return fail(walker, at - 9, 'a key named "__proto__" is not allowed', 'wrong-shape')
`

function fields(codes: readonly string[]): string {
  return `if (++walker.depth > ${recordDepthMax})
  return fail(walker, at, 'nested deeper than the ${recordDepthMax} records allowed', 'too-deep')
if ((walker.valuesLeft -= ${codes.length}) < 0) return tooMany(walker, at, ${codes.length})
${codes.join('')} walker.depth--
`
}

function skip(sizeBytes: number): string {
  return `if (${sizeBytes} > bytes.length - at) return outside(walker, at, ${sizeBytes})
at += ${sizeBytes}
`
}

function symbol(count: number): string {
  return `${number} if (long < 0 || long >= ${count})
  return fail(walker, at, 'symbol ' + long + ' of an enum that has ${count}')
`
}

function branches(codes: readonly string[]): string {
  const cases = codes.map((code, index) => `case ${index}: ${code} break\n`)
  return `${number} switch (long) { ${cases.join('')}
default: return fail(walker, at, 'branch ' + long + ' of a union that has ${codes.length}') }
`
}

function call(code: string): string {
  return `at = ${code}; if (at < 0) return -1\n`
}
