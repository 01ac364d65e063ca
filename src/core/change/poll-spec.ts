/** How the events of a source are asked for, where nobody puts them on a topic: the `poll` section of a mapping. */
export interface PollSpec {
  /** Template: `${cursor}` is where to go on. The answer holds events in the order of time, the oldest first. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly authorizationFrom?: string
  /** Template of a cursor made from a time: where reading begins, and where it goes back to each time. */
  readonly cursor: string
  /** Where the events stand in the answer, where the cursor of the next page does, and within an event its id and
   *  time. */
  readonly eventsAt: string
  readonly nextAt: string
  readonly idAt: string
  readonly timeAt: string
  readonly everyMs: number
  /** So much is read again each time: an event that was written late lies before a cursor that has moved on. */
  readonly overlapMs: number
  /** How far back the very first reading begins. */
  readonly firstHours: number
  readonly timeoutMs: number
}

export const pollNames = ['cursor', 'serviceActor'] as const
export const cursorNames = ['time.ms', 'time.s', 'time.iso'] as const
export const pollDefaults = { everyMs: 250, overlapMs: 60_000, firstHours: 0, timeoutMs: 5_000 } as const
