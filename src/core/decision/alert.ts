import type { AccountChange } from '../change/account-change.ts'
import type { Mode, Severity } from '../policy/severity.ts'
import type { Countermeasure } from '../reversal/countermeasures.ts'
import type { Counterfactual } from '../what-if/counterfactual.ts'
import type { Bar } from './assessment.ts'

/** One change, one assessment, on `countermand.alerts`, keyed by account. */
export interface Alert {
  /** Hash of source, eventId and kind (and the tipping eventId for hindsight): the same after any replay. */
  readonly alertId: string
  readonly kind: AlertKind
  readonly source: string
  readonly eventId: string
  readonly occurredAt: number
  /** Event time of the change that decided it. */
  readonly decidedAt: number
  /** Wall clock when the alert was made: only for measuring. */
  readonly raisedAt: number
  readonly severity: Severity
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly scoreCenti: number
  readonly bars: readonly Bar[]
  /** One sentence in plain words. */
  readonly says: string
  readonly tier: string
  /** Names of the policy's rules that took hold. */
  readonly rules: readonly string[]
  /** What the policy grants, before ceiling, gates, budgets and cooldown. `observe` if nothing; and of an alert that
   *  is not of a change, for upon that nothing is ever done: see `cause`. */
  readonly mode: Mode
  /** What would undo it, if anything may. */
  readonly countermeasure: Countermeasure | 'none'
  /** The exclusion that forbids an automatic restore, if one applies. */
  readonly exclusion?: string
  /** Facts that a mode would have needed and nobody knows. */
  readonly missing: readonly string[]
  /** In plain words: what nobody knows that the score could have used. Absent in alerts of before it was said. */
  readonly unknown?: readonly string[]
  /** What would have had to be otherwise. Empty: nothing small. Absent: nobody looked. */
  readonly counterfactuals?: readonly Counterfactual[]
  /** Facts that the event lacked and the reference tables brought, as paths; a bound as `account.followers<100000`. */
  readonly fromTables?: readonly string[]
  /** Until when the table that brought facts of the actor, or of the account, is known to be right. Absent where it
   *  brought none, or nobody can say. */
  readonly staffAsOf?: number
  readonly accountsAsOf?: number
  /** First 12 hex digits of the policy's hash. */
  readonly policy: string
  /** There where several hands are in it: alerts of one campaign are one case, whoever acted. */
  readonly campaign?: string
  /** Of what was not acted on: where that can still be done. Absent in alerts of before it was said. */
  readonly cause?: AlertCause
  /** Absent for a dead letter. */
  readonly change?: AccountChange
}

/** The alert of the change, in whose case people can act. */
export interface AlertCause {
  readonly alertId: string
  /** What the policy grants that undoing; both are absent of a containment, which no policy grants. */
  readonly granted?: Mode
  readonly countermeasure?: Countermeasure
}

/** `hindsight`: a later change by the same hand tipped it.
 *  `relation`: what others did tipped a change, or raised what was said of it.
 *  `not-acted`: the machine was allowed to undo something and did not, or cannot show that it did.
 *  `impostor`: a change claims that a command of ours caused it, and none did.
 *  `limit`: a limit of the machine itself took hold.
 *  `own-case`: somebody tried to decide about themself, or about their team. None of the last four is ever acted
 *  on. */
export const alertKinds = [
  'change',
  'hindsight',
  'relation',
  'dead-letter',
  'not-acted',
  'impostor',
  'limit',
  'own-case',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** Whether an alert is about a change that was not meant, rather than about what the machine did or could not read:
 *  only those may ever be undone. */
export function isOfChange(kind: AlertKind): boolean {
  return kind === 'change' || kind === 'hindsight' || kind === 'relation'
}
