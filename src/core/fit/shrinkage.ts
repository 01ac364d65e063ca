import { joinedFamilies } from '../evidence/in-force.ts'
import { chainSteps } from './chains.ts'
import type { Column } from './columns.ts'

/** How far labels may move what is learnt, as standard deviations of what is believed before any label is
 *  seen: the policy at hand, give or take. With few labels the fit stays there; a class that ships as 0 stays
 *  at 0. L2 and not L1, for a weight of exactly 0 would only look like knowledge. */
const believed = {
  /** Who set 2.00 would not be surprised by 1.00 or 3.00. */
  weightPoints: 1,
  /** Nor by half or one and a half of a slope. */
  scale: 0.5,
  remainder: 0.25,
  /** Of one action's start against that of the others. */
  priorPoints: 1,
  /** Of all starts together: how common wrong changes are is for the labels to say. */
  shiftPoints: 10,
  /** Of the average of a table: as good as fixed. */
  averagePoints: 0.01,
} as const

/** The coordinates that are solved in, each 0 at the policy at hand and each with bounds of its own: every sign
 *  that must be kept and every order of classes is a bound on one of them.
 *
 *  value = start + sum of coordinates. For ordered classes they are steps: lastHour = lastDay + a step that
 *  may not be negative. The starts of all actions have one coordinate together, and each one of its own. */
export interface Coordinates {
  readonly count: number
  /** What is learnt, as things stand: columns, then the families' remainders. */
  readonly start: Float64Array
  /** For each value, its coordinates and with which sign. */
  readonly parts: readonly (readonly Part[])[]
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Full square matrix by rows of what is believed beforehand: half of its form is added to the loss. */
  readonly precision: Float64Array
}

export interface Part {
  readonly coordinate: number
  readonly sign: number
}

/** What is learnt, and what is known of it before any label is seen. */
export interface Terrain {
  readonly columns: readonly Column[]
  /** Places of columns, each chain from the most points to the fewest. */
  readonly chains: readonly (readonly number[])[]
  readonly remaindersCenti: Readonly<Record<(typeof joinedFamilies)[number], number>>
  /** Columns whose value stays as it is: nothing that all starts or a chain do together moves it either. */
  readonly held: ReadonlySet<number>
  /** Columns too rare to learn anything of their own: they move only along with the others. */
  readonly rare: ReadonlySet<number>
  /** Shares of the changes that each class of a table has, by column: the table's average stays where it is,
   *  or the start of all actions and a table that every change is in could trade points without end. */
  readonly tables: readonly (readonly { readonly column: number; readonly share: number }[])[]
}

/** `strength` multiplies the belief: 4 is twice as sure of the policy at hand. */
export function coordinatesOf(
  { columns, chains, remaindersCenti, held, rare, tables }: Terrain,
  strength: number,
): Coordinates {
  const valueCount = columns.length + joinedFamilies.length
  const shift = valueCount
  const count = valueCount + 1
  const start = new Float64Array(valueCount)
  const lower = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
  const upper = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const parts: Part[][] = Array.from({ length: valueCount }, (_, value) => [{ coordinate: value, sign: 1 }])
  const precision = new Float64Array(count * count)

  columns.forEach(({ start: value, claim, isPrior }, place) => {
    start[place] = value
    if (held.has(place)) parts[place] = []
    else if (isPrior) parts[place]!.push({ coordinate: shift, sign: 1 })
    else if (claim === 'raises') lower[place] = -value
    else if (claim === 'lowers') upper[place] = -value
  })
  joinedFamilies.forEach((family, i) => {
    const place = columns.length + i
    start[place] = remaindersCenti[family] / 100
    lower[place] = -start[place]
    upper[place] = 1 - start[place]
  })
  for (const chain of chains) {
    for (const { value, parts: own, bounds } of chainSteps(chain, columns, held)) {
      parts[value] = [...own]
      if (bounds !== undefined) ({ lower: lower[value], upper: upper[value] } = bounds)
    }
  }

  columns.forEach(({ kind, isPrior }, place) => {
    const own = [{ coordinate: place, sign: 1 }]
    // Nothing is made of a held coordinate: this only keeps the matrix one that can be solved.
    if (held.has(place)) believe(precision, count, own, strength)
    else if (isPrior) believe(precision, count, own, strength / believed.priorPoints ** 2)
    else {
      const deviation = kind === 'scale' ? believed.scale : believed.weightPoints
      believe(precision, count, parts[place]!, strength / deviation ** 2)
    }
  })
  joinedFamilies.forEach((_, i) => {
    believe(precision, count, parts[columns.length + i]!, strength / believed.remainder ** 2)
  })
  for (const place of [...held, ...rare]) lower[place] = upper[place] = 0
  for (const table of tables) {
    const average = table.flatMap(({ column, share }) =>
      parts[column]!.map(({ coordinate, sign }) => ({ coordinate, sign: sign * share })),
    )
    believe(precision, count, average, 1 / believed.averagePoints ** 2)
  }
  believe(precision, count, [{ coordinate: shift, sign: 1 }], 1 / believed.shiftPoints ** 2)
  return { count, start, parts, lower, upper, precision }
}

function believe(precision: Float64Array, size: number, form: readonly Part[], times: number): void {
  for (const a of form) {
    for (const b of form) precision[a.coordinate * size + b.coordinate]! += times * a.sign * b.sign
  }
}

export function valuesAt({ start, parts }: Coordinates, at: Float64Array): Float64Array {
  return start.map((value, i) =>
    parts[i]!.reduce((sum, { coordinate, sign }) => sum + sign * at[coordinate]!, value),
  )
}

/** A matrix over values, by rows, taken over to the coordinates. */
export function matrixOver({ parts, count }: Coordinates, matrix: Float64Array): Float64Array {
  const size = parts.length
  const over = new Float64Array(count * count)
  parts.forEach((rowParts, row) => {
    parts.forEach((columnParts, column) => {
      const entry = matrix[row * size + column]!
      if (entry === 0) return
      for (const a of rowParts) {
        for (const b of columnParts) over[a.coordinate * count + b.coordinate]! += entry * a.sign * b.sign
      }
    })
  })
  return over
}

export function vectorOver({ parts, count }: Coordinates, vector: Float64Array): Float64Array {
  const over = new Float64Array(count)
  parts.forEach((own, value) => {
    for (const { coordinate, sign } of own) over[coordinate]! += sign * vector[value]!
  })
  return over
}
