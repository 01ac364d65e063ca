import { type Mode, modes, type Severity, severities } from '../policy/severity.ts'
import { nearest } from '../spelling/nearest.ts'
import type { Outcome } from './play.ts'

/** What one cell after the arrow wants of a row's outcome. */
export interface Expectation {
  readonly column: ExpectedColumn
  /** As it stands in the cell. */
  readonly text: string
  /** Where the cell names something: only a policy can tell whether there is such a thing. */
  readonly names?: { readonly of: NamedColumn; readonly name: string }
  holds(outcome: Outcome): boolean
}

export const expectedColumns = [
  'mode',
  'severity',
  'tier',
  'suspicion',
  'stakes',
  'score',
  'alerts',
  'countermeasure',
  'exclusion',
  'rule',
] as const
export type ExpectedColumn = (typeof expectedColumns)[number]
export type NamedColumn = Extract<ExpectedColumn, 'tier' | 'countermeasure' | 'exclusion' | 'rule'>

/** `none`: nobody is told, so nothing is granted. */
export const modesOrNone = ['none', ...modes] as const
export type ModeOrNone = Mode | 'none'

/** The words of one outcome, as a cell could have said it. */
export function foundWords(column: ExpectedColumn, outcome: Outcome): string {
  switch (column) {
    case 'mode':
    case 'severity':
    case 'tier':
    case 'countermeasure':
    case 'exclusion':
      return outcome[column]
    case 'suspicion':
    case 'stakes':
    case 'score':
      return (outcome[`${column}Centi`] / 100).toFixed(2)
    case 'alerts':
      return outcome.firstAlert === undefined
        ? 'no'
        : outcome.firstAlert === 1
          ? 'yes'
          : `by ${outcome.firstAlert}`
    case 'rule':
      return outcome.rules.length === 0 ? 'none' : outcome.rules.join(', ')
    default:
      return column satisfies never
  }
}

/** Reads a cell of an expected column; a text says what is wrong with it. */
export function readExpectation(column: ExpectedColumn, text: string): Expectation | string {
  switch (column) {
    case 'mode':
      return ranked<ModeOrNone>(column, text, modesOrNone, (outcome) => outcome.mode)
    case 'severity':
      return ranked<Severity>(column, text, severities, (outcome) => outcome.severity)
    case 'suspicion':
    case 'stakes':
    case 'score':
      return measured(column, text)
    case 'alerts':
      return alerting(text)
    case 'tier':
    case 'countermeasure':
    case 'exclusion':
      return named(column, text, (outcome) => [outcome[column]])
    case 'rule':
      return named(column, text, ({ rules }) => (rules.length === 0 ? ['none'] : rules))
    default:
      return column satisfies never
  }
}

/** `auto`, `not auto`, `<= approve`: words that have an order. */
function ranked<T extends string>(
  column: ExpectedColumn,
  text: string,
  order: readonly T[],
  found: (outcome: Outcome) => T,
): Expectation | string {
  const { comparison, wanted } = comparisonIn(text)
  const rank = order.findIndex((word) => word === wanted)
  if (rank < 0) {
    const near = nearest(wanted, order)
    return `${column} is one of ${order.join(', ')}, not "${wanted}"${near === undefined ? '' : `; did you mean "${near}"?`}`
  }
  if (order.every((_, other) => comparison(other - rank))) return `every ${column} is ${text}`
  return { column, text, holds: (outcome) => comparison(order.indexOf(found(outcome)) - rank) }
}

/** `>= 6`, `4.5`: points. */
function measured(column: 'suspicion' | 'stakes' | 'score', text: string): Expectation | string {
  const { comparison, wanted } = comparisonIn(text)
  if (!/^-?\d+(\.\d{1,2})?$/u.test(wanted))
    return `${column} is points such as 6, >= 6 or < -1.50, not "${text}"`
  const wantedCenti = Math.round(Number(wanted) * 100)
  return { column, text, holds: (outcome) => comparison(outcome[`${column}Centi`] - wantedCenti) }
}

/** `yes`, `no`, `by 30`: the thirtieth change at the latest. */
function alerting(text: string): Expectation | string {
  const column = 'alerts'
  if (text === 'yes' || text === 'no') {
    return { column, text, holds: ({ firstAlert }) => (firstAlert !== undefined) === (text === 'yes') }
  }
  const by = /^by (\d+)$/u.exec(text)?.[1]
  if (by === undefined) return `alerts is yes, no or "by 30", not "${text}"`
  return { column, text, holds: ({ firstAlert }) => firstAlert !== undefined && firstAlert <= Number(by) }
}

/** `protected`, `none`, `not two-others-agreed`. */
function named(
  column: NamedColumn,
  text: string,
  found: (outcome: Outcome) => readonly string[],
): Expectation | string {
  const wanted = text.replace(/^not /u, '')
  if (!/^[\w-]+$/u.test(wanted)) return `${column} is a name, or "not" and a name, not "${text}"`
  const isWanted = wanted === text
  const names = { of: column, name: wanted }
  return { column, text, names, holds: (outcome) => found(outcome).includes(wanted) === isWanted }
}

function comparisonIn(text: string): Compared {
  const [, sign = '', wanted = text] = /^(>=|<=|>|<|not )? *(.*)$/u.exec(text) ?? []
  return { comparison: comparisons[sign] ?? ((difference) => difference === 0), wanted }
}

interface Compared {
  /** Takes what was found less what was wanted. */
  readonly comparison: (difference: number) => boolean
  readonly wanted: string
}

const comparisons: Readonly<Record<string, Compared['comparison']>> = {
  '>=': (difference) => difference >= 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '<': (difference) => difference < 0,
  'not ': (difference) => difference !== 0,
}
