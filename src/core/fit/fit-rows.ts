import { joinedFamilies } from '../evidence/in-force.ts'
import type { Weights } from '../evidence/weights.ts'

/** Changes fitted on at one time: six years of a very large platform's restrictions. A longer history is
 *  fitted on its later part. */
export const fitRowsMax = 2_000_000
/** With these, all rows together take 350 MB at most. */
const findingsMax = 16_000_000
const termsMax = 24_000_000

/** Families whose findings are joined, by their place in `joinedFamilies`; the one after them is a plain sum. */
export const plainFamily = joinedFamilies.length
/** What others' acts give is joined by itself, after the change's own evidence, and bounded: its families stand
 *  so many places further on. */
export const relatedFrom = plainFamily + 1

/** What evidence found in each change, as straight lines in what is learnt: a finding gives its constant and,
 *  for each of its terms, the slope times the column's value. Points, not hundredths.
 *
 *  Columns of numbers, since a million rows of objects would not fit where a million rows do. Rows stand in
 *  order of time; findings of a family stand together. */
export class FitRows {
  /** In points, of what others' acts give. */
  readonly relatedLeast: number
  readonly relatedMost: number
  count = 0
  findings = 0
  terms = 0
  /** 1 not meant, 0 meant. */
  labels = new Uint8Array(1 << 12)
  weights = new Float32Array(1 << 12)
  actors = new Int32Array(1 << 12)
  findingEnds = new Int32Array(1 << 12)
  families = new Uint8Array(1 << 14)
  constants = new Float64Array(1 << 14)
  /** 1 where a finding of no points belongs with those that speak for routine. */
  speaksAgainst = new Uint8Array(1 << 14)
  termEnds = new Int32Array(1 << 14)
  columns = new Uint16Array(1 << 14)
  slopes = new Float32Array(1 << 14)

  constructor(relation: Weights['relation']) {
    this.relatedLeast = relation.least / 100
    this.relatedMost = relation.most / 100
  }

  /** Begins a row and answers its number; the findings of it follow. A row of weight 0 teaches nothing. */
  add(actor: number, weight: number): number {
    if (this.isFull()) throw new Error(`more than ${fitRowsMax} rows`)
    if (this.count === this.labels.length) {
      this.labels = grown(this.labels, new Uint8Array(2 * this.count))
      this.weights = grown(this.weights, new Float32Array(2 * this.count))
      this.actors = grown(this.actors, new Int32Array(2 * this.count))
      this.findingEnds = grown(this.findingEnds, new Int32Array(2 * this.count))
    }
    this.actors[this.count] = actor
    this.weights[this.count] = weight
    this.findingEnds[this.count] = this.findings
    return this.count++
  }

  isFull(): boolean {
    return this.count >= fitRowsMax || this.findings >= findingsMax || this.terms >= termsMax
  }

  /** Adds a finding to the last row; its terms follow. */
  addFinding(family: number, constant: number, speaksAgainst: boolean): void {
    if (this.findings === this.families.length) {
      this.families = grown(this.families, new Uint8Array(2 * this.findings))
      this.constants = grown(this.constants, new Float64Array(2 * this.findings))
      this.speaksAgainst = grown(this.speaksAgainst, new Uint8Array(2 * this.findings))
      this.termEnds = grown(this.termEnds, new Int32Array(2 * this.findings))
    }
    this.families[this.findings] = family
    this.constants[this.findings] = constant
    this.speaksAgainst[this.findings] = speaksAgainst ? 1 : 0
    this.termEnds[this.findings] = this.terms
    this.findings += 1
    this.findingEnds[this.count - 1] = this.findings
  }

  /** Adds a term to the last finding. */
  addTerm(column: number, slope: number): void {
    if (this.terms === this.columns.length) {
      this.columns = grown(this.columns, new Uint16Array(2 * this.terms))
      this.slopes = grown(this.slopes, new Float32Array(2 * this.terms))
    }
    this.columns[this.terms] = column
    this.slopes[this.terms] = slope
    this.terms += 1
    this.termEnds[this.findings - 1] = this.terms
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
