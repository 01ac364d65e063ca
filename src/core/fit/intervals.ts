import type { FitRows } from './fit-rows.ts'
import { cholesky, solveWith, sumOf, times } from './matrix.ts'
import { type RowRange, RowSight } from './objective.ts'
import { type Coordinates, matrixOver } from './shrinkage.ts'
import type { Solution } from './solve.ts'

/** Standard errors of what is learnt, columns then remainders.
 *
 *  The changes of one actor are not independent: who is overruled once is overruled again, and a burst is one
 *  decision. So scores are added up actor by actor before they are squared (the cluster-robust "sandwich" of
 *  Huber 1967 and Liang and Zeger 1986). A bootstrap of actors says the same and costs a fit for each draw; and
 *  it must be drawn by chance. What was believed beforehand counts as one more observation: without any
 *  labels an interval is as wide as the belief, not empty.
 *
 *  Too narrow where few actors carry a class: thirty actors are the least that is asked for elsewhere. A value
 *  that stands at a bound is treated as if it could move; whoever shows an interval cuts it there. */
export function standardErrors(
  rows: FitRows,
  coordinates: Coordinates,
  solution: Solution,
  range: RowRange,
): Float64Array {
  const { count, parts, precision } = coordinates
  const scores = sumOf(matrixOver(coordinates, scoresByActor(rows, solution.values, range)), precision)
  const factor = cholesky(solution.information, count)
  return Float64Array.from(parts, (own) => {
    const form = new Float64Array(count)
    for (const { coordinate, sign } of own) form[coordinate]! += sign
    const spread = solveWith(factor, form)
    const variance = times(scores, spread).reduce((sum, value, i) => sum + value * spread[i]!, 0)
    return Math.sqrt(Math.max(0, variance))
  })
}

/** The sum over actors of their score times itself, over values, by rows. */
function scoresByActor(rows: FitRows, values: Float64Array, range: RowRange): Float64Array {
  const size = values.length
  const sum = new Float64Array(size * size)
  const sight = new RowSight(values)
  const score = new Float64Array(size)
  const touched = new Set<number>()
  const order = byActor(rows, range)
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    const chance = 1 / (1 + Math.exp(-Math.LN2 * sight.suspicionOf(rows, row, true)))
    const slope = rows.weights[row]! * (chance - (rows.labels[row] === 1 ? 1 : 0)) * Math.LN2
    for (let k = 0; k < sight.used; k++) {
      score[sight.places[k]!]! += slope * sight.slopes[k]!
      touched.add(sight.places[k]!)
    }
    const next = order[i + 1]
    if (next !== undefined && rows.actors[next] === rows.actors[row]) continue
    for (const a of touched) for (const b of touched) sum[a * size + b]! += score[a]! * score[b]!
    for (const place of touched) score[place] = 0
    touched.clear()
  }
  return sum
}

function byActor(rows: FitRows, { from, to }: RowRange): Int32Array {
  const order = Int32Array.from({ length: to - from }, (_, i) => from + i)
  return order
    .filter((row) => rows.weights[row] !== 0)
    .sort((a, b) => rows.actors[a]! - rows.actors[b]! || a - b)
}
