import type { Facts } from './facts.ts'

/** A compiled part of an expression, by the type of what it reads. `item` is the element in hand inside
 *  `exists` and `all`, and empty elsewhere. */
export type Compiled = Text | Num | Bool | List
export type Text = Reading<'string', string>
export type Num = Reading<'double', number>
export type Bool = Reading<'bool', boolean>
export type List = Reading<'list<string>', readonly string[]>

interface Reading<Type extends string, Value> {
  readonly type: Type
  readonly read: (facts: Facts, item?: string) => Value
  /** Where it is written out in the expression, or follows from what is: then nobody needs to ask for it at every
   *  change. */
  readonly constant?: Value
}

/** Thrown while compiling, with the words for the person who wrote the policy. */
export class Refusal extends Error {}

export type Binary = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | 'in'

/** Texts compare by code units, which for the ids and words of the contract is the order CEL asks for. */
export function binary(op: Binary, left: Compiled, right: Compiled): Compiled {
  if (left.type === 'bool' && right.type === 'bool')
    return decided(op, left, right) ?? ofBools(op, left.read, right.read)
  if (left.type === 'double' && right.type === 'double') {
    const { constant } = right
    const short = constant === undefined ? undefined : againstNumber(op, left.read, constant)
    return short ?? ofNumbers(op, left.read, right.read)
  }
  if (left.type === 'string' && right.type === 'string') {
    const { constant } = right
    const short = constant === undefined ? undefined : againstText(op, left, constant)
    return short ?? ofTexts(op, left.read, right.read)
  }
  if (left.type === 'string' && right.type === 'list<string>' && op === 'in') return isIn(left, right)
  return refuse(op, left.type, right.type)
}

/** Where one side is known beforehand, and settles it or leaves it to the other. */
function decided(op: Binary, left: Bool, right: Bool): Bool | undefined {
  if (op !== '&&' && op !== '||') return undefined
  const settles = op === '||'
  if (left.constant === settles || right.constant === settles) return truth(settles)
  if (left.constant !== undefined) return right
  return right.constant === undefined ? undefined : left
}

export function not({ read, constant }: Bool): Bool {
  return constant === undefined ? bool((facts, item) => !read(facts, item)) : truth(!constant)
}

export function truth(constant: boolean): Bool {
  return { type: 'bool', read: () => constant, constant }
}

/** What most conditions of a policy are: a fact against a number or a text written out. A third of the calls. */
function againstNumber(op: Binary, read: Num['read'], constant: number): Bool | undefined {
  if (op === '<') return bool((facts, item) => read(facts, item) < constant)
  if (op === '<=') return bool((facts, item) => read(facts, item) <= constant)
  if (op === '>') return bool((facts, item) => read(facts, item) > constant)
  if (op === '>=') return bool((facts, item) => read(facts, item) >= constant)
  if (op === '==') return bool((facts, item) => read(facts, item) === constant)
  return undefined
}

function againstText(op: Binary, { read, constant: known }: Text, constant: string): Bool | undefined {
  if (known !== undefined && (op === '==' || op === '!='))
    return truth((known === constant) === (op === '=='))
  if (op === '==') return bool((facts, item) => read(facts, item) === constant)
  if (op === '!=') return bool((facts, item) => read(facts, item) !== constant)
  return undefined
}

function isIn({ read, constant: known }: Text, { read: readAll, constant: all }: List): Bool {
  if (all !== undefined && known !== undefined) return truth(all.includes(known))
  if (all === undefined) return bool((facts, item) => readAll(facts, item).includes(read(facts, item)))
  return bool((facts, item) => all.includes(read(facts, item)))
}

function ofBools(op: Binary, left: Bool['read'], right: Bool['read']): Bool {
  switch (op) {
    case '&&':
      return bool((facts, item) => left(facts, item) && right(facts, item))
    case '||':
      return bool((facts, item) => left(facts, item) || right(facts, item))
    case '==':
      return bool((facts, item) => left(facts, item) === right(facts, item))
    case '!=':
      return bool((facts, item) => left(facts, item) !== right(facts, item))
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case 'in':
      break
  }
  return refuse(op, 'bool', 'bool')
}

function ofNumbers(op: Binary, left: Num['read'], right: Num['read']): Num | Bool {
  switch (op) {
    case '==':
      return bool((facts, item) => left(facts, item) === right(facts, item))
    case '!=':
      return bool((facts, item) => left(facts, item) !== right(facts, item))
    case '<':
      return bool((facts, item) => left(facts, item) < right(facts, item))
    case '<=':
      return bool((facts, item) => left(facts, item) <= right(facts, item))
    case '>':
      return bool((facts, item) => left(facts, item) > right(facts, item))
    case '>=':
      return bool((facts, item) => left(facts, item) >= right(facts, item))
    case '+':
      return { type: 'double', read: (facts, item) => left(facts, item) + right(facts, item) }
    case '-':
      return { type: 'double', read: (facts, item) => left(facts, item) - right(facts, item) }
    case '*':
      return { type: 'double', read: (facts, item) => left(facts, item) * right(facts, item) }
    case '&&':
    case '||':
    case 'in':
      break
  }
  return refuse(op, 'double', 'double')
}

function ofTexts(op: Binary, left: Text['read'], right: Text['read']): Bool {
  switch (op) {
    case '==':
      return bool((facts, item) => left(facts, item) === right(facts, item))
    case '!=':
      return bool((facts, item) => left(facts, item) !== right(facts, item))
    case '<':
      return bool((facts, item) => left(facts, item) < right(facts, item))
    case '<=':
      return bool((facts, item) => left(facts, item) <= right(facts, item))
    case '>':
      return bool((facts, item) => left(facts, item) > right(facts, item))
    case '>=':
      return bool((facts, item) => left(facts, item) >= right(facts, item))
    case '&&':
    case '||':
    case '+':
    case '-':
    case '*':
    case 'in':
      break
  }
  return refuse(op, 'string', 'string')
}

/** CEL counts code points, JavaScript code units. */
export function size(of: Compiled): Num {
  if (of.type === 'list<string>')
    return { type: 'double', read: (facts, item) => of.read(facts, item).length }
  if (of.type !== 'string') throw new Refusal('only a text or a list has a size')
  return { type: 'double', read: (facts, item) => Array.from(of.read(facts, item)).length }
}

function bool(read: Bool['read']): Bool {
  return { type: 'bool', read }
}

function refuse(op: string, left: string, right: string): never {
  throw new Refusal(`"${op}" of ${left} and ${right} is not allowed in a policy`)
}
