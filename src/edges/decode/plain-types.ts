import avro, { type Type, type types } from 'avsc'
import { DecimalText } from './decimal-text.ts'
import { decodeJson } from './decode-json.ts'

/** An avsc type from the texts of a schema and of those it builds on, whose records come out as plain
 *  objects. Throws with avsc's words where the schema is not one. */
export function avroType(schema: string, references: readonly string[] = []): Type {
  // One list of names for all of them; without a prototype, lest a type be called `constructor`.
  const registry: Record<string, Type> = Object.create(null)
  const options = { registry, omitRecordMethods: true, logicalTypes: { decimal: DecimalText } }
  for (const reference of references) avro.Type.forSchema(parsed(reference), options)
  const type = avro.Type.forSchema(parsed(schema), options)
  for (const part of partsOf(type)) if (isRecord(part)) makePlain(part)
  return type
}

function parsed(schema: string): avro.schema.AvroSchema {
  const decoded = decodeJson(Buffer.from(schema))
  // A primitive type may be registered by its bare name.
  if ('unreadable' in decoded) throw new Error(`not a schema: ${decoded.faults[0]?.says}`)
  return decoded.value as avro.schema.AvroSchema
}

/** Every type that a value of this type can contain, itself included. */
export function partsOf(type: Type, parts = new Set<Type>()): ReadonlySet<Type> {
  if (parts.has(type)) return parts
  parts.add(type)
  for (const part of directPartsOf(type)) partsOf(part, parts)
  return parts
}

function directPartsOf(type: Type): readonly Type[] {
  if (isRecord(type)) return type.fields.map((field) => field.type)
  if (isUnion(type)) return type.types
  if (isArray(type)) return [type.itemsType]
  if (isMap(type)) return [type.valuesType]
  return []
}

/** avsc makes records with a constructor of their own for speed. Ours must be plain objects: CEL and the
 *  tests' equality look at the prototype. */
function makePlain(type: types.RecordType): void {
  if (type.fields.some((field) => field.name === '__proto__')) {
    throw new Error(`a field of ${type.name} is named "__proto__"`)
  }
  type.recordConstructor.prototype = Object.prototype
}

export function isRecord(type: Type): type is types.RecordType {
  return type.typeName === 'record' || type.typeName === 'error'
}

export function isUnion(type: Type): type is types.UnwrappedUnionType {
  return type.typeName.startsWith('union:')
}

export function isArray(type: Type): type is types.ArrayType {
  return type.typeName === 'array'
}

export function isMap(type: Type): type is types.MapType {
  return type.typeName === 'map'
}
