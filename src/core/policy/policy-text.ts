import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { hintOf } from '../spelling/nearest.ts'

/** One thing wrong with a policy: where, and what is allowed there. */
export interface PolicyFault {
  /** From 1. */
  readonly line: number
  /** From 1: of the word that is at fault. */
  readonly column: number
  /** Such as `tiers[2].when`. */
  readonly at: string
  readonly says: string
}

/** Walks a policy's YAML, noting every fault with its line instead of stopping at the first. Each reading
 *  function answers with something usable, so that reading goes on; a policy with faults is never used. */
export class PolicyText {
  readonly faults: PolicyFault[] = []
  readonly root: Place
  private readonly lines = new LineCounter()

  constructor(text: string) {
    const document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true })
    for (const problem of [...document.errors, ...document.warnings]) {
      const { line, col: column } = this.lines.linePos(problem.pos[0])
      this.faults.push({ line, column, at: '', says: problem.message.split('\n', 1)[0] ?? problem.message })
    }
    this.root = { node: document.contents, path: '' }
  }

  fault(place: Place, says: string): void {
    const offset = place.node?.range?.[0] ?? 0
    const { line, col: column } = this.lines.linePos(offset)
    this.faults.push({ line, column, at: place.path, says })
  }

  /** The entries of a map, by key. Keys that are neither allowed nor of the open kind are faults that name
   *  those that may have been meant. */
  entries(place: Place, allowed?: readonly string[], open = /^(?!)/u): Map<string, Place> {
    const entries = new Map<string, Place>()
    if (place.node === null) return entries
    if (!isMap(place.node)) {
      this.fault(place, `must be a map${allowed === undefined ? '' : ` of ${allowed.join(', ')}`}`)
      return entries
    }
    for (const pair of place.node.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '?'
      const key = { node: nodeOf(pair.key), path: join(place.path, name) }
      if (allowed !== undefined && !allowed.includes(name) && !open.test(name)) {
        this.fault(key, `there is no "${name}"; ${hintOf(name, allowed, 'schemas/policies/README.md')}`)
      } else entries.set(name, { node: nodeOf(pair.value ?? pair.key), path: key.path })
    }
    return entries
  }

  items(place: Place | undefined, itemsMax: number): Place[] {
    if (place === undefined || place.node === null) return []
    if (!isSeq(place.node)) {
      this.fault(place, `must be a list, but is ${shown(place.node)}`)
      return []
    }
    if (place.node.items.length > itemsMax) this.fault(place, `at most ${itemsMax} entries`)
    return place.node.items.map((node, i) => ({ node: nodeOf(node), path: `${place.path}[${i}]` }))
  }

  text(place: Place | undefined, otherwise: string): string {
    if (place === undefined) return otherwise
    const value = isScalar(place.node) ? place.node.value : undefined
    if (typeof value === 'string' && value !== '') return value
    this.fault(place, 'must be a text')
    return otherwise
  }

  texts(place: Place | undefined, itemsMax: number): string[] {
    return this.items(place, itemsMax).map((item) => this.text(item, ''))
  }

  number(place: Place | undefined, otherwise: number, min: number, max: number, unit: string): number {
    if (place === undefined) return otherwise
    const value = isScalar(place.node) ? place.node.value : undefined
    if (typeof value === 'number' && value >= min && value <= max) return value
    this.fault(place, `must be a number from ${min} to ${max} (${unit}), but is ${shown(place.node)}`)
    return otherwise
  }

  /** Points as people write them, to hundredths. */
  centi(place: Place | undefined, otherwiseCenti: number, min: number, max: number): number {
    return Math.round(this.number(place, otherwiseCenti / 100, min, max, 'points') * 100)
  }

  choice<T extends string>(place: Place | undefined, allowed: readonly T[], otherwise: T): T {
    if (place === undefined) return otherwise
    const value = isScalar(place.node) ? place.node.value : undefined
    const found = allowed.find((one) => one === value)
    if (found === undefined)
      this.fault(place, `must be one of ${allowed.join(', ')}, but is ${shown(place.node)}`)
    return found ?? otherwise
  }

  boolean(place: Place | undefined, otherwise: boolean): boolean {
    if (place === undefined) return otherwise
    const value = isScalar(place.node) ? place.node.value : undefined
    if (typeof value === 'boolean') return value
    this.fault(place, `must be true or false, but is ${shown(place.node)}`)
    return otherwise
  }
}

/** A node of the policy and the path to it. */
export interface Place {
  readonly node: Node | null
  readonly path: string
}

function nodeOf(node: unknown): Node | null {
  return isNode(node) ? node : null
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function shown(node: Node | null): string {
  if (isScalar(node)) return JSON.stringify(node.value)
  if (isAlias(node)) return 'an alias'
  if (isSeq(node)) return 'a list'
  return isMap(node) ? 'a map' : 'nothing'
}
