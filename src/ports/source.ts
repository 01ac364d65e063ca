import type { PolledEvent, PollPlace } from '../core/change/poll-place.ts'

/** A source that is asked for its events. */
export interface EventSource {
  /** A page of events from a time, or from where the page before ended. Throws
   *  `EdgeError('platform-unavailable')`. */
  page(from: { readonly ms: number } | { readonly cursor: string }): Promise<EventPage>
}

export interface EventPage {
  readonly events: readonly SourceEvent[]
  /** Absent on the last page. */
  readonly next?: string
}

export interface SourceEvent extends PolledEvent {
  /** The event as it came, as JSON. */
  readonly value: Buffer
}

/** Where each source was read to, where all instances see it; one of them reads at a time. */
export interface PollPlaces {
  /** Takes or renews the reading of a source until then. `undefined` while another instance has it. */
  take(source: string, holder: string, now: number, until: number): Promise<Taken | undefined>
  /** False where the reading was lost meanwhile. */
  keep(source: string, holder: string, place: PollPlace): Promise<boolean>
  /** Lets another instance have it at once. */
  leave(source: string, holder: string): Promise<void>
}

export interface Taken {
  /** Absent where it was never read. */
  readonly place?: PollPlace
}
