import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import avro from 'avsc'

/** What `schemas/` says of each of our messages, ready to ask. */
export const messages = [
  'account-change',
  'alert',
  'reversal',
  'dead-letter',
  'staff-record',
  'account-profile',
] as const
export type Message = (typeof messages)[number]

const folder = new URL('../../schemas/', import.meta.url)

export function schemaText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8')
}

export function jsonSchema(message: Message): Readonly<Record<string, unknown>> {
  return JSON.parse(schemaText(`${message}.schema.json`))
}

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
formats.default(ajv)
for (const message of messages) ajv.addSchema(jsonSchema(message))

export function validator(message: Message): ValidateFunction {
  const validate = ajv.getSchema(`${message}.schema.json`)
  if (validate === undefined) throw new Error(`no JSON Schema for ${message}`)
  return validate
}

export function avroType(message: Message): avro.Type {
  return avro.Type.forSchema(JSON.parse(schemaText(`${message}.avsc`)))
}

export interface Example {
  readonly name: string
  readonly value: unknown
}

export function examples(message: Message, verdict: 'valid' | 'invalid'): readonly Example[] {
  const place = new URL(`examples/${message}/${verdict}/`, folder)
  return readdirSync(place).map((file) => ({
    name: file.replace('.json', ''),
    value: JSON.parse(readFileSync(new URL(file, place), 'utf8')),
  }))
}
