import { joinedFamilies } from '../evidence/in-force.ts'
import { type Column, ownWeights, weightPointsMax } from './columns.ts'
import type { Learnt, Lesson } from './learn.ts'
import { withAlso, withOwn } from './probe.ts'

export interface LearntValue {
  /** `tenure.newHire7d`; a remainder is `families.pace`. */
  readonly name: string
  /** Everything that moved with it, by name: old and new, in points (shares for a remainder). */
  readonly moved: readonly { readonly name: string; readonly old: number; readonly new: number }[]
  /** 95 % interval of the first of them. */
  readonly low: number
  readonly high: number
  /** Changes in which it played a part, and how many of those were not meant. */
  readonly changes: number
  readonly notMeant: number
  /** A class of an open-ended table of which there were too few changes: nothing was learnt of it. */
  readonly tooFew?: true
}

/** What was found, by place: columns, then the families' remainders. */
interface Found {
  readonly values: Float64Array
  /** Standard errors. */
  readonly errors: Float64Array
  readonly counts: Counts
}

/** By column: the changes in which it played a part. */
export interface Counts {
  readonly changes: Float64Array
  readonly notMeant: Float64Array
}

/** What was found, as weights that a policy may have: rounded to hundredths, and within its bounds. */
export function takeOver(lesson: Lesson, found: Found): Pick<Learnt, 'weights' | 'remainders' | 'learnt'> {
  const { columns, remainders } = lesson
  let { weights } = lesson
  const learnt: LearntValue[] = []
  columns.forEach((column, place) => {
    const own = ownWeights(lesson.weights, column.evidence)
    const after = (name: string) => centiAt(column, own, name, found.values[place]!)
    if (!column.isOpen) {
      weights = withOwn(weights, column.evidence, (centi, name) =>
        column.weights.includes(name) ? after(name) : centi,
      )
    } else if (found.values[place] !== column.start) {
      for (const name of column.weights) weights = withAlso(weights, column.evidence, name, after(name))
    }
    learnt.push(columnValue(column, own, place, found))
  })
  const kept = { ...remainders }
  joinedFamilies.forEach((family, i) => {
    const place = columns.length + i
    kept[family] = Math.round(100 * found.values[place]!)
    learnt.push(remainderValue(`families.${family}`, remainders[family], kept[family], place, found))
  })
  return { weights, remainders: kept, learnt }
}

/** 95 % of a normal distribution lie within so many standard errors. */
const errorsAside = 1.96

type Own = Readonly<Record<string, number>>

function columnValue(
  column: Column,
  own: Own,
  place: number,
  { values, errors, counts }: Found,
): LearntValue {
  const [value, aside] = [values[place]!, errorsAside * errors[place]!]
  const [first = ''] = column.weights
  const ends = [value - aside, value + aside].map(
    (end) => centiAt(column, own, first, withinClaim(column, end)) / 100,
  )
  return {
    name: column.name,
    moved: column.weights.map((name) => ({
      name: `${column.evidence}.${name}`,
      old: column.isOpen ? column.start : (own[name] ?? 0) / 100,
      new: centiAt(column, own, name, value) / 100,
    })),
    low: Math.min(...ends),
    high: Math.max(...ends),
    changes: counts.changes[place]!,
    notMeant: counts.notMeant[place]!,
    ...(isTooRare(column, counts.changes[place]!) && { tooFew: true }),
  }
}

/** A class of an open-ended table with fewer changes is left out of the policy: each would be one more line, and
 *  one more thing that a single hand could have made. */
export function isTooRare({ isOpen }: Column, changes: number): boolean {
  return isOpen && changes < openChangesMin
}

export const openChangesMin = 100

function remainderValue(
  name: string,
  oldCenti: number,
  newCenti: number,
  place: number,
  { values, errors }: Found,
): LearntValue {
  const [value, aside] = [values[place]!, errorsAside * errors[place]!]
  return {
    name,
    moved: [{ name, old: oldCenti / 100, new: newCenti / 100 }],
    low: Math.max(0, value - aside),
    high: Math.min(1, value + aside),
    changes: 0,
    notMeant: 0,
  }
}

/** A weight in hundredths, where its column stands at a value. A policy with more would not be read. */
function centiAt({ kind }: Column, own: Own, name: string, value: number): number {
  const most = 100 * weightPointsMax
  const centi = Math.round(kind === 'scale' ? (own[name] ?? 0) * value : 100 * value)
  // Not -0, which would be written as it looks.
  return Math.min(most, Math.max(-most, centi)) + 0
}

function withinClaim({ claim, isPrior }: Column, value: number): number {
  if (isPrior || claim === 'either') return value
  return claim === 'raises' ? Math.max(0, value) : Math.min(0, value)
}
