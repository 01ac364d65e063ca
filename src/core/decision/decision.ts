import type { Mode } from '../policy/severity.ts'
import type { Countermeasure } from '../reversal/countermeasures.ts'

/** What the policy makes of an assessment. */
export interface Decision {
  readonly alerts: boolean
  readonly tier: string
  /** What the policy grants, before ceiling, gates, budgets and cooldown. */
  readonly mode: Mode
  /** Names of the rules that took hold. */
  readonly rules: readonly string[]
  readonly countermeasure: Countermeasure | 'none'
  /** Name of the exclusion that forbids an automatic restore. */
  readonly exclusion?: string
  /** True where nobody but the actor says that the exclusion applies. */
  readonly claimedByActorAlone?: true
  /** Facts that the mode would have needed and nobody knows. */
  readonly missing: readonly string[]
}

/** Of a change that alerts nobody: one object for all of a tier. */
export function quiet(tier: string): Decision {
  return { alerts: false, tier, mode: 'observe', rules: noNames, countermeasure: 'none', missing: noNames }
}

const noNames: readonly string[] = []
