import type { JoinedFamily } from '../evidence/in-force.ts'
import type { Weights } from '../evidence/weights.ts'
import { type Column, chainsOf, type Learnable } from './columns.ts'
import type { FitRows } from './fit-rows.ts'
import { standardErrors } from './intervals.ts'
import { type Counts, isTooRare, type LearntValue, takeOver } from './learnt-value.ts'
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

/** Learns from rows that stand in order of time. How far labels may move the policy is chosen within these
 *  rows alone: fitted on the first three quarters, judged on the last, which is nobody's test any more. */
export function learn(rows: FitRows, lesson: Lesson): Learnt {
  const { columns, remainders } = lesson
  const counts = countParts(rows, columns.length)
  const terrain = {
    columns,
    chains: chainsOf(lesson.evidence, columns),
    remaindersCenti: remainders,
    held: placesOf(columns, ({ name, evidence }) => lesson.held.has(name) || lesson.held.has(evidence)),
    rare: placesOf(columns, (column, place) => isTooRare(column, counts.changes[place]!)),
    tables: tablesOf(columns, counts),
  }
  const coordinates = (strength: number) => coordinatesOf(terrain, strength)
  const strength = chooseStrength(rows, coordinates)
  const all = { from: 0, to: rows.count }
  const chosen = coordinates(strength)
  const solved = solve(rows, chosen, all)
  const solution = lesson.keepsStarts ? withoutShift(chosen, solved) : solved
  const errors = standardErrors(rows, chosen, solved, all)
  for (const place of [...terrain.held, ...terrain.rare]) errors[place] = 0
  const { rounds, settled } = solution
  return { ...takeOver(lesson, { values: solution.values, errors, counts }), strength, rounds, settled }
}

/** The last coordinate is the common shift. */
function withoutShift(coordinates: Coordinates, solution: Solution): Solution {
  const at = solution.at.slice()
  at[at.length - 1] = 0
  return { ...solution, at, values: valuesAt(coordinates, at) }
}

function placesOf(
  columns: readonly Column[],
  isOne: (column: Column, place: number) => boolean,
): Set<number> {
  return new Set(columns.flatMap((column, place) => (isOne(column, place) ? [place] : [])))
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
