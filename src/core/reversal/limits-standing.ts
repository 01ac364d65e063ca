import type { Breaker } from './circumstances.ts'

/** How what bounds the machine stands, for people to read. */

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
