import type { Alert } from '../../core/decision/alert.ts'
import type { Reversal, ReversalState } from '../../core/reversal/reversal.ts'

/** What has been seen so far of an incident's outcome. */
export interface Sightings {
  /** Ids of the changes that were made, and of those that were assessed. */
  readonly made: ReadonlySet<string>
  readonly assessed: ReadonlySet<string>
  readonly alerts: readonly Alert[]
  /** The newest record of each reversal. */
  readonly reversals: ReadonlyMap<string, Reversal>
  readonly lastChangeAt: number
  /** When anything of the outcome was last seen; the last change counts too. */
  readonly lastNewsAt: number
}

/** Quiet for so long after everything was assessed, and the outcome is taken to be complete. */
const quietMs = 1_500
/** An alert that grants `auto` is expected to lead to a reversal's record, if only to say that it was blocked. */
const reversalAwaitedMs = 10_000
/** Whoever waits longer for an outcome has a machine in trouble. */
export const settleMsMax = 60_000

/** Whether nothing more is to be expected, or waited for. What was not assessed by then has no outcome:
 *  ask `unassessed`.
 *
 *  not all changes were seen assessed                              -> not yet
 *  an undoing is on its way                                        -> not yet
 *  an alert grants auto, no reversal of it is seen, 10 s not over  -> not yet
 *  all changes were assessed, 1.5 s without news                   -> settled
 *  60 s after the last change                                      -> settled, whatever is open */
export function isSettled(seen: Sightings, now: number): boolean {
  if (now - seen.lastChangeAt >= settleMsMax) return true
  if (unassessed(seen) > 0) return false
  const reversals = [...seen.reversals.values()]
  if (reversals.some(({ state }) => underWay.has(state))) return false
  if (
    now - seen.lastNewsAt < reversalAwaitedMs &&
    seen.alerts.some((alert) => awaitsReversal(alert, reversals))
  )
    return false
  return now - seen.lastNewsAt >= quietMs
}

/** How many changes were made and not yet seen assessed. */
export function unassessed({ made, assessed }: Pick<Sightings, 'made' | 'assessed'>): number {
  return [...made].filter((eventId) => !assessed.has(eventId)).length
}

const underWay: ReadonlySet<ReversalState> = new Set(['authorised', 'intent', 'acked', 'unknown'])

function awaitsReversal(alert: Alert, reversals: readonly Reversal[]): boolean {
  if (alert.mode !== 'auto' || alert.countermeasure === 'none') return false
  return !reversals.some((reversal) => reversal.alertId === alert.alertId)
}

/** Seconds from the change to the account seen restored; of several, the longest: only then all were. `null`
 *  where nothing was restored. */
export function secondsToConfirmed(reversals: Iterable<Reversal>): number | null {
  let longest: number | null = null
  for (const reversal of reversals) {
    if (reversal.state !== 'confirmed' || reversal.countermeasure !== 'restore') continue
    const seconds = reversal.confirmedAfterSeconds ?? (reversal.at - reversal.occurredAt) / 1_000
    longest = Math.max(longest ?? 0, seconds)
  }
  return longest
}
