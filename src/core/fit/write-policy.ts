import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'
import type { Thresholds } from './same-load.ts'
import type { LearntValue } from './learn.ts'

export interface PolicyEdits {
  /** What the policy was fitted from, lines without `#`. */
  readonly header: readonly string[]
  readonly learnt: readonly LearntValue[]
  readonly thresholds: Thresholds
}

/** First word of the header, by which the header of an earlier fit is known. */
const headerMark = 'Fitted from'

/** The text of a policy with what was learnt put in, every comment kept. Each fitted weight says what it was;
 *  a weight that no change spoke of stays as it stands, or stays out. */
export function writePolicy(text: string, { header, learnt, thresholds }: PolicyEdits): string {
  const document = parseDocument(text)
  const [remainders, weights] = [learnt.filter(isRemainder), learnt.filter((value) => !isRemainder(value))]
  const evidence = mapAt(document, 'evidence')
  for (const value of weights) {
    if (value.moved.every((one) => one.old === one.new)) continue
    for (const one of value.moved) set(document, evidence, one.name, one.new, `was ${one.old}`)
  }
  const families = mapAt(document, 'families')
  for (const { moved } of remainders) {
    for (const one of moved) families.set(one.name.replace('families.', ''), one.new)
  }
  const alertAt = mapAt(document, 'alertAt')
  alertAt.set('suspicion', thresholds.alertAt.suspicionCenti / 100)
  alertAt.set('score', thresholds.alertAt.scoreCenti / 100)
  const bands = mapAt(document, 'bands')
  for (const [name, centi] of Object.entries(thresholds.bands)) bands.set(name, centi / 100)
  setModes(document, thresholds.modes)
  document.commentBefore = [...header.map((line) => ` ${line}`), '', withoutHeader(document.commentBefore)]
    .join('\n')
    .trimEnd()
  return document.toString({ lineWidth: 110, flowCollectionPadding: true })
}

export function headerOf(span: string): string {
  return `${headerMark} ${span}`
}

function isRemainder({ name }: LearntValue): boolean {
  return name.startsWith('families.')
}

function mapAt(document: Document, name: string): YAMLMap {
  const found = document.get(name)
  if (isMap(found)) return found
  const made = document.createNode({}, { flow: name !== 'evidence' })
  document.set(name, made)
  return made as YAMLMap
}

function set(document: Document, map: YAMLMap, name: string, value: number, comment: string): void {
  map.set(name, value)
  const node = map.get(name, true)
  if (isScalar(node) && (node.comment === undefined || node.comment?.startsWith(' was '))) {
    node.comment = ` ${comment}`
  } else if (!isScalar(node)) map.set(name, document.createNode(value))
}

function setModes(document: Document, modes: Thresholds['modes']): void {
  const tiers = document.get('tiers')
  if (!isSeq(tiers)) return
  tiers.items.forEach((tier, i) => {
    const granted = isMap(tier) ? tier.get('modes') : undefined
    if (!isMap(granted)) return
    for (const [mode, centi] of Object.entries(modes[i] ?? {})) granted.set(mode, centi / 100)
  })
}

/** What stood at the top before, without the header of an earlier fit: it ends at the first empty line. */
function withoutHeader(comment: string | null | undefined): string {
  const text = comment ?? ''
  if (!text.trimStart().startsWith(headerMark)) return text
  const lines = text.split('\n')
  const end = lines.findIndex((line) => line.trim() === '')
  return end < 0 ? '' : lines.slice(end + 1).join('\n')
}
