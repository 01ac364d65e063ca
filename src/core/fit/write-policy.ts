import { isMap, isNode, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { PolicyFit } from '../policy/policy-fit.ts'
import type { PolicyPeers } from '../policy/policy-peers.ts'
import type { LearntValue } from './learnt-value.ts'
import type { Thresholds } from './same-load.ts'
import { fitText } from './write-fit.ts'
import { peersText } from './write-peers.ts'

export interface PolicyEdits {
  /** What the policy was fitted from, lines without `#`. */
  readonly header: readonly string[]
  readonly learnt: readonly LearntValue[]
  readonly thresholds: Thresholds
  /** Takes the place of what an earlier fit wrote; absent: that stays. */
  readonly peers?: PolicyPeers | undefined
  /** Likewise. */
  readonly fitted?: PolicyFit
}

/** First words of the header, by which the header of an earlier fit is known. */
export const headerMark = 'Fitted from'

/** The text of a policy with what was learnt put in. Only numbers change, and lines are added: whatever people
 *  wrote beside them stands as they wrote it. Each weight says what it was; one that no change spoke of stays
 *  as it stands, or stays out. A policy that is one flow map, as JSON is, is laid out as a block first. The text must
 *  be a policy without faults. */
export function writePolicy(
  given: string,
  { header, learnt, thresholds, peers, fitted }: PolicyEdits,
): string {
  // The mark of a byte order would no longer be the first.
  const text = asBlock(given.replace(/^\uFEFF/u, ''))
  const root = rootOf(text)
  const edits: Edit[] = []
  const weights = new Map<string, Setting>()
  const families = new Map<string, Setting>()
  for (const { old, new: value, name } of learnt.flatMap(({ moved }) => moved)) {
    if (old === value) continue
    if (name.startsWith('families.')) families.set(name.slice('families.'.length), { value })
    else weights.set(name, { value, was: old })
  }
  const set = (name: string, settings: ReadonlyMap<string, Setting>) =>
    edits.push(...setAll(text, root, name, settings))
  set('evidence', weights)
  set('families', families)
  set(
    'alertAt',
    centi({ suspicion: thresholds.alertAt.suspicionCenti, score: thresholds.alertAt.scoreCenti }),
  )
  set('bands', centi(thresholds.bands))
  const tiers = root.get('tiers')
  if (isSeq(tiers)) {
    tiers.items.forEach((tier, i) => {
      if (isMap(tier)) edits.push(...setAll(text, tier, 'modes', centi(thresholds.modes[i] ?? {})))
    })
  }
  if (peers !== undefined) edits.push(partEdit(text, root, 'peers', peersText(peers)))
  if (fitted !== undefined) edits.push(partEdit(text, root, 'fitted', fitText(fitted)))
  return withHeader(applied(text, edits), header)
}

/** Lines cannot be added to a map in braces; its parts stay in theirs. */
function asBlock(text: string): string {
  const document = parseDocument(text)
  if (!isMap(document.contents) || document.contents.flow !== true) return text
  document.contents.flow = false
  return document.toString({ lineWidth: 0 })
}

function rootOf(text: string): YAMLMap {
  const root = parseDocument(text).contents
  if (!isMap(root)) throw new Error('a policy is a map')
  return root
}

/** A machine wrote all of such a part, and writes all of it again. */
function partEdit(text: string, root: YAMLMap, name: 'peers' | 'fitted', part: string): Edit {
  const body = part.replaceAll('\n', `\n${indentOf(text, root)}`)
  const old = root.items.find(({ key }) => isScalar(key) && key.value === name)
  const from = isScalar(old?.key) ? old.key.range?.[0] : undefined
  const to = isNode(old?.value) ? old.value.range?.[1] : undefined
  if (from === undefined || to === undefined) return atEnd(text, root, body)
  return { from, to: from + text.slice(from, to).trimEnd().length, text: body }
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

interface Setting {
  readonly value: number
  readonly was?: number
}

function centi(values: Readonly<Record<string, number>>): Map<string, Setting> {
  return new Map(Object.entries(values).map(([name, value]) => [name, { value: value / 100 }]))
}

/** Edits that set numbers in the map called `name`, wherever it is and however it is written. */
function setAll(text: string, parent: YAMLMap, name: string, settings: ReadonlyMap<string, Setting>): Edit[] {
  if (settings.size === 0) return []
  const map = parent.get(name)
  if (!isMap(map)) return [added(text, parent, name, settings)]
  const edits: Edit[] = []
  const missing = new Map(settings)
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : ''
    const setting = settings.get(key)
    if (setting === undefined || !missing.delete(key)) continue
    edits.push(changed(text, pair, setting, map.flow === true))
  }
  if (missing.size > 0) edits.push(extended(text, map, missing))
  return edits
}

/** The number itself, and in a block the note on what it was; a comment that somebody wrote there stays. */
function changed(text: string, { value: node }: Pair, setting: Setting, isFlow: boolean): Edit {
  const range = isScalar(node) ? node.range : undefined
  if (range === undefined || range === null) throw new Error('a number of a policy is written out')
  const [from, to] = range
  const end = lineEnd(text, to)
  const rest = text.slice(to, end).trim()
  if (isFlow || (rest !== '' && !rest.startsWith('# was '))) return { from, to, text: shown(setting.value) }
  return { from, to: end, text: withNote(setting) }
}

/** New lines at the end of a block, or new entries in braces after the last that are there: what follows it, a comma, a
 *  comment or the next line, then follows these. */
function extended(text: string, map: YAMLMap, missing: ReadonlyMap<string, Setting>): Edit {
  const [from, to] = map.range ?? [0, 0]
  if (map.flow === true) {
    const entries = [...missing].map(([key, { value }]) => `${shownKey(key)}: ${shown(value)}`).join(', ')
    const lastEnd = endOfLast(map)
    if (lastEnd === undefined) return { from: from + 1, to: from + 1, text: ` ${entries} ` }
    return { from: lastEnd, to: lastEnd, text: `, ${entries}` }
  }
  const indent = indentOf(text, map)
  const end = lineEnd(text, endOfLast(map) ?? to)
  return {
    from: end,
    to: end,
    text: lines(missing)
      .map((line) => `\n${indent}${line}`)
      .join(''),
  }
}

function endOfLast(map: YAMLMap): number | undefined {
  const last = map.items.at(-1)?.value
  return isScalar(last) ? last.range?.[1] : undefined
}

/** A part that the policy did not have. */
function added(text: string, root: YAMLMap, name: string, settings: ReadonlyMap<string, Setting>): Edit {
  const indent = indentOf(text, root)
  return atEnd(text, root, [`${name}:`, ...lines(settings).map((line) => `${indent}  ${line}`)].join('\n'))
}

/** A part after all others, before the mark `...` where the document has one. */
function atEnd(text: string, root: YAMLMap, body: string): Edit {
  const after = root.range?.[1] ?? text.length
  const mark = /^\.\.\.(?:\s|$)/m.exec(text.slice(after))
  const at = mark === null ? text.length : after + mark.index
  const gap = text.slice(0, at).endsWith('\n') ? '\n' : '\n\n'
  return { from: at, to: at, text: `${gap}${indentOf(text, root)}${body}\n` }
}

/** How far a block's keys are indented. */
function indentOf(text: string, { range }: YAMLMap): string {
  const from = range?.[0] ?? 0
  return ' '.repeat(from - (text.lastIndexOf('\n', from - 1) + 1))
}

function lines(settings: ReadonlyMap<string, Setting>): string[] {
  return [...settings].map(([key, setting]) => `${shownKey(key)}: ${withNote(setting)}`)
}

function withNote({ value, was }: Setting): string {
  return was === undefined ? shown(value) : `${shown(value)} # was ${shown(was)}`
}

/** 1.3 -> 1.3   -0.10000000000000009 -> -0.1 */
function shown(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Codes are the platform's own, and may hold anything. */
function shownKey(key: string): string {
  return /^[\w.-]+$/.test(key) ? key : JSON.stringify(key)
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function applied(text: string, edits: readonly Edit[]): string {
  // From the back, so that no place moves before it is used; what goes to one place stays in its order.
  return edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => b.from - a.from || b.order - a.order)
    .reduce((whole, { from, to, text: part }) => whole.slice(0, from) + part + whole.slice(to), text)
}

const oldHeader = new RegExp(`^# ${headerMark}.*\\r?\\n(?:#.*\\r?\\n)*\\r?\\n`, 'u')

/** Puts the header in front, in place of that of an earlier fit: comments that end at an empty line. */
function withHeader(text: string, header: readonly string[]): string {
  return `${header.map((line) => `# ${line}\n`).join('')}\n${text.replace(oldHeader, '')}`
}
