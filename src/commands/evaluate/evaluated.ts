import type { Measures } from '../../core/evaluation/measure.ts'

/** What an evaluation found, as `--json` prints it. */
export interface Evaluated {
  readonly from: string
  readonly to: string
  readonly days: number
  /** In the window. */
  readonly changes: number
  /** Of the whole history: changes told again, which count once. */
  readonly repeated: number
  /** Of the whole history: changes of another account under an eventId that came by before. */
  readonly sharing: number
  /** Of accounts that are no network: the denominator of wrong reversals, and what is ranked. */
  readonly restrictions: number
  /** Of the whole history: what they say counts nowhere. */
  readonly labelsWithoutEvent: number
  /** Of `--decisions`, about events that the whole history does not have: they count nowhere, too. */
  readonly decisionsWithoutEvent: number
  readonly versions: readonly (Measures & { readonly name: string })[]
}
