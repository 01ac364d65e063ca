import { type FitRows, plainFamily, relatedFrom } from './fit-rows.ts'

/** Slope and curvature of the loss at one place: a gradient, and the expected information as a full square
 *  matrix by rows. */
export interface Curvature {
  readonly gradient: Float64Array
  readonly information: Float64Array
}

/** Rows from `from` up to but not with `to`. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** The logistic loss in nats: each row is right or wrong with odds of 2 to its suspicion.
 *    suspicion 0: label 1 -> 0.693   label 0 -> 0.693     suspicion 3: label 1 -> 0.118   label 0 -> 2.197
 *
 *  `values` holds what is learnt: the columns, then the share that each family keeps of its weaker findings.
 *  Families are joined as `Tally.join` joins them, but for its rounding to hundredths; a test holds the two
 *  together. Where two findings of a family are equally strong the loss has a kink: the curvature is then
 *  that of one side. With `into` it is added up there, which costs most of the time. */
export function lossOf(rows: FitRows, values: Float64Array, range: RowRange, into?: Curvature): number {
  const seen = new RowSight(values)
  let loss = 0
  for (let row = range.from; row < range.to; row++) {
    const weight = rows.weights[row]!
    if (weight === 0) continue
    const logOdds = Math.LN2 * seen.suspicionOf(rows, row, into !== undefined)
    const isNotMeant = rows.labels[row] === 1
    loss += weight * softplus(isNotMeant ? -logOdds : logOdds)
    if (into === undefined) continue
    const chance = 1 / (1 + Math.exp(-logOdds))
    const slope = weight * (chance - (isNotMeant ? 1 : 0)) * Math.LN2
    seen.addTo(into, slope, weight * chance * (1 - chance) * Math.LN2 * Math.LN2)
  }
  return loss
}

/** Some fifty are usual, where every piece of evidence has something to say. */
const termsOfRowMax = 1 << 10

/** Suspicion of one row, in points, and its slope in each value that has a part in it. */
export class RowSight {
  used = 0
  readonly places = new Int32Array(termsOfRowMax)
  readonly slopes = new Float64Array(termsOfRowMax)
  private readonly values: Float64Array
  private readonly firstRemainder: number

  constructor(values: Float64Array) {
    this.values = values
    this.firstRemainder = values.length - plainFamily
  }

  suspicionOf(rows: FitRows, row: number, withSlopes: boolean): number {
    this.used = 0
    let suspicion = 0
    const end = rows.findingEnds[row]!
    let finding = row === 0 ? 0 : rows.findingEnds[row - 1]!
    while (finding < end) {
      const family = rows.families[finding]!
      let next = finding
      while (next < end && rows.families[next] === family) next += 1
      suspicion += this.join(rows, family, finding, next, withSlopes)
      finding = next
    }
    return suspicion
  }

  /** Findings from `first` up to `end`, which are of one family. */
  private join(rows: FitRows, code: number, first: number, end: number, withSlopes: boolean): number {
    let [positive, strongest, negative, weakest] = [0, 0, 0, 0]
    let [strongestAt, weakestAt] = [-1, -1]
    for (let finding = first; finding < end; finding++) {
      const points = this.pointsOf(rows, finding)
      if (this.isAgainst(rows, finding, points)) {
        negative += points
        if (weakestAt < 0 || points < weakest) [weakest, weakestAt] = [points, finding]
      } else {
        positive += points
        if (strongestAt < 0 || points > strongest) [strongest, strongestAt] = [points, finding]
      }
    }
    const rest = positive - strongest + (negative - weakest)
    const family = code % relatedFrom
    const kept = family === plainFamily ? 1 : this.values[this.firstRemainder + family]!
    const sum = strongest + weakest + kept * rest
    const isRelated = code >= relatedFrom
    if (isRelated && sum > rows.relatedMost) return rows.relatedMost
    if (isRelated && sum < rows.relatedLeast) return rows.relatedLeast
    if (withSlopes) {
      for (let finding = first; finding < end; finding++) {
        this.slopesOf(rows, finding, finding === strongestAt || finding === weakestAt ? 1 : kept)
      }
      if (rest !== 0 && family !== plainFamily) this.push(this.firstRemainder + family, rest)
    }
    return sum
  }

  private pointsOf(rows: FitRows, finding: number): number {
    let points = rows.constants[finding]!
    const end = rows.termEnds[finding]!
    for (let term = finding === 0 ? 0 : rows.termEnds[finding - 1]!; term < end; term++) {
      points += rows.slopes[term]! * this.values[rows.columns[term]!]!
    }
    return points
  }

  private isAgainst(rows: FitRows, finding: number, points: number): boolean {
    return points < 0 || (points === 0 && rows.speaksAgainst[finding] === 1)
  }

  private slopesOf(rows: FitRows, finding: number, share: number): void {
    const end = rows.termEnds[finding]!
    for (let term = finding === 0 ? 0 : rows.termEnds[finding - 1]!; term < end; term++) {
      this.push(rows.columns[term]!, share * rows.slopes[term]!)
    }
  }

  private push(place: number, slope: number): void {
    if (this.used === termsOfRowMax) throw new Error(`more than ${termsOfRowMax} terms in a row`)
    this.places[this.used] = place
    this.slopes[this.used] = slope
    this.used += 1
  }

  addTo({ gradient, information }: Curvature, slope: number, curvature: number): void {
    const size = gradient.length
    for (let i = 0; i < this.used; i++) {
      const [place, own] = [this.places[i]!, this.slopes[i]!]
      gradient[place]! += slope * own
      const first = place * size
      const times = curvature * own
      for (let j = 0; j < this.used; j++) information[first + this.places[j]!]! += times * this.slopes[j]!
    }
  }
}

/** ln(1 + e^x), also where e^x would overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
