import { describe, expect, test } from 'vitest'
import * as change from '../../src/core/change/account-change.ts'
import { actions } from '../../src/core/change/actions.ts'
import { timeMsMax, timeMsMin } from '../../src/core/change/change-limits.ts'
import { fieldKinds } from '../../src/core/change/mapping-fields.ts'
import { unreadableCodes } from '../../src/core/change/unreadable.ts'
import { type Alert, type AlertCause, alertKinds } from '../../src/core/decision/alert.ts'
import { type Bar, families } from '../../src/core/decision/assessment.ts'
import type { DeadLetter } from '../../src/core/decision/dead-letter.ts'
import { modes, severities } from '../../src/core/policy/severity.ts'
import type { AccountProfile } from '../../src/core/reference/account-profile.ts'
import type { StaffRecord } from '../../src/core/reference/staff-record.ts'
import type { RestoredParts } from '../../src/core/reversal/restored-parts.ts'
import { type Reversal, reversalStates } from '../../src/core/reversal/reversal.ts'
import type { Counterfactual } from '../../src/core/what-if/counterfactual.ts'
import { jsonSchema, type Message, messages, schemaText } from './contract.ts'

/** Every field of the TypeScript types. The compiler holds each list complete: `true` for a field it does not
 *  have, and a missing one, are both errors. */
type FieldsOf<T> = { readonly [Field in keyof Required<T>]: true }

const bar: FieldsOf<Bar> = {
  name: true,
  family: true,
  axis: true,
  pointsCenti: true,
  observed: true,
  expected: true,
  unknown: true,
}
const counterfactual: FieldsOf<Counterfactual> = { without: true, given: true }
const cause: FieldsOf<AlertCause> = { alertId: true, granted: true, countermeasure: true }
const alert: FieldsOf<Alert> = {
  alertId: true,
  kind: true,
  source: true,
  eventId: true,
  occurredAt: true,
  decidedAt: true,
  raisedAt: true,
  severity: true,
  suspicionCenti: true,
  stakesCenti: true,
  scoreCenti: true,
  bars: true,
  says: true,
  tier: true,
  rules: true,
  mode: true,
  countermeasure: true,
  exclusion: true,
  missing: true,
  unknown: true,
  counterfactuals: true,
  fromTables: true,
  staffAsOf: true,
  accountsAsOf: true,
  policy: true,
  campaign: true,
  cause: true,
  change: true,
}
const reversal: FieldsOf<Reversal> = {
  reversalId: true,
  alertId: true,
  source: true,
  eventId: true,
  accountId: true,
  countermeasure: true,
  action: true,
  state: true,
  version: true,
  at: true,
  occurredAt: true,
  mode: true,
  granted: true,
  blockedBy: true,
  says: true,
  by: true,
  irreversibleAt: true,
  confirmedAfterSeconds: true,
  commandHash: true,
  approvers: true,
  approvedBy: true,
  deadlineAt: true,
  acknowledgedBy: true,
  extensions: true,
  longerUntil: true,
  handedTo: true,
  alarmedAt: true,
  untouched: true,
  stillStands: true,
  sweepId: true,
  windowMs: true,
  hands: true,
  notBroughtBack: true,
  restored: true,
}
const restored: FieldsOf<RestoredParts> = {
  state: true,
  visibility: true,
  verification: true,
  handle: true,
}
const deadLetter: FieldsOf<DeadLetter> = {
  unreadable: true,
  faults: true,
  mayRestrict: true,
  topic: true,
  partition: true,
  offset: true,
  key: true,
  bytes: true,
  sizeBytes: true,
  seenAt: true,
}

const staffRecord: FieldsOf<StaffRecord> = {
  id: true,
  source: true,
  validFrom: true,
  kind: true,
  role: true,
  roleSince: true,
  team: true,
  hiredAt: true,
  leavesAt: true,
  accessEndsAt: true,
  credentialChangedAt: true,
}
const accountProfile: FieldsOf<AccountProfile> = {
  id: true,
  source: true,
  validFrom: true,
  kind: true,
  handle: true,
  followers: true,
  verified: true,
  protectedClass: true,
  holds: true,
  createdAt: true,
  canary: true,
}

const paths: Readonly<Record<Message, readonly string[]>> = {
  'account-change': [...Object.keys(fieldKinds), 'labels'],
  alert: [
    ...Object.keys(alert).filter((name) => !['bars', 'counterfactuals', 'cause'].includes(name)),
    ...under('bars', Object.keys(bar)),
    ...under('counterfactuals', Object.keys(counterfactual)),
    ...under('cause', Object.keys(cause)),
  ],
  reversal: [
    ...Object.keys(reversal).filter((name) => name !== 'restored'),
    ...under('restored', Object.keys(restored)),
  ],
  'staff-record': Object.keys(staffRecord),
  'account-profile': Object.keys(accountProfile),
  'dead-letter': [...Object.keys(deadLetter).filter((name) => name !== 'faults'), 'faults.at', 'faults.says'],
}

