import type { Policy } from '../policy/policy.ts'
import { type ExpectedColumn, foundWords } from './expectation.ts'
import { type Outcome, play } from './play.ts'
import type { PolicyTable, Row } from './policy-table.ts'

/** What a policy made of one row, and what of that was expected otherwise. */
export interface RowResult {
  readonly row: Row
  readonly outcome: Outcome
  /** Empty where the row holds. */
  readonly unmet: readonly Unmet[]
}

export interface Unmet {
  readonly column: ExpectedColumn
  readonly expected: string
  readonly found: string
}

/** Plays every row of a table through the policy. Rows know nothing of one another. */
export function tryTable({ rows, neverKnown }: PolicyTable, policy: Policy): readonly RowResult[] {
  return rows.map((row) => {
    const outcome = play(row.scene, policy, neverKnown)
    const unmet = row.expectations
      .filter((expectation) => !expectation.holds(outcome))
      .map(({ column, text }) => ({ column, expected: text, found: foundWords(column, outcome) }))
    return { row, outcome, unmet }
  })
}
