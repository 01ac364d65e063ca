import type { Action } from '../change/actions.ts'
import type { AlertKind } from '../decision/alert.ts'
import type { VerdictWord } from '../decision/verdict.ts'
import type { Mode, Severity } from '../policy/severity.ts'
import type { Countermeasure } from '../reversal/countermeasures.ts'
import type { ReversalState } from '../reversal/reversal.ts'

/** Alerts that belong together: what an analyst works on, and one row of the queue.
 *
 *  Alerts of one actor at one source within `gapMsMax` of each other, by event time, share one open case; alerts
 *  of one campaign share one, whoever acted; a dead letter or a change that was not acted on opens a case of
 *  its own kind. Times are milliseconds. */
export interface Case {
  readonly caseId: string
  readonly kind: AlertKind
  readonly source: string
  /** Empty where nobody knows whose hand it was: a dead letter may hide even that. */
  readonly actorId: string
  /** What several hands are in, and nobody's alone: `actorId` is then the first of them. */
  readonly campaign?: string
  /** Wall clock. */
  readonly openedAt: number
  readonly updatedAt: number
  /** Event times of the earliest and the latest of its alerts. */
  readonly firstAt: number
  readonly lastAt: number
  /** The highest of its alerts. */
  readonly severity: Severity
  /** The alert with the highest score; the earlier one where two are equal. */
  readonly top: TopAlert
  readonly alertCount: number
  /** Distinct accounts. */
  readonly accountCount: number
  readonly state: CaseState
  readonly assignee?: string
  /** What a person decided upon: goes up with every act of a person and every new alert. A write names it. */
  readonly version: number
  /** Goes up with every change of any kind, reversals too: orders what the page is sent. */
  readonly revision: number
  readonly lastVerdict?: VerdictWord
  /** How much sooner than others of its severity it wants to be looked at: 1 where the breaker was open, 2 where the
   *  point of no return is near. Absent as usual. Never points. */
  readonly priority?: number
  /** From when on nothing can undo the first of its changes that comes to that. */
  readonly deadlineAt?: number
  /** How many undoings stand in which state. */
  readonly undoing: Readonly<Partial<Record<ReversalState, number>>>
  /** What was seen done, by its kind: an account of which only the data were preserved is not restored. */
  readonly done: Readonly<Partial<Record<Countermeasure, number>>>
  /** Of the slowest account: seconds from the change until it was seen done. */
  readonly confirmedAfterSeconds?: number
}

/** What the queue shows of the one alert that speaks for the case. */
export interface TopAlert {
  readonly alertId: string
  /** The one sentence. */
  readonly says: string
  readonly occurredAt: number
  /** Whose hand it was: kept, and never shown. */
  readonly actorId?: string
  /** Who else of the staff its change names: kept, and never shown. */
  readonly others?: readonly string[]
  readonly accountId: string
  readonly handle?: string
  readonly action?: Action
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly scoreCenti: number
  readonly tier: string
  readonly mode: Mode
  readonly countermeasure: Countermeasure | 'none'
}

export const caseStates = ['new', 'acknowledged', 'closed'] as const
export type CaseState = (typeof caseStates)[number]

/** One line of what people did about a case. */
export interface CaseEntry {
  readonly at: number
  readonly by: string
  readonly did: CaseDeed
  /** The verdict's word, the new assignee, the alert that was to be undone, whom it is to be handed to, which word
   *  was refused. */
  readonly about?: string
  readonly note?: string
}

/** What somebody told the machine is called by what they said, which stays true where it is not followed; that is then
 *  a line of its own: `was-refused`. */
export const caseDeeds = [
  'acknowledged',
  'assigned',
  'verdict',
  'asked-to-undo',
  'said-yes',
  'said-no',
  'saw-countdown',
  'asked-for-time',
  'asked-to-hand-over',
  'asked-to-contain',
  'asked-to-lift',
  'asked-to-withdraw',
  'was-refused',
] as const
export type CaseDeed = (typeof caseDeeds)[number]

/** Six hours: one shift's work of one hand is one case, two shifts are two. */
export const gapMsMax = 6 * 60 * 60_000
