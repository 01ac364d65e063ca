import type { Type } from 'avsc'
import type { RegisteredSchema } from '../../ports/registry.ts'
import { compileAvroWalk } from './avro-walk.ts'
import { decodeJson } from './decode-json.ts'
import { avroType } from './plain-types.ts'
import { type Decoded, refusal } from './refusal.ts'
import { unwrapperFor } from './unwrap.ts'

/** How the records of one schema are read: the bytes from `from` to the end are one of them. */
export type SchemaReading = (bytes: Buffer, from: number) => Decoded

/** Compiles the reading of one schema, once. With `as`, the writer's record is resolved to that type, which
 *  gives what the writer's schema lacks its default; where Avro's rules do not allow it, the record is read
 *  as it was written, and whoever judges the value names every fault.
 *  Throws where the schema is not one, or of a kind that is not read. */
export function schemaReading(schema: RegisteredSchema, as?: Type): SchemaReading {
  if (schema.format === 'JSON') return decodeJson
  if (schema.format !== 'AVRO') throw new Error(`${schema.format} is not read here, only AVRO and JSON`)
  const written = avroType(schema.text, schema.references)
  const walk = compileAvroWalk(written)
  const decode = decoder(written, as)
  return (bytes, from) => {
    const fault = walk(bytes, from)
    if (fault !== undefined) return fault
    try {
      return { value: decode(bytes, from) }
    } catch (error) {
      return refusal('not-avro', `byte ${from}`, error instanceof Error ? error.message : String(error))
    }
  }
}

function decoder(written: Type, as: Type | undefined): (bytes: Buffer, from: number) => unknown {
  const resolver = as === undefined || as.equals(written) ? undefined : resolverOf(as, written)
  const type = as === undefined || resolver === undefined ? written : as
  const unwrap = unwrapperFor(type)
  if (unwrap !== undefined) return (bytes, from) => unwrap(type.decode(bytes, from, resolver).value)
  return (bytes, from) => type.decode(bytes, from, resolver).value
}

function resolverOf(as: Type, written: Type) {
  try {
    return as.createResolver(written)
  } catch {
    return undefined
  }
}
