import type { ContainState } from '../reversal/contain.ts'

/** Where the containment of one actor stands, as the desk sees it. */
export interface ShownContainment {
  readonly source: string
  readonly actorId: string
  /** The alert that led to it last, and the case that it lies in. */
  readonly alertId: string
  readonly caseId?: string
  readonly state: ContainState
  /** In words, how it came to that. */
  readonly says: string
  readonly at: number
  /** Who has asked for it. */
  readonly askedBy: readonly string[]
  /** Until when a second person may ask for it too, where it waits for one. */
  readonly until?: number
}
