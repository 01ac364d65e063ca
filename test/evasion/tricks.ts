import { atLeast, type Severity } from '../../src/core/policy/severity.ts'
import type { Act } from '../../src/demo/world/act.ts'
import { accountIdOf, known } from '../../src/demo/world/population.ts'
import type { Seen } from '../demo/seeds/season.ts'
import { actOnTop, type Stage, seenOnTop, usualWork, workOf } from '../demo/seeds/stage.ts'

/** Somebody who knows the system tries to stay below it: so many acts on ordinary accounts, evenly, by one of
 *  the staff, on top of their usual work. */
export interface Trick {
  readonly count: number
  readonly everyMs: number
  /** How long after the stage begins: the phase against every window and every clock. */
  readonly afterMs: number
  readonly action: Act['action']
  readonly reason: NonNullable<Act['reason']>
  readonly otherwise?: Partial<Act>
}

/** Plays tricks on one stage, each on the same month of usual work, which stops where the trick begins: so that
 *  nothing but the trick differs. */
export function tricksOn(stage: Stage): (trick: Trick) => Seen[] {
  return tricksBeside(stage, usualWork(stage, stage.run.startsAt))
}

/** The same by somebody of whom nothing was ever seen, among colleagues who are known. */
export function tricksOfANewcomer(stage: Stage): (trick: Trick) => Seen[] {
  return tricksBeside(stage, workOf(stage, stage.colleagues, stage.run.startsAt))
}

function tricksBeside(stage: Stage, work: readonly Act[]): (trick: Trick) => Seen[] {
  return ({ count, everyMs, afterMs, action, reason, otherwise }) => {
    const from = stage.run.startsAt + afterMs
    const acts = Array.from({ length: count }, (_, nth) =>
      actOnTop(stage, nth, from + nth * everyMs, {
        action,
        accountId: ordinary(stage.run.seed, nth),
        reason,
        ...otherwise,
      }),
    )
    return seenOnTop(stage, work, acts)
  }
}

/** Ids of accounts that hardly anybody follows, each its own. */
export function ordinary(seed: number, nth: number): string {
  return accountIdOf(known + 1_000_003 * (1 + (seed % 17)) + 7 * nth)
}

/** From 1: the act by which somebody was told; `Infinity` where nobody was. */
export function noticedAt(acts: readonly Seen[], severity: Severity = 'medium'): number {
  const index = acts.findIndex(({ told }) => told !== undefined && atLeast(told, severity))
  return index < 0 ? Number.POSITIVE_INFINITY : index + 1
}
