import type { Mode } from '../policy/severity.ts'
import type { Words } from '../spelling/folded.ts'
import type { BudgetLimits } from './budgets.ts'
import type { ContainRule } from './contain.ts'
import type { DemotionRule } from './demotion.ts'

/** As much of a policy as undoing needs. */
export interface ReversalPolicy {
  /** The most the machine may do, whatever the tiers grant. */
  readonly ceiling: Mode
  /** The first is the highest: it alone may take from the reserve. */
  readonly tiers: readonly ReversalTier[]
  readonly rules?: readonly { readonly name: string; readonly author?: string }[]
  readonly exclusions: readonly ExclusionRule[]
  readonly budgets: BudgetLimits
  readonly demotion: DemotionRule
  /** Absent: as shipped. */
  readonly contain?: ContainRule
}

export interface ReversalTier {
  readonly name: string
  /** Different people whose yes it takes. */
  readonly approvers?: 1 | 2
  /** How long a countdown of mode `veto` runs. */
  readonly waitSeconds?: number
}

export interface ExclusionRule {
  readonly name: string
  /** Standing marks on an account that mean this exclusion. */
  readonly holds: Words
  /** Whether data may be kept from being purged meanwhile. Never for an erasure, which that would defeat. */
  readonly preserve: boolean
  /** Its very existence is not for everybody's eyes. */
  readonly sealed: boolean
}
