import type { Action } from '../change/actions.ts'

/** Our own undoing, seen coming back as a change, on `countermand.sightings`, keyed by account. */
export interface Sighting {
  readonly commandId: string
  readonly source: string
  /** Of the change that was seen, not of the one that caused the command. */
  readonly eventId: string
  readonly accountId: string
  readonly action: Action
  readonly state?: string
  readonly version?: string
  readonly occurredAt: number
  readonly seenAt: number
}
