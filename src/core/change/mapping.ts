import { Environment } from '@marcbachmann/cel-js'
import { MappingDocument, type MappingFault, type Section } from './mapping-document.ts'
import { type Expression, readExpression } from './mapping-expression.ts'
import { type celTypesOf, fieldKinds, neededFields, vocabularies } from './mapping-fields.ts'
import { registerMappingFunctions } from './mapping-functions.ts'
import { readPlatform } from './mapping-platform.ts'
import { readPoll } from './mapping-poll.ts'
import type { PlatformSpec } from './platform-spec.ts'
import type { PollSpec } from './poll-spec.ts'

/** How the records of one source become changes, and what its platform allows. Written as YAML with one
 *  expression in CEL for each field; `schemas/mappings/README.md` describes the language.
 *
 *  CEL because it ends: no loops but over the lists of a record, no effects, types checked before the first
 *  record. `@marcbachmann/cel-js` because it needs 0.1 to 0.5 us an expression, where `@bufbuild/cel` was
 *  measured at 6 us: a record has a dozen. */
export interface Mapping {
  /** The source of changes whose records do not say one. */
  readonly source: string
  readonly envelope: Envelope
  readonly keyedBy: Key
  /** Paths of facts that this source can never supply: nothing waits for them. */
  readonly neverKnown: readonly string[]
  readonly tables: readonly TableSpec[]
  readonly platform?: PlatformSpec
  /** How the source is asked for its events, where nobody puts them on the topic. */
  readonly poll?: PollSpec
  readonly where?: Expression
  readonly each?: Expression
  /** Empty where the records are changes already: then they are read as they stand. */
  readonly fields: readonly MappedField[]
  /** What `bindTables` put in. */
  readonly contents: Readonly<Record<string, ReadonlySet<string>>>
}

/** A side list that expressions ask with `x in name`. */
export interface TableSpec {
  readonly name: string
  /** Looked for beside the mapping file, then beside the first input file. */
  readonly file: string
  readonly column: string
}

export interface MappedField {
  /** `account.id` */
  readonly at: string
  /** `account`, or nothing for a field of the change itself. */
  readonly within: string | undefined
  readonly name: string
  readonly isLabel: boolean
  readonly expression: Expression
}

export const envelopes = ['none', 'debezium'] as const
export type Envelope = (typeof envelopes)[number]

/** What the source's record key is. Anything but `actor` sends the records through re-keying first. */
export const keys = ['actor', 'account', 'other'] as const
export type Key = (typeof keys)[number]

/** A mapping file to a mapping, or everything that is wrong with it, by line. */
export function readMapping(text: string): Mapping | readonly MappingFault[] {
  const document = new MappingDocument(text)
  const root = document.root()
  if (root.isMissing || document.faults.length > 0) return document.faults
  const source = root.neededText('source') ?? ''
  const envelope = root.word('envelope', envelopes, 'none')
  const tables = readTables(root.section('tables'))
  const environment = environmentFor(envelope, tables)
  const where = expressionAt(root, 'where', environment, 'where')
  const each = expressionAt(root, 'each', environment, 'each')
  const fields = readFields(root.section('fields'), environment)
  const poll = readPoll(root.section('poll'))
  const mapping: Mapping = {
    source,
    envelope,
    keyedBy: root.word('keyedBy', keys, 'actor'),
    neverKnown: readNeverKnown(root, fields),
    tables,
    ...(where && { where }),
    ...(each && { each }),
    ...optionalPlatform(root.section('platform')),
    ...(poll && { poll }),
    fields,
    contents: {},
  }
  root.refuseOthers()
  return document.faults.length === 0 ? mapping : document.faults.toSorted((a, b) => a.line - b.line)
}

export function isFaulty(read: Mapping | readonly MappingFault[]): read is readonly MappingFault[] {
  return Array.isArray(read)
}

/** The mapping with the contents of its side lists. Throws if one of them is not handed in: a mapping without
 *  its list of automations would take each of them for a person. */
