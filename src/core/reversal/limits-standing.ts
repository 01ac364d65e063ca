import type { Breaker } from './circumstances.ts'
import type { Demotion } from './demotion.ts'
import type { Doubt } from './doubts.ts'
import type { WayStanding } from './kill-switch.ts'

/** How what bounds the machine stands, for people to read: what the console's server answers and its page shows. */
export interface BoundingState {
  readonly killSwitch: KillSwitchState
  readonly breaker: BreakerStanding
  readonly budgets: readonly BudgetStanding[]
  /** Those in force. */
  readonly demotions: readonly Demotion[]
  readonly doubts: readonly Doubt[]
  /** What one person has asked for and a second one must. */
  readonly asked: readonly AskedSecond[]
}

export interface KillSwitchState {
  readonly on: boolean
  readonly says: string
  readonly by?: string
  readonly at?: number
  /** Each by itself: what the console turns off, another may still hold. */
  readonly ways: readonly WayStanding[]
}

/** A breaker that cannot be read counts as open. */
export type BreakerStanding =
  | Extract<Breaker, { open: false }>
  | (Extract<Breaker, { open: true }> & { readonly at?: number })

export interface BudgetStanding {
  /** `of 10 a minute` */
  readonly says: string
  /** Whose it is, where it is one actor's. */
  readonly actorId?: string
  readonly tokens: number
  /** For everybody. */
  readonly left: number
  /** For the highest tier, with what is kept back for it. */
  readonly leftForHighest: number
}

export interface AskedSecond {
  /** `breaker`, `demotion of tier everyone`. */
  readonly what: string
  readonly by: string
  readonly reason: string
  readonly until: number
}
