import { byScore } from './ranking.ts'

/** Whether points mean what they say. One point should double the odds: slope 1. Under 1 the points
 *  exaggerate, over 1 they are too shy. The intercept is in natural log odds at suspicion 0. */
export interface Calibration {
  readonly slope: number
  readonly intercept: number
  /** Ten at most, from the lowest suspicion to the highest, each with as many changes as the others; but equal
   *  suspicions stay together, since their order is only that of time. */
  readonly bins: readonly CalibrationBin[]
}

export interface CalibrationBin {
  readonly count: number
  readonly suspicionCentiMin: number
  readonly suspicionCentiMax: number
  /** The share that the points themselves say: odds of 2 to the suspicion. */
  readonly said: number
  /** The share by the fitted line. */
  readonly fitted: number
  readonly seen: number
}

const binsInAll = 10
const roundsMax = 50
const settledWithin = 1e-10

/** Logistic regression of the outcome on ln 2 times suspicion, by Newton's method. Not a number where all
 *  outcomes are the same or all suspicions are.
 *
 *  100 at 0 points with 50 undone, 300 at 1 point with 200 undone -> slope 1, intercept 0
 *  100 at 0 points with 50 undone, 500 at 1 point with 400 undone -> slope 2, intercept 0
 *  Source: Cox 1958, "Two further applications of a model for binary regression". */
export function calibrationOf(suspicionCenti: Int32Array, undone: Uint8Array): Calibration {
  const { slope, intercept } = fitLine(suspicionCenti, undone)
  const order = byScore(suspicionCenti).reverse()
  const bins: CalibrationBin[] = []
  for (let from = 0, bin = 1; bin <= binsInAll; bin++) {
    let to = Math.round((order.length * bin) / binsInAll)
    if (to <= from) continue
    while (to < order.length && suspicionCenti[order[to]!] === suspicionCenti[order[to - 1]!]) to += 1
    const members = order.subarray(from, to)
    from = to
    const mean = (of: (at: number) => number) => members.reduce((sum, at) => sum + of(at), 0) / members.length
    bins.push({
      count: members.length,
      suspicionCentiMin: suspicionCenti[members[0]!]!,
      suspicionCentiMax: suspicionCenti[members.at(-1)!]!,
      said: mean((at) => share(logOdds(suspicionCenti[at]!))),
      fitted: mean((at) => share(intercept + slope * logOdds(suspicionCenti[at]!))),
      seen: mean((at) => undone[at]!),
    })
  }
  return { slope, intercept, bins }
}

function fitLine(suspicionCenti: Int32Array, undone: Uint8Array): { slope: number; intercept: number } {
  const cells = countCells(suspicionCenti, undone)
  const hits = cells.reduce((sum, cell) => sum + cell.undone, 0)
  if (cells.length < 2 || hits === 0 || hits === undone.length)
    return { slope: Number.NaN, intercept: Number.NaN }
  let slope = 0
  let intercept = Math.log(hits / (undone.length - hits))
  for (let round = 0; round < roundsMax; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0]
    for (const { x, count, undone: ones } of cells) {
      const p = share(intercept + slope * x)
      const weight = count * p * (1 - p)
      g0 += ones - count * p
      g1 += (ones - count * p) * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    const [byIntercept, bySlope] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
    intercept += byIntercept
    slope += bySlope
    if (Math.abs(byIntercept) + Math.abs(bySlope) < settledWithin) return { slope, intercept }
  }
  // Outcomes that suspicion parts without a fault have no finite slope.
  return { slope: Number.NaN, intercept: Number.NaN }
}

interface Cell {
  readonly x: number
  count: number
  undone: number
}

/** Suspicion has hundredths: a few thousand different values stand for any number of changes. */
function countCells(suspicionCenti: Int32Array, undone: Uint8Array): Cell[] {
  const cells = new Map<number, Cell>()
  for (const [at, centi] of suspicionCenti.entries()) {
    let cell = cells.get(centi)
    if (cell === undefined) cells.set(centi, (cell = { x: logOdds(centi), count: 0, undone: 0 }))
    cell.count += 1
    cell.undone += undone[at]!
  }
  return [...cells.values()]
}

/** 100 (one point) -> 0.693 */
function logOdds(centi: number): number {
  return (Math.LN2 * centi) / 100
}

/** 0 -> 0.5   0.693 -> 0.667 */
function share(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}
