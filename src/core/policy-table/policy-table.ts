import type { Expectation } from './expectation.ts'
import type { Scene } from './scene.ts'

/** A file of table tests, read: what a policy should make of one change after another. */
export interface PolicyTable {
  /** As the file names it; undefined where the policy beside the file is meant. */
  readonly policy: string | undefined
  /** Paths of facts that the platform can never supply, as a mapping declares them. */
  readonly neverKnown: ReadonlySet<string>
  readonly rows: readonly Row[]
}

export interface Row {
  /** From 1. */
  readonly line: number
  /** As it stands in the file, one space between words. */
  readonly text: string
  readonly scene: Scene
  readonly expectations: readonly PlacedExpectation[]
}

/** An expectation, and the column of the line in which its cell begins, from 1. */
export type PlacedExpectation = Expectation & { readonly place: number }

/** One thing wrong with a table, and where. */
export interface TableFault {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly says: string
}
