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
/** Where not every change shows among the assessed (only those that restrict need to), quiet for so long. */
const quietUnassessedMs = 6_000
/** An alert that grants `auto` is expected to lead to a reversal's record, if only to say that it was blocked. */
const reversalAwaitedMs = 10_000
export const settleMsMax = 60_000

/** Whether nothing more is to be expected.
 *
 *  an undoing is on its way                                        -> not yet
 *  an alert grants auto, no reversal of it is seen, 10 s not over  -> not yet
 *  all changes were assessed, 1.5 s without news                   -> settled
 *  not all were seen assessed, 6 s without news                    -> settled
 *  60 s after the last change                                      -> settled, whatever is open */
export function isSettled(seen: Sightings, now: number): boolean {
  if (now - seen.lastChangeAt >= settleMsMax) return true
  const reversals = [...seen.reversals.values()]
  if (reversals.some(({ state }) => underWay.has(state))) return false
  if (
    now - seen.lastNewsAt < reversalAwaitedMs &&
    seen.alerts.some((alert) => awaitsReversal(alert, reversals))
  )
    return false
  const allAssessed = [...seen.made].every((eventId) => seen.assessed.has(eventId))
  return now - seen.lastNewsAt >= (allAssessed ? quietMs : quietUnassessedMs)
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
