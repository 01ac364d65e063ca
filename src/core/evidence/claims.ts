import type { BarKind } from './finding.ts'

/** What a piece of evidence, or a relation, says of itself. A test holds each of these. */
export interface Claims {
  /** Whether its points tell changes that were not meant from routine on the real administrator log that all this was
   *  developed on, better than chance does; or what that log says instead; or why it cannot say. */
  readonly onAdminLog: 'beats chance' | `no better than chance: ${string}` | `not measured: ${string}`
  /** What has to be known beside the change before it speaks. */
  readonly coldUntil: Past
  /** Rows of it that need the change alone, all the same. */
  readonly fromFacts?: readonly BarKind[]
  /** What never gives fewer points for being more; empty where it claims no such thing. */
  readonly risesWith: readonly string[]
  /** Weights that bound its points, give them a slope or forgive some: below 0 nothing would hold what is claimed here,
   *  so no policy may have them there. */
  readonly neverNegative?: readonly string[]
}

/** `facts`: nothing but the change. `20 acts`: of the actor's own, learnt, where peers are unknown. `any past`: a memory
 *  of the actor, or of the account. */
export const pasts = [
  'facts',
  'any past',
  '1 act',
  '20 acts',
  'a silence of a week',
  'a restriction',
  'a flagged change',
  'an odd act',
  'an open case',
  'baselines',
] as const
export type Past = (typeof pasts)[number]
