import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { hintOf } from '../spelling/nearest.ts'
import { compile } from './compile.ts'
import { facts } from './facts.ts'
import type { Condition } from './policy.ts'

/** Reads one expression of a policy: parsed and type-checked by the CEL library against the declared facts,
 *  then compiled here to the part of CEL that always ends and never fails. Text on a fault. */
export function readCondition(text: string): Condition | string {
  if (text.length > expressionCharsMax) return `longer than ${expressionCharsMax} characters`
  let ast: ASTNode
  try {
    const parsed = environment.parse(text)
    const check = parsed.check()
    if (!check.valid) return inWords(check.error, text)
    if (check.type !== 'bool') return `must be true or false, but is a ${check.type}`
    ast = parsed.ast
  } catch (error) {
    return inWords(error, text)
  }
  const compiled = compile(ast)
  if (typeof compiled === 'string') return compiled
  return { text, reads: new Set(factsOf(ast)), holds: compiled.read, inTier: (tier) => inTier(ast, tier) }
}

function inTier(ast: ASTNode, tier: string): Condition['holds'] | undefined {
  const compiled = compile(ast, tier)
  // What could be compiled for every tier can be for one.
  if (typeof compiled === 'string') throw new Error(compiled)
  return compiled.constant === false ? undefined : compiled.read
}

export const expressionCharsMax = 2_000

/** The same text for two expressions that differ only in spaces, quotes, brackets or `3` for `3.0`. The
 *  expression must be one that was read. */
export function meaningOf(text: string): string {
  return JSON.stringify(environment.parse(text).ast, (_, part: unknown) => {
    if (typeof part === 'bigint') return Number(part)
    return isNode(part) ? [part.op, part.args] : part
  })
}

/** What a valid expression reads: the element in hand inside `exists` and `all` is no fact. */
function factsOf({ op, args }: ASTNode): string[] {
  if (op === 'id') return facts['']?.[args] === undefined ? [] : [args]
  if (op === '.' && args[0].op === 'id') return [`${args[0].args}.${args[1]}`]
  return [args].flat(2).flatMap((part: unknown) => (isNode(part) ? factsOf(part) : []))
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part
}

const mixed: readonly (readonly [string, (a: number, b: number) => number | boolean])[] = [
  ['==', (a, b) => a === b],
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
]

/** The library's own evaluator over the same declarations: the tests hold ours against it. */
export const environment = declare()

function declare(): Environment {
  const environment = new Environment({ limits: { maxAstNodes: 300, maxDepth: 40, maxListElements: 200 } })
  for (const [object, fields] of Object.entries(facts)) {
    if (object === '') {
      for (const [name, fact] of Object.entries(fields)) environment.registerVariable(name, fact.type)
    } else {
      const schema = Object.fromEntries(Object.entries(fields).map(([name, fact]) => [name, fact.type]))
      environment.registerVariable({ name: object, schema })
    }
  }
  environment.registerFunction('label(string): string', () => '')
  // CEL lets 3 stand beside 3.0 only in an order; people who write policies expect it everywhere.
  for (const [op, apply] of mixed) {
    environment.registerOperator(`double ${op} int`, (a: number, b: bigint) => apply(a, Number(b)))
    // The library turns equality round by itself.
    if (op === '==') continue
    environment.registerOperator(`int ${op} double`, (a: bigint, b: number) => apply(Number(a), b))
  }
  return environment
}

/** The first line of what the library says, the expression it means, and the names that would have been
 *  right. */
function inWords(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error)
  const [line = message] = message.split('\n', 1)
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text
  if (line.startsWith(noKey))
    return `${line} in "${shown}"; ${hintOf(line.slice(noKey.length), fieldsOf(text))}`
  if (line.startsWith(noName)) return `${line}; ${hintOf(line.slice(noName.length), variables())}`
  return `${line} in "${shown}"`
}

const noKey = 'No such key: '
const noName = 'Unknown variable: '

/** The fields of every object that the expression names. */
function fieldsOf(text: string): string[] {
  return Object.entries(facts)
    .filter(([object]) => object !== '' && text.includes(`${object}.`))
    .flatMap(([object, fields]) => Object.keys(fields).map((field) => `${object}.${field}`))
}

function variables(): string[] {
  return Object.entries(facts).flatMap(([object, fields]) => (object === '' ? Object.keys(fields) : [object]))
}