export function bindTables(mapping: Mapping, contents: ReadonlyMap<string, ReadonlySet<string>>): Mapping {
  const missing = mapping.tables.filter(({ name }) => !contents.has(name)).map(({ name }) => name)
  if (missing.length > 0) throw new Error(`nobody handed in the tables ${missing.join(', ')}`)
  return { ...mapping, contents: Object.fromEntries(contents) }
}

function optionalPlatform(section: Section): { platform?: PlatformSpec } {
  return section.isMissing ? {} : { platform: readPlatform(section) }
}

/** `record` is what came, or in an envelope the row after the change; `item` and `index` are those of `each`. */
function environmentFor(envelope: Envelope, tables: readonly TableSpec[]): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: 1000,
      maxDepth: 32,
      maxListElements: 500,
      maxMapEntries: 500,
      maxCallArguments: 8,
    },
  })
  environment
    .registerVariable('record', 'map')
    .registerVariable('item', 'dyn')
    .registerVariable('index', 'int')
  if (envelope === 'debezium') {
    environment.registerVariable('before', 'map').registerVariable('op', 'string')
    environment.registerVariable('loggedAtMs', 'dyn')
  }
  for (const { name } of tables) environment.registerVariable(name, 'list<string>')
  return registerMappingFunctions(environment)
}

function expressionAt(
  section: Section,
  name: string,
  environment: Environment,
  kind: keyof typeof celTypesOf,
): Expression | undefined {
  const source = section.text(name)
  if (source === undefined) return undefined
  const read = readExpression(
    environment,
    source,
    kind,
    vocabularies[section.path(name).slice('fields.'.length)],
  )
  if (typeof read === 'function') return read
  for (const says of read) section.fault(name, says)
  return undefined
}

function readFields(section: Section, environment: Environment): MappedField[] {
  if (section.isMissing) return []
  const fields: MappedField[] = []
  const parts = new Map<string | undefined, Section>([[undefined, section]])
  for (const [at, kind] of Object.entries(fieldKinds)) {
    const [within, name] = split(at)
    const part = parts.get(within) ?? section.section(within ?? '')
    parts.set(within, part)
    if (neededFields.has(at) && part.value(name) === undefined) part.fault(name, 'must be given')
    const expression = expressionAt(part, name, environment, kind)
    if (expression !== undefined) fields.push({ at, within, name, isLabel: false, expression })
  }
  const labels = section.section('labels')
  for (const name of labels.names()) {
    const expression = expressionAt(labels, name, environment, 'label')
    if (expression !== undefined) {
      fields.push({ at: `labels.${name}`, within: 'labels', name, isLabel: true, expression })
    }
  }
  for (const part of parts.values()) part.refuseOthers()
  return fields
}

function split(at: string): [within: string | undefined, name: string] {
  const dot = at.indexOf('.')
  return dot === -1 ? [undefined, at] : [at.slice(0, dot), at.slice(dot + 1)]
}

const reserved: ReadonlySet<string> = new Set(['record', 'before', 'op', 'loggedAtMs', 'item', 'index'])

function readTables(section: Section): TableSpec[] {
  return section.names().flatMap((name) => {
    if (!/^[A-Za-z_]\w{0,63}$/.test(name) || reserved.has(name)) {
      section.fault(name, 'a name of letters, digits and _ is meant, that is not a variable already')
      return []
    }
    const table = section.section(name)
    const file = table.neededText('file')
    const column = table.neededText('column')
    table.refuseOthers()
    // A file beside ours, never one of somewhere else.
    if (file?.includes('..') || file?.startsWith('/'))
      table.fault('file', `${file}: a file beside this one is meant`)
    return file === undefined || column === undefined ? [] : [{ name, file, column }]
  })
}

function readNeverKnown(root: Section, fields: readonly MappedField[]): readonly string[] {
  const paths = root.texts('neverKnown') ?? []
  for (const path of paths) {
    if (!Object.hasOwn(fieldKinds, path)) {
      root.fault(
        'neverKnown',
        `"${path}" is no field of a change, such as actor.leavesAt or account.followers`,
      )
    }
    if (fields.some(({ at }) => at === path)) {
      root.fault('neverKnown', `"${path}" is filled in under fields, so this source does know it`)
    }
  }
  return paths
}
