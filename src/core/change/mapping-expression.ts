import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { celTypesOf } from './mapping-fields.ts'

/** One CEL expression, parsed, checked and ready: from the variables of a record to a value as JSON knows it.
 *  Throws what the engine throws. */
export type Expression = (variables: Variables) => unknown
export type Variables = Readonly<Record<string, unknown>>

/** Reads one expression, or says everything that is wrong with it.
 *
 *  `matches` runs JavaScript's regular expressions (30 characters held one for 64 s) and a comprehension
 *  inside another is as slow as its lists are long, times each other: both are refused here, because nothing
 *  can stop them once they run. */
export function readExpression(
  environment: Environment,
  source: string,
  kind: keyof typeof celTypesOf,
  vocabulary?: readonly string[],
): Expression | readonly string[] {
  if (source.length > expressionLengthMax) return [`longer than ${expressionLengthMax} characters`]
  let program: ReturnType<Environment['parse']>
  try {
    program = environment.parse(source)
  } catch (error) {
    return [whatFailed(error)]
  }
  const refused = refusedIn(program.ast)
  if (refused.length > 0) return refused
  const checked = program.check()
  if (!checked.valid) return [whatFailed(checked.error)]
  const wrong = wrongType(checked.type ?? 'dyn', celTypesOf[kind])
  if (wrong !== undefined) return [wrong]
  const strangers = literalsOf(program.ast).filter((word) => vocabulary?.includes(word) === false)
  if (strangers.length > 0) return strangers.map((word) => `"${word}" is none of ${vocabulary?.join(' ')}`)
  if (program.ast.op === 'value') {
    const constant = plainValue(program({}))
    return () => constant
  }
  return (variables) => plainValue(program(variables))
}

export const expressionLengthMax = 4000

const comprehensions: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** Every construct that may not stand in an expression, in words. */
export function refusedIn(node: ASTNode, inside = false): string[] {
  if (node.op === 'call')
    return [...refusedName(node.args[0]), ...node.args[1].flatMap((arg) => refusedIn(arg, inside))]
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args
    const isLoop = comprehensions.has(name) && args.length >= 2
    const nested =
      isLoop && inside ? [`"${name}" inside another comprehension is refused: it may never end`] : []
    return [
      ...refusedName(name),
      ...nested,
      ...refusedIn(receiver, inside),
      ...args.flatMap((arg) => refusedIn(arg, inside || isLoop)),
    ]
  }
  const hidden = node.op === 'in' && inside && !isShort(node.args[1])
  const here = hidden ? ['"in" over a list that is not written out, inside a comprehension, is refused'] : []
  return [...here, ...childrenOf(node).flatMap((child) => refusedIn(child, inside))]
}

function refusedName(name: string): string[] {
  if (name === 'matches') return ['"matches" is refused: 30 characters can hold it for a minute']
  // A name bound to a list would hide it from the rule about `in`.
  return name === 'bind' ? ['"bind" is refused: write the value where it is used'] : []
}

/** A list written out, or the name of a table, which answers at once. */
function isShort(node: ASTNode): boolean {
  return node.op === 'list' || node.op === 'id'
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id' || node.op === 'call' || node.op === 'rcall') return []
  if (node.op === '.' || node.op === '.?') return [node.args[0]]
  if (node.op === 'map') return node.args.flat()
  if (node.op === '!_' || node.op === '-_') return [node.args]
  return node.args
}

/** The texts that an expression can come to by its own words: `a ? 'x' : 'y'` -> x, y. */
function literalsOf(node: ASTNode): string[] {
  if (node.op === 'value') return typeof node.args === 'string' ? [node.args] : []
  return node.op === '?:' ? [...literalsOf(node.args[1]), ...literalsOf(node.args[2])] : []
}

function wrongType(type: string, allowed: readonly string[]): string | undefined {
  const bare = type.startsWith('optional<') ? type.slice('optional<'.length, -1) : type
  const base = bare.split('<')[0] ?? bare
  return allowed.includes(base) ? undefined : `comes to ${type}, where ${allowed.join(' or ')} is meant`
}

/** From the engine's values to those of JSON. An integer beyond 2^53 stays exact as its digits. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return undefined
  if (typeof value === 'bigint') return BigInt(Number(value)) === value ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map(plainValue)
  if (value instanceof Set) return [...value].map(plainValue)
  if (typeof value !== 'object') return value
  if ('getTime' in value && typeof value.getTime === 'function') return value.getTime()
  if ('hasValue' in value && 'orValue' in value && typeof value.orValue === 'function') {
    return plainValue(value.orValue(null))
  }
  return value
}

/** The engine's own sentence, with the place where it has one. */
export function whatFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message
  const start = 'range' in error ? startOf(error.range) : undefined
  return start === undefined ? summary : `${summary} (at character ${start + 1})`
}

function startOf(range: unknown): number | undefined {
  if (typeof range !== 'object' || range === null || !('start' in range)) return undefined
  return typeof range.start === 'number' ? range.start : undefined
}
