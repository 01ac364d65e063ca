import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'

/** One thing that is wrong with a mapping file. */
export interface MappingFault {
  /** Counts from 1. */
  readonly line: number
  /** Where in the file, as a path: `fields.account.id`. */
  readonly at: string
  readonly says: string
}

/** A YAML text that collects what is wrong with it while it is read. */
export class MappingDocument {
  readonly faults: MappingFault[] = []
  readonly #lines = new LineCounter()
  readonly yaml: Document
  readonly #root: Node | null

  constructor(text: string) {
    const isLong = text.length > mappingLengthMax
    this.yaml = parseDocument(isLong ? '' : text, { lineCounter: this.#lines, prettyErrors: false })
    this.#root = this.yaml.contents
    if (isLong) this.addAt(0, '', `longer than ${mappingLengthMax} characters`)
    for (const { pos, message } of [...this.yaml.errors, ...this.yaml.warnings])
      this.addAt(pos[0], '', message)
  }

  root(): Section {
    if (isMap(this.#root)) return new Section(this, this.#root, '')
    if (this.faults.length === 0) this.addAt(0, '', 'names with values are meant')
    return new Section(this, undefined, '')
  }

  add(node: unknown, at: string, says: string): undefined {
    return this.addAt(hasRange(node) ? node.range[0] : 0, at, says)
  }

  addAt(position: number, at: string, says: string): undefined {
    const line = this.#lines.lineStarts.length === 0 ? 1 : this.#lines.linePos(position).line
    this.faults.push({ line: Math.max(1, line), at, says })
    return undefined
  }
}

export const mappingLengthMax = 262_144

/** The names and values of one level of the file. Remembers which names were asked for: `refuseOthers` then
 *  says what is misspelt, and what it could have been. */
export class Section {
  readonly document: MappingDocument
  readonly node: YAMLMap | undefined
  readonly at: string
  /** Where to point at when something is missing: the section itself, or the one it is missing from. */
  readonly place: YAMLMap | undefined
  readonly #asked = new Set<string>()

  constructor(document: MappingDocument, node: YAMLMap | undefined, at: string, place = node) {
    this.document = document
    this.node = node
    this.at = at
    this.place = place
  }

  /** The section of that name; an empty one, which remembers that it is missing, where there is none. */
  section(name: string): Section {
    const node = this.value(name)
    if (node === undefined || isMap(node)) return this.#inner(name, node)
    this.document.add(node, this.path(name), 'names with values are meant')
    return this.#inner(name, undefined)
  }

  #inner(name: string, node: YAMLMap | undefined): Section {
    return new Section(this.document, node, this.path(name), node ?? this.place)
  }

  get isMissing(): boolean {
    return this.node === undefined
  }

  /** A scalar as it stands in the file; a number or a truth value as its text. */
  text(name: string): string | undefined {
    const node = this.value(name)
    if (node === undefined) return undefined
    const value = isScalar(node) ? node.value : undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return this.document.add(node, this.path(name), 'a text is meant')
  }

  neededText(name: string): string | undefined {
    if (this.value(name) === undefined) return this.fault(name, 'must be given')
    return this.text(name)
  }

  word<Word extends string>(name: string, words: readonly Word[], ifAbsent: Word): Word {
    const text = this.text(name)
    const word = words.find((known) => known === text)
    if (text !== undefined && word === undefined)
      this.fault(name, `"${text}": one of ${words.join(' ')} is meant`)
    return word ?? ifAbsent
  }

  number(name: string, bounds: { min: number; max: number; ifAbsent: number }): number {
    const text = this.text(name)
    if (text === undefined) return bounds.ifAbsent
    const number = Number(text)
    if (Number.isSafeInteger(number) && number >= bounds.min && number <= bounds.max) return number
    this.fault(name, `${text}: a whole number from ${bounds.min} to ${bounds.max} is meant`)
    return bounds.ifAbsent
  }

  /** A list of scalars; one alone stands for a list of one. */
  texts(name: string): readonly string[] | undefined {
    const node = this.value(name)
    if (!isSeq(node)) {
      const one = this.text(name)
      return one === undefined ? undefined : [one]
    }
    const items = node.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : []))
    if (items.length < node.items.length) this.fault(name, 'a list of texts is meant')
    return items
  }

  /** Name and text of each entry, for sections whose names are free. */
  entries(): readonly (readonly [name: string, text: string])[] {
    return this.names().flatMap((name) => {
      const text = this.text(name)
      return text === undefined ? [] : [[name, text] as const]
    })
  }

  names(): readonly string[] {
    return (this.node?.items ?? []).map(nameOf)
  }

  value(name: string): Node | undefined {
    this.#asked.add(name)
    const value = this.node?.items.find((pair) => nameOf(pair) === name)?.value
    if (value === undefined || value === null || (isScalar(value) && value.value === null)) return undefined
    if (isAlias(value)) return this.fault(name, 'anchors and aliases are not read here: write the value out')
    return isNode(value) ? value : undefined
  }

  fault(name: string, says: string): undefined {
    const pair = this.node?.items.find((pair) => nameOf(pair) === name)
    return this.document.add(pair?.key ?? this.place, this.path(name), says)
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`
  }

  refuseOthers(): void {
    const known = [...this.#asked].join(' ')
    for (const name of this.names()) {
      if (!this.#asked.has(name)) this.fault(name, `unknown here; known are: ${known}`)
    }
  }
}

function nameOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : ''
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value)
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}
