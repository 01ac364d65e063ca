import { type JoinedFamily, joinedFamilies } from '../evidence/in-force.ts'
import type { Weights } from '../evidence/weights.ts'
import { type Column, chainsOf, type Learnable, ownWeights, weightPointsMax } from './columns.ts'
import type { FitRows } from './fit-rows.ts'
import { standardErrors } from './intervals.ts'
import { withAlso, withOwn } from './probe.ts'
import { type Coordinates, coordinatesOf, type Terrain, valuesAt } from './shrinkage.ts'
import { type Solution, solve } from './solve.ts'
import { chooseStrength } from './strength.ts'

/** What labels say of the weights. */
export interface Learnt {
  readonly weights: Weights
  readonly remainders: Readonly<Record<JoinedFamily, number>>
  /** One for each thing learnt, in the order of the evidence, remainders last. */
  readonly learnt: readonly LearntValue[]
  /** How much surer of the policy at hand than the belief is, as the labels themselves wanted it. */
  readonly strength: number
  readonly rounds: number
  readonly settled: boolean
}

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
}

/** What there is to learn, and as it stands. */
export interface Lesson {
  readonly evidence: readonly Learnable[]
  readonly weights: Weights
  readonly remainders: Readonly<Record<JoinedFamily, number>>
  readonly columns: readonly Column[]
  /** Evidence or weights by name that stay as they are. */
  readonly held: ReadonlySet<string>
  /** The start of all actions stays: points are then right in their differences, not in their sum. */
  readonly keepsStarts: boolean
}

/** A class of an open-ended table with fewer changes is left out of the policy: each would be one more line, and
 *  one more thing that a single hand could have made. */
const openChangesMin = 100

/** Learns from rows that stand in order of time. How far labels may move the policy is chosen within these
 *  rows alone: fitted on the first three quarters, judged on the last, which is nobody's test any more. */
export function learn(rows: FitRows, lesson: Lesson): Learnt {
  const { columns, remainders } = lesson
  const counts = countParts(rows, columns.length)
  const terrain = {
    columns,
    chains: chainsOf(lesson.evidence, columns),
    remaindersCenti: remainders,
    held: heldOf(lesson, counts),
    tables: tablesOf(columns, counts),
  }
  const coordinates = (strength: number) => coordinatesOf(terrain, strength)
  const strength = chooseStrength(rows, coordinates)
  const all = { from: 0, to: rows.count }
  const chosen = coordinates(strength)
  const solved = solve(rows, chosen, all)
  const solution = lesson.keepsStarts ? withoutShift(chosen, solved) : solved
  const errors = standardErrors(rows, chosen, solved, all)
  const { rounds, settled } = solution
  return { ...taken(lesson, counts, solution, errors), strength, rounds, settled }
}

/** The last coordinate is the common shift. */
function withoutShift(coordinates: Coordinates, solution: Solution): Solution {
  const at = solution.at.slice()
  at[at.length - 1] = 0
  return { ...solution, at, values: valuesAt(coordinates, at) }
}

function heldOf({ columns, held }: Lesson, { changes }: Counts): Set<number> {
  const isHeld = ({ name, evidence, isOpen }: Column, place: number) =>
    held.has(name) || held.has(evidence) || (isOpen && changes[place]! < openChangesMin)
  return new Set(columns.flatMap((column, place) => (isHeld(column, place) ? [place] : [])))
}

function tablesOf(columns: readonly Column[], { changes }: Counts): Terrain['tables'] {
  const places = columns.flatMap((column, place) =>
    column.isOfTable ? [{ column: place, of: column.evidence }] : [],
  )
  return [...Map.groupBy(places, ({ of }) => of).values()].map((table) => {
    const all = table.reduce((sum, { column }) => sum + changes[column]!, 0)
    return table.map(({ column }) => ({ column, share: changes[column]! / Math.max(1, all) }))
  })
}

function taken(
  { weights, remainders, columns }: Lesson,
  counts: Counts,
  { values }: Solution,
  errors: Float64Array,
): Pick<Learnt, 'weights' | 'remainders' | 'learnt'> {
  let learntWeights = weights
  const ofColumns = columns.map((column, place): LearntValue => {
    const { evidence, kind } = column
    const [value, error] = [values[place]!, 1.96 * errors[place]!]
    const own = ownWeights(weights, evidence)
    const after = (name: string, at: number) =>
      kind === 'scale' ? cut(Math.round((own[name] ?? 0) * at)) : cut(Math.round(100 * at))
    const [first = ''] = column.weights
    if (!column.isOpen) {
      learntWeights = withOwn(learntWeights, evidence, (centi, name) =>
        column.weights.includes(name) ? after(name, value) : centi,
      )
    } else if (value !== column.start)
      learntWeights = withAlso(learntWeights, evidence, first, after(first, value))
    const ends = [value - error, value + error].map((end) => after(first, withinClaim(column, end)) / 100)
    return {
      name: column.name,
      moved: column.weights.map((name) => ({
        name: `${evidence}.${name}`,
        old: (own[name] ?? 0) / 100,
        new: after(name, value) / 100,
      })),
      low: Math.min(...ends),
      high: Math.max(...ends),
      changes: counts.changes[place]!,
      notMeant: counts.notMeant[place]!,
    }
  })
  const learntRemainders = { ...remainders }
  const ofFamilies = joinedFamilies.map((family, i): LearntValue => {
    const [value, error] = [values[columns.length + i]!, 1.96 * errors[columns.length + i]!]
    learntRemainders[family] = Math.round(100 * value)
    const name = `families.${family}`
    return {
      name,
      moved: [{ name, old: remainders[family] / 100, new: learntRemainders[family] / 100 }],
      low: Math.max(0, value - error),
      high: Math.min(1, value + error),
      changes: 0,
      notMeant: 0,
    }
  })
  return { weights: learntWeights, remainders: learntRemainders, learnt: [...ofColumns, ...ofFamilies] }
}

function withinClaim({ kind, claim, isPrior }: Column, value: number): number {
  if (kind === 'scale' || (claim === 'raises' && !isPrior)) return Math.max(0, value)
  return claim === 'lowers' && !isPrior ? Math.min(0, value) : value
}

/** A policy with more would not be read. */
function cut(centi: number): number {
  const most = 100 * weightPointsMax
  return Math.min(most, Math.max(-most, centi))
}

/** By column: the changes in which it played a part. */
interface Counts {
  readonly changes: Float64Array
  readonly notMeant: Float64Array
}

function countParts(rows: FitRows, columns: number): Counts {
  const [changes, notMeant] = [new Float64Array(columns), new Float64Array(columns)]
  let finding = 0
  let term = 0
  for (let row = 0; row < rows.count; row++) {
    for (; finding < rows.findingEnds[row]!; finding++) {
      for (; term < rows.termEnds[finding]!; term++) {
        if (rows.weights[row] === 0) continue
        changes[rows.columns[term]!]! += 1
        if (rows.labels[row] === 1) notMeant[rows.columns[term]!]! += 1
      }
    }
  }
  return { changes, notMeant }
}
