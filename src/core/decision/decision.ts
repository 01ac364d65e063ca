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
  /** True where it rests on a hold that is too fresh, or of the same hand, to be believed. */
  readonly freshHold?: true
  /** True where the change itself placed a hold on the account. */
  readonly placesHold?: true
  /** Facts that the mode would have needed and nobody knows. */
  readonly missing: readonly string[]
}

/** Of a change that alerts nobody: one object for all of a tier. */
export function quiet(tier: string): Decision {
  return { alerts: false, tier, mode: 'observe', rules: noNames, countermeasure: 'none', missing: noNames }
}

const noNames: readonly string[] = []
