import type { FitRows } from './fit-rows.ts'
import { dot, sumOf, times } from './matrix.ts'
import { type Curvature, lossOf, type RowRange } from './objective.ts'
import { type Coordinates, matrixOver, valuesAt, vectorOver } from './shrinkage.ts'

/** The weights under which the labels are likeliest, given what was believed beforehand. */
export interface Solution {
  /** Columns, then the families' remainders. */
  readonly values: Float64Array
  readonly at: Float64Array
  /** Curvature of loss and belief together, over the coordinates, by rows. */
  readonly information: Float64Array
  readonly loss: number
  readonly rounds: number
  readonly settled: boolean
}

const roundsMax = 50
/** Nats, over all rows: nobody sees a thousandth of a nat in hundredths of points. */
const settledWithin = 1e-3
const halvingsMax = 20

/** Newton's method within bounds: each round takes the best place within the bounds of the parabola that
 *  touches the loss, and goes there, or half way until the loss really falls. Deterministic: rows are added up
 *  in their order. */
export function solve(rows: FitRows, coordinates: Coordinates, range: RowRange): Solution {
  const { count, lower, upper, precision } = coordinates
  let at: Float64Array = new Float64Array(count).map((_, i) => Math.min(upper[i]!, Math.max(lower[i]!, 0)))
  const total = (place: Float64Array) =>
    lossOf(rows, valuesAt(coordinates, place), range) + dot(place, times(precision, place)) / 2
  let settled = false
  let rounds = 0
  let here = total(at)
  let information: Float64Array = new Float64Array(0)
  while (rounds < roundsMax && !settled) {
    rounds += 1
    const curved = curvatureAt(rows, coordinates, at, range)
    information = sumOf(curved.information, precision)
    const gradient = sumOf(curved.gradient, times(precision, at))
    const direction = bestStep(information, gradient, at, coordinates)
    const next = lineSearch(at, direction, here, total)
    if (next === undefined) settled = true
    else {
      settled = here - next.loss < settledWithin
      ;({ place: at, loss: here } = next)
    }
  }
  return { values: valuesAt(coordinates, at), at, information, loss: here, rounds, settled }
}

/** Slope and curvature of the loss alone, over the coordinates. */
export function curvatureAt(
  rows: FitRows,
  coordinates: Coordinates,
  at: Float64Array,
  range: RowRange,
): Curvature {
  const size = coordinates.start.length
  const into = { gradient: new Float64Array(size), information: new Float64Array(size * size) }
  lossOf(rows, valuesAt(coordinates, at), range, into)
  return {
    gradient: vectorOver(coordinates, into.gradient),
    information: matrixOver(coordinates, into.information),
  }
}

function lineSearch(
  at: Float64Array,
  direction: Float64Array,
  here: number,
  total: (place: Float64Array) => number,
): { place: Float64Array; loss: number } | undefined {
  for (let halvings = 0, share = 1; halvings < halvingsMax; halvings++, share /= 2) {
    const place = at.map((value, i) => value + share * direction[i]!)
    const loss = total(place)
    if (loss < here) return { place, loss }
  }
  return undefined
}

const sweepsMax = 500
/** Points: a thousandth of what a policy can hold. */
const stepSettled = 1e-5

/** The lowest place of a parabola within the bounds, as a step from `at`: one coordinate after the other, each
 *  to its own best, until none moves any more. */
function bestStep(
  information: Float64Array,
  gradient: Float64Array,
  at: Float64Array,
  { count, lower, upper }: Coordinates,
): Float64Array {
  const step = new Float64Array(count)
  // The gradient of the parabola at the step, kept up with each move.
  const slope = gradient.slice()
  for (let sweep = 0; sweep < sweepsMax; sweep++) {
    let moved = 0
    for (let i = 0; i < count; i++) {
      const curve = information[i * count + i]!
      const free = step[i]! - slope[i]! / curve
      const bound = Math.min(upper[i]! - at[i]!, Math.max(lower[i]! - at[i]!, free))
      const move = bound - step[i]!
      if (move === 0) continue
      step[i] = bound
      for (let k = 0; k < count; k++) slope[k]! += information[k * count + i]! * move
      moved = Math.max(moved, Math.abs(move))
    }
    if (moved < stepSettled) break
  }
  return step
}
