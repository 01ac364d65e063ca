import type { Mode } from '../policy/severity.ts'
import type { Countermeasure } from './countermeasures.ts'

/** When the machine stops by itself because too much of what it does, or nothing of it, can be right. */
export const breakerLimits = {
  windowMs: 600_000,
  /** Fewer restrictions than this in the window say nothing about a share. */
  restrictionsMin: 20,
  sharePercent: 40,
  /** Of the last so many reversals that were sent, so many not confirmed. */
  lastEnded: 10,
  unconfirmed: 5,
} as const

/** What is known of the last ten minutes, by all instances together. */
export interface BreakerSeen {
  /** Restrictive changes of all staff and machines, as this instance has counted them. */
  readonly restrictions: number
  /** Of them the machine wanted to undo so many, whether a budget then let it or not: a budget that is spent
   *  would otherwise hide the very runaway that it holds up. */
  readonly decided: number
  /** Of the last reversals that were sent and have come to an end, newest first: whether each was confirmed. */
  readonly ended: readonly boolean[]
}

export interface Opening {
  readonly cause: 'share' | 'failures'
  readonly why: string
}

/** Why the breaker must open, if it must. Where nothing works, that is why, whatever the share: then nobody is spared.
 *
 *  restrictions  decided  not confirmed of the last ten -> opens
 *  19            19       0                                no: too few to say
 *  20            7        0                                no
 *  20            8        0                                share: 8 of 20
 *  5000          1999     4                                no
 *  5000          2000     0                                share
 *  0             20       0                                share: whoever counts may be behind, and 20 were there
 *  400           3        5                                failures
 *  400           3        5, of nine only                  no
 *  20            8        5                                failures */
export function whyOpen({ restrictions, decided, ended }: BreakerSeen): Opening | undefined {
  const { restrictionsMin, sharePercent } = breakerLimits
  const failing = whyFailing(ended)
  if (failing !== undefined) return failing
  const all = Math.max(restrictions, decided)
  if (all < restrictionsMin || decided * 100 < all * sharePercent) return undefined
  return {
    cause: 'share',
    why: `the machine would undo ${decided} of the last ${all} restrictions in ten minutes`,
  }
}

/** Why nothing can be said to work, if that is so: one that is open for the share spares nobody any more then. */
export function whyFailing(ended: readonly boolean[]): Opening | undefined {
  const { lastEnded, unconfirmed } = breakerLimits
  const last = ended.slice(0, lastEnded)
  const failed = last.filter((confirmed) => !confirmed).length
  if (last.length < lastEnded || failed < unconfirmed) return undefined
  return { cause: 'failures', why: `${failed} of the last ${lastEnded} reversals were not seen to work` }
}

/** Whether an undoing counts among those that the machine wanted: nothing but a limit stands against it. */
export function wantedByMachine(undoing: {
  readonly granted: Mode
  readonly countermeasure: Countermeasure
  readonly by: string | undefined
  readonly blockedBy: readonly string[]
}): boolean {
  return (
    undoing.granted === 'auto' &&
    undoing.countermeasure === 'restore' &&
    undoing.by === undefined &&
    undoing.blockedBy.every((gate) => limitGates.has(gate))
  )
}

const limitGates: ReadonlySet<string> = new Set(['kill-switch', 'breaker', 'budgets', 'cooldown'])