describe.each(messages)('the fields of %s', (message) => {
  test('are the same in TypeScript and in JSON Schema', () => {
    expect(jsonPaths(jsonSchema(message)).sort()).toEqual([...paths[message]].sort())
  })

  test('are the same in TypeScript and in Avro', () => {
    expect(avroPaths(JSON.parse(schemaText(`${message}.avsc`))).sort()).toEqual([...paths[message]].sort())
  })

  test('that JSON Schema asks for are those that Avro has no default for', () => {
    const { required }: JsonNode = jsonSchema(message)
    const fields: readonly AvroField[] = JSON.parse(schemaText(`${message}.avsc`)).fields
    const needed = fields.filter((field) => !('default' in field)).map(({ name }) => name)
    expect(needed.sort()).toEqual([...(required ?? [])].sort())
  })
})

test('an alert in Avro carries a change exactly as the change has it alone', () => {
  const fields: readonly AvroField[] = JSON.parse(schemaText('alert.avsc')).fields
  const carried = fields.find(({ name }) => name === 'change')?.type
  expect(carried).toEqual(['null', JSON.parse(schemaText('account-change.avsc'))])
})

describe('the words', () => {
  const optional = (words: readonly string[]) => [...words, null]
  const countermeasures = ['preserve', 'restore', 'protect', 'restrict']
  test.each<[Message, string, readonly (string | null)[]]>([
    ['account-change', 'action', actions],
    ['account-change', 'scope', optional(change.scopes)],
    ['account-change', 'outcome', optional(change.outcomes)],
    ['account-change', 'account.kind', optional(change.accountKinds)],
    ['account-change', 'account.verified', optional(change.verifications)],
    ['account-change', 'actor.kind', change.actorKinds],
    ['account-change', 'reason.assignment', optional(change.assignments)],
    ['staff-record', 'kind', optional(change.actorKinds)],
    ['account-profile', 'kind', optional(change.accountKinds)],
    ['account-profile', 'verified', optional(change.verifications)],
    ['alert', 'kind', alertKinds],
    ['alert', 'severity', severities],
    ['alert', 'mode', modes],
    ['alert', 'countermeasure', [...countermeasures, 'none']],
    ['alert', 'bars.family', families],
    ['reversal', 'state', reversalStates],
    ['reversal', 'action', actions],
    ['reversal', 'mode', modes],
    ['reversal', 'granted', modes],
    ['reversal', 'countermeasure', countermeasures],
    ['dead-letter', 'unreadable', unreadableCodes],
  ])('of %s %s are the same in TypeScript, JSON Schema and the doc of Avro', (message, path, words) => {
    expect(jsonAt(message, path).enum).toEqual(words)
    const doc = avroAt(JSON.parse(schemaText(`${message}.avsc`)), path).doc
    expect(doc?.split(' ')).toEqual(words.filter((word) => word !== null))
  })

  test('of a time are bounded alike in JSON Schema and readChange', () => {
    const time = jsonAt('account-change', '').$defs?.neededTime?.anyOf?.[0]
    expect([time?.minimum, time?.maximum]).toEqual([timeMsMin, timeMsMax])
  })
})

interface JsonNode {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonNode>>
  readonly items?: JsonNode
  readonly enum?: readonly unknown[]
  readonly $defs?: Readonly<Record<string, JsonNode>>
  readonly anyOf?: readonly JsonNode[]
  readonly minimum?: number
  readonly maximum?: number
}

interface AvroField {
  readonly name: string
  readonly type: unknown
  readonly doc?: string
  readonly fields?: readonly AvroField[]
}

function jsonPaths(node: JsonNode): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const inner = child.properties === undefined ? child.items : child
    return inner?.properties === undefined ? [name] : under(name, jsonPaths(inner))
  })
}

function jsonAt(message: Message, path: string): JsonNode {
  const root: JsonNode = JSON.parse(schemaText(`${message}.schema.json`))
  const names = path === '' ? [] : path.split('.')
  return names.reduce<JsonNode>((node, name) => (node.items ?? node).properties?.[name] ?? {}, root)
}

function avroPaths(record: AvroField): string[] {
  return (record.fields ?? []).flatMap((field) => {
    // The change in an alert is compared as a whole, above.
    const inner = field.name === 'change' ? undefined : recordIn(field.type)
    return inner === undefined ? [field.name] : under(field.name, avroPaths(inner))
  })
}

function avroAt(record: AvroField, path: string): AvroField {
  return path.split('.').reduce((node, name) => {
    const field = (recordIn(node) ?? recordIn(node.type))?.fields?.find((field) => field.name === name)
    if (field === undefined) throw new Error(`no ${path}`)
    return field
  }, record)
}

/** The record that a type is, or holds in a union or a list. */
function recordIn(type: unknown): AvroField | undefined {
  if (Array.isArray(type)) return type.map(recordIn).find((inner) => inner !== undefined)
  if (typeof type !== 'object' || type === null) return undefined
  if ('items' in type) return recordIn(type.items)
  return 'fields' in type && 'name' in type ? (type as AvroField) : undefined
}

function under(name: string, paths: readonly string[]): string[] {
  return paths.map((path) => `${name}.${path}`)
}
