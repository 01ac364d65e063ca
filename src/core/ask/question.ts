import type { AccountChange } from '../change/account-change.ts'
import type { Bar } from '../decision/assessment.ts'
import type { Severity } from '../policy/severity.ts'

/** `held`: must wait before anybody is asked. `waiting`: for a second person. */
export type QuestionState = 'held' | 'waiting' | 'approved' | 'refused'

/** A question that was not simply answered with `allow`, as it stands in the store and is shown to people. */
export interface Question extends AskedAbout {
  readonly checkId: string
  readonly state: QuestionState
  readonly askedAt: number
  /** Until when it was held, if it ever was. */
  readonly holdUntil?: number
  /** After it neither an answer nor the yes counts any more. */
  readonly expiresAt: number
  readonly answeredBy?: string
  readonly answeredAt?: number
  readonly reason?: string
}

/** As one person is shown it. */
export interface ShownQuestion extends Question {
  /** What it is about is sealed from them: they may know that it is asked, and not answer it. */
  readonly restricted?: true
}

/** What was asked, by whom, on whom, and what stands for and against it. */
export interface AskedAbout {
  readonly cause: string
  readonly change: AccountChange
  readonly says: string
  readonly severity: Severity
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly scoreCenti: number
  readonly bars: readonly Bar[]
  readonly tier: string
  readonly policy: string
  /** Names of the exclusions that facts say apply (`when`), of which the change itself has no word. Absent: none. */
  readonly exclusions?: readonly string[]
}
