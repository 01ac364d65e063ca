import type { FitRows } from './fit-rows.ts'
import { type RowRange, RowSight } from './objective.ts'
import type { Coordinates } from './shrinkage.ts'
import { solve } from './solve.ts'

/** Tried in turn. The weakest is the belief as it is put down; the strongest hardly moves without thousands of
 *  cases. */
const strengths = [1, 4, 16, 64, 256] as const

/** How far labels may move the policy: fitted on the first three quarters of the rows, judged on the last. Rows
 *  stand in order of time, so nothing is judged by what came before it. Changes of one hand come together and
 *  are worth less than their number says: this is where that shows. */
export function chooseStrength(rows: FitRows, coordinates: (strength: number) => Coordinates): number {
  const earlier = { from: 0, to: Math.round(rows.count * 0.75) }
  const later = { from: earlier.to, to: rows.count }
  let best: { readonly strength: number; readonly loss: number } | undefined
  for (const strength of strengths) {
    const { values } = solve(rows, coordinates(strength), earlier)
    const loss = leastLoss(rows, values, later)
    if (best === undefined || loss < best.loss) best = { strength, loss }
  }
  return best?.strength ?? strengths[0]
}

const roundsMax = 30
const settledWithin = 1e-9

/** The loss after the best common shift of all suspicions: how common wrong changes are drifts with the years,
 *  and what is judged is how well they are told apart. */
function leastLoss(rows: FitRows, values: Float64Array, { from, to }: RowRange): number {
  const sight = new RowSight(values)
  const logOdds = Float64Array.from(
    { length: to - from },
    (_, i) => Math.LN2 * sight.suspicionOf(rows, from + i, false),
  )
  let shift = 0
  let loss = 0
  for (let round = 0; round < roundsMax; round++) {
    let [gradient, curvature] = [0, 1e-9]
    loss = 0
    logOdds.forEach((odds, i) => {
      const weight = rows.weights[from + i]!
      const chance = 1 / (1 + Math.exp(-odds - shift))
      const isNotMeant = rows.labels[from + i] === 1
      loss -= weight * Math.log(Math.max(Number.MIN_VALUE, isNotMeant ? chance : 1 - chance))
      gradient += weight * (chance - (isNotMeant ? 1 : 0))
      curvature += weight * chance * (1 - chance)
    })
    // A step of more than 2 would overshoot where nearly all chances are 0 or 1.
    const step = Math.min(2, Math.max(-2, gradient / curvature))
    shift -= step
    if (Math.abs(step) < settledWithin) break
  }
  return loss
}
