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
 *  as it stands, or stays out. The text must be a policy without faults. */
export function writePolicy(
  text: string,
  { header, learnt, thresholds, peers, fitted }: PolicyEdits,
): string {
  const root = parseDocument(text).contents
  if (!isMap(root)) throw new Error('a policy is a map')
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

/** A machine wrote all of such a part, and writes all of it again. */
function partEdit(text: string, root: YAMLMap, name: 'peers' | 'fitted', body: string): Edit {
  const old = root.items.find(({ key }) => isScalar(key) && key.value === name)
  const from = isScalar(old?.key) ? old.key.range?.[0] : undefined
  const to = isNode(old?.value) ? old.value.range?.[1] : undefined
  if (from === undefined || to === undefined) {
    const gap = text.endsWith('\n') ? '\n' : '\n\n'
    return { from: text.length, to: text.length, text: `${gap}${body}\n` }
  }
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
  if (!isMap(map)) return [added(text, name, settings)]
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

/** New lines at the end of a block, or new entries before the closing brace. */
function extended(text: string, map: YAMLMap, missing: ReadonlyMap<string, Setting>): Edit {
  const [from, to] = map.range ?? [0, 0]
  if (map.flow === true) {
    const entries = [...missing].map(([key, { value }]) => `, ${shownKey(key)}: ${shown(value)}`)
    const at = to - (text[to - 2] === ' ' ? 2 : 1)
    return { from: at, to: at, text: entries.join('') }
  }
  const indent = ' '.repeat(from - (text.lastIndexOf('\n', from - 1) + 1))
  const last = map.items.at(-1)?.value
  const end = lineEnd(text, isScalar(last) ? (last.range?.[1] ?? to) : to)
  return {
    from: end,
    to: end,
    text: lines(missing)
      .map((line) => `\n${indent}${line}`)
      .join(''),
  }
}

/** A part that the policy did not have. */
function added(text: string, name: string, settings: ReadonlyMap<string, Setting>): Edit {
  const gap = text.endsWith('\n') ? '\n' : '\n\n'
  const body = lines(settings).map((line) => `  ${line}\n`)
  return { from: text.length, to: text.length, text: `${gap}${name}:\n${body.join('')}` }
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

/** Puts the header in front, in place of that of an earlier fit: it ends at the first empty line. */
function withHeader(text: string, header: readonly string[]): string {
  const old = text.startsWith(`# ${headerMark}`) ? text.indexOf('\n\n') + 2 : 0
  return `${header.map((line) => `# ${line}\n`).join('')}\n${text.slice(Math.max(old, 0))}`
}
