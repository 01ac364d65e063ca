import type { Mode } from '../policy/severity.ts'
import type { AccountState } from './account-state.ts'
import type { Countermeasure, Inverse } from './countermeasures.ts'
import type { Doubt } from './doubts.ts'
import type { ExclusionRule } from './reversal-policy.ts'
import type { Before } from './stood-before.ts'

/** All that the gates look at: gathered when an undoing is proposed, and again right before the call. */
export interface Circumstances {
  readonly now: number
  /** Who wants it done: the machine by its policy, or a person by an instruction. */
  readonly who: 'machine' | 'person'
  /** Each person whose yes this is may decide what an exclusion keeps from everybody else, where they were told of it. */
  readonly cleared?: boolean
  /** What everybody whose yes this is had been told stands against it, by `namedBy`: a yes is for that and nothing else. */
  readonly told: readonly string[]
  readonly countermeasure: Countermeasure
  /** What the policy grants for this undoing (`policyModeFor`), and what caps that. */
  readonly policyMode: Mode
  readonly policyCeiling: Mode
  readonly installationCeiling: Mode
  readonly inverse: Inverse | undefined
  /** Facts that a mode would have needed and nobody knows. */
  readonly missing: readonly string[]
  readonly killSwitch: KillSwitch | 'unreadable'
  readonly breaker: Breaker | 'unreadable'
  /** Of the tier for which something is kept back. */
  readonly isHighestTier: boolean
  /** By how many modes the tier, or a rule that took hold, stands below the policy. */
  readonly demotedBy: number
  /** The account belongs to somebody who is contained, or whose own changes are an open case. */
  readonly targetIsSuspect: boolean
  /** What puts the whole system in doubt: it holds back the machine, not people. */
  readonly doubts: readonly Doubt[]
  readonly budgets: readonly BudgetLeft[]
  readonly occurredAt: number
  readonly maxAgeMs: number
  /** What the change says came of it; only what was done can be undone. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'partial'
  /** How the account stood before the change, as that says it, and how it stands when the change is undone. */
  readonly before: Before
  readonly leadsTo: string
  /** The state that the change made, and the change itself, as the platform's log knows it. */
  readonly made: { readonly state?: string; readonly version?: string; readonly eventId: string }
  /** `native`: the version goes with the call, and so has to be known. */
  readonly guard: 'native' | 'log' | 'none'
  /** `not-read` only when proposing. */
  readonly account: AccountState | 'not-read' | 'unreadable'
  /** Named by the policy for this change. */
  readonly exclusion: string | undefined
  /** What the policy says of each exclusion. */
  readonly exclusions: readonly ExclusionRule[]
  /** Standing marks that the change carried. */
  readonly holds: readonly string[]
  /** When the last automatic reversal of this account stops keeping the machine away, if it does. */
  readonly cooldownUntil: number | undefined
  /** This account was acted on, undone, and acted on again by another hand; and how many people have said yes to
   *  this very undoing within five minutes, and were followed. */
  readonly flap: { readonly approvals: number } | undefined
  /** From when on nothing can undo it, where somebody knows. */
  readonly irreversibleAt: number | undefined
  readonly causedByUs: boolean
  /** Two people had said beforehand that it would be done, in words. */
  readonly intended?: string | undefined
  /** Why the platform cannot be asked for this, in words; `undefined` where it can. */
  readonly cannot: string | undefined
}

/** `why` is shown to people, `by` too. */
export type KillSwitch =
  | { readonly on: false }
  | { readonly on: true; readonly by: string; readonly why: string }

/** Opens by itself (`breaker.ts`); two people close it. `sparesHighestTier`: what is kept back for the highest tier
 *  may still be used. */
export type Breaker =
  | { readonly open: false }
  | { readonly open: true; readonly why: string; readonly sparesHighestTier: boolean }

export interface BudgetLeft {
  readonly budget: string
  readonly left: number
}
