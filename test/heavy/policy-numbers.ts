import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'

/** One number of a policy that somebody chose, and the policy's text with another in its place. */
export interface PolicyNumber {
  /** `evidence.dormancy.over30d`, `rules.slow-climb.when.1`: the second number of that rule's expression. */
  readonly name: string
  readonly value: number
  with(value: number): string
}

/** What decides who is told and what a machine may do. How long people are given to look decides nothing of it. */
const parts = ['bands', 'alertAt', 'tiers', 'rules', 'evidence', 'families'] as const

/** Every number of these parts, but for noughts, which no share of them moves. */
export function numbersOf(text: string): readonly PolicyNumber[] {
  const document = parseDocument(text)
  return parts.flatMap((part) => under(document.get(part, true) as Node | undefined, part, text))
}

function under(node: Node | undefined, name: string, text: string): PolicyNumber[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => under(value as Node, `${name}.${String(key)}`, text))
  if (isSeq(node))
    return node.items.flatMap((item, i) =>
      under(item as Node, `${name}.${isMap(item) ? String(item.get('name')) : i}`, text),
    )
  if (!isScalar(node) || node.range == null) return []
  const [from, to] = node.range
  const source = text.slice(from, to)
  if (typeof node.value === 'number') return numberAt(text, from, to, name)
  if (typeof node.value !== 'string' || !name.endsWith('.when')) return []
  return [...source.matchAll(/(?<=[<>=]=? )-?\d+(?:\.\d+)?/gu)].flatMap((found, i) =>
    numberAt(text, from + found.index, from + found.index + found[0].length, `${name}.${i}`),
  )
}

function numberAt(text: string, from: number, to: number, name: string): PolicyNumber[] {
  const written = text.slice(from, to)
  const value = Number(written)
  if (value === 0) return []
  // A whole number in an expression is compared with a whole number; elsewhere hundredths are kept.
  const isWhole = name.includes('.when.') && !written.includes('.')
  const say = (other: number) =>
    isWhole
      ? String(Math.round(other))
      : other.toFixed(2).replace(/\.00$/u, name.includes('.when.') ? '.0' : '')
  return [{ name, value, with: (other) => text.slice(0, from) + say(other) + text.slice(to) }]
}
