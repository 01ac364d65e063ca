import { isUtf8 } from 'node:buffer'
import type { Type } from 'avsc'
import type { Unreadable, UnreadableCode } from '../../core/change/unreadable.ts'
import { walkSource } from './avro-walk-source.ts'
import { valuesMax } from './bounds.ts'
import { refusal } from './refusal.ts'

/** A walk over the bytes of one Avro record before avsc decodes them. avsc believes every length and block
 *  count it reads: 22 bytes can end the process, and 4 bytes can claim 50 million records. The walk follows
 *  the writer's schema and compares each claim with the bytes that are left.
 *
 *  `undefined` if the bytes from `from` to the end are exactly one record, otherwise why not. */
export type AvroWalk = (bytes: Buffer, from: number) => Unreadable | undefined

/** Goes over one value: where it ends, or -1 with the fault noted in the walker. */
export type Step = (walker: Walker, at: number) => number

/** What one walk keeps. One for each schema, used again for each record: a walk never waits. */
export interface Walker {
  bytes: Buffer
  /** The number read last by `wideLong`. */
  long: number
  valuesLeft: number
  depth: number
  fault: Unreadable | undefined
}

/** Compiles the walk for a schema, once. As avsc does with its readers, it is written as source text:
 *  measured on a record of 41 fields and 286 bytes, 0.3 us, against 1.1 us of the same walk as closures. */
export function compileAvroWalk(type: Type): AvroWalk {
  // Only numbers of the schema get into the text, no names.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function('fail', 'wideLong', 'outside', 'tooMany', 'blocks', 'isUtf8', walkSource(type))
  const root = make(fail, wideLong, outside, tooMany, blocks, isUtf8) as Step
  const walker: Walker = { bytes: Buffer.alloc(0), long: 0, valuesLeft: 0, depth: 0, fault: undefined }
  return (bytes, from) => {
    walker.bytes = bytes
    walker.valuesLeft = valuesMax
    walker.depth = 0
    walker.fault = undefined
    const end = root(walker, from)
    if (end === bytes.length) return undefined
    if (end > 0) fail(walker, end, `bytes left over after the record: ${bytes.length - end}`)
    return walker.fault
  }
}

/** A number of more than one byte, 7 bits each and zigzag, into `walker.long`. Returns where it ends.
 *  Beyond 2^53 it is only known to be large, which is enough to refuse it. */
function wideLong(walker: Walker, at: number): number {
  let sum = 0
  let weight = 1
  for (let end = at; end < at + 10; end += 1) {
    const byte = walker.bytes[end]
    if (byte === undefined) return fail(walker, end, 'the bytes end where a value is meant')
    sum += (byte & 0x7f) * weight
    weight *= 128
    if (byte >= 0x80) continue
    walker.long = sum % 2 === 1 ? -(sum + 1) / 2 : sum / 2
    return end + 1
  }
  return fail(walker, at, 'a number longer than 10 bytes')
}

/** The blocks of an array or a map: a count, the items, and so on until a count of 0. A negative count is
 *  followed by the size of its block in bytes, by which a reader may jump: it must be true. */
function blocks(walker: Walker, at: number, item: Step): number {
  let end = at
  for (;;) {
    end = wideLong(walker, end)
    if (end < 0 || walker.long === 0) return end
    const sized = walker.long < 0
    const count = Math.abs(walker.long)
    walker.valuesLeft -= count
    if (walker.valuesLeft < 0) return tooMany(walker, at, count)
    if (sized) end = wideLong(walker, end)
    if (end < 0) return end
    const sizedEnd = end + walker.long
    for (let left = count; left > 0; left -= 1) {
      end = item(walker, end)
      if (end < 0) return end
    }
    if (sized && end !== sizedEnd) {
      return fail(walker, at, 'a block claims another size in bytes than its items have')
    }
  }
}

function tooMany(walker: Walker, at: number, count: number): number {
  return fail(walker, at, `${count} more values are claimed; ${valuesMax} are allowed in all`, 'too-large')
}

/** A length that is negative or goes beyond the end. */
function outside(walker: Walker, at: number, length: number): number {
  return fail(walker, at, `${length} bytes are claimed and ${walker.bytes.length - at} are left`)
}

function fail(walker: Walker, at: number, says: string, code: UnreadableCode = 'not-avro'): number {
  walker.fault = refusal(code, `byte ${at}`, says)
  return -1
}
