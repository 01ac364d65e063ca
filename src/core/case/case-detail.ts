import type { Alert } from '../decision/alert.ts'
import type { Reversal, ReversalState } from '../reversal/reversal.ts'
import type { Case, CaseEntry } from './case.ts'
import type { ShownContainment } from './shown-containment.ts'

/** One case with all that is known of it. */
export interface CaseDetail {
  readonly case: Case
  /** Highest score first. */
  readonly alerts: readonly Alert[]
  readonly reversals: readonly CaseReversal[]
  /** Of its hands, the latest first. */
  readonly containments: readonly ShownContainment[]
  /** Of alerts about what was not done: the case of the change, by the id of that case's alert. */
  readonly causes: Readonly<Record<string, string>>
  /** Oldest first. */
  readonly history: readonly CaseEntry[]
}

/** One undoing as it stands, and when it came into each state on the way. */
export interface CaseReversal {
  readonly reversal: Reversal
  /** Oldest first. */
  readonly steps: readonly ReversalStep[]
}

export interface ReversalStep {
  readonly state: ReversalState
  readonly at: number
}
