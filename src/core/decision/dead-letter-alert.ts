import type { Unreadable } from '../change/unreadable.ts'
import type { Policy } from '../policy/policy.ts'
import type { Alert } from './alert.ts'
import { unscoredAlert } from './unscored-alert.ts'

export interface DeadLetterPlace {
  readonly alertId: string
  /** The topic stands for the source, and `topic/partition/offset` for the event: nothing better is known. */
  readonly source: string
  readonly eventId: string
  /** When the log took the record. */
  readonly recordedAt: number
  readonly raisedAt: number
}

/** An unreadable record that may hide a deactivation. It has no score, because nobody knows who did what to
 *  whom; it is `high`, because spoiling a record is one way to act unseen. */
export function deadLetterAlert(unreadable: Unreadable, policy: Policy, place: DeadLetterPlace): Alert {
  const [first, ...others] = unreadable.faults
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  const why = first === undefined ? unreadable.unreadable : `${first.at}: ${first.says}${more}`
  return {
    ...unscoredAlert({
      alertId: place.alertId,
      kind: 'dead-letter',
      source: place.source,
      eventId: place.eventId,
      occurredAt: place.recordedAt,
      raisedAt: place.raisedAt,
      severity: 'high',
      says: `A record that may hide a restriction could not be read (${why}).`,
    }),
    tier: 'unknown',
    policy: policy.id,
  }
}
