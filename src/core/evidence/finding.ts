import type { Axis, Family } from '../decision/assessment.ts'
import type { Sight } from './sight.ts'

/** One kind of row in the account book, with the words for it. The words are made only for an alert. */
export interface BarKind {
  readonly name: string
  readonly family: Family
  readonly axis: Axis
  /** True where it is said of the actor's whole day, and not of this act: then it makes no act odd. */
  readonly ofActor?: true
  /** What was seen, and what is usual, from the very numbers that gave the points. */
  says(finding: Finding, sight: Sight): { readonly observed: string; readonly expected: string }
}

/** What one piece of evidence found in one change: numbers only. */
export interface Finding {
  readonly bar: BarKind
  readonly pointsCenti: number
  /** What was seen and what is usual, in the bar's own units; NaN where it has none. */
  readonly seen: number
  readonly usual: number
  readonly unknown: boolean
}
