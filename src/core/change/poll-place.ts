/** How far a source was read: the newest time that was seen, and which events of the time before it are known. */
export interface PollPlace {
  readonly newestMs: number
  /** Id and time of each, those of the last overlap and a little more. */
  readonly known: readonly (readonly [id: string, ms: number])[]
}

export interface PolledEvent {
  readonly id: string
  readonly ms: number
}

/** Known ids are kept for longer than the overlap reaches back, as clocks of writers differ a little. */
const keptOverlaps = 2

/** Where reading begins this time.
 *  newest 10:00:00, overlap 60 s -> 09:59:00 */
export function beginningMs({ newestMs }: PollPlace, overlapMs: number): number {
  return Math.max(0, newestMs - overlapMs)
}

/** The events that were not known, each once, and the place after them.
 *
 *  known        read            -> fresh     known then
 *  a@1          a@1 b@2            b         a@1 b@2
 *  a@1 c@3      a@1 b@2 c@3        b         a@1 c@3 b@2     (b was written late)
 *  a@1          c@9 c@9            c         c@9             (overlap 2: nobody will read a again) */
export function sift<Event extends PolledEvent>(
  place: PollPlace,
  events: readonly Event[],
  overlapMs: number,
): { readonly fresh: readonly Event[]; readonly place: PollPlace } {
  const known = new Map(place.known)
  const fresh: Event[] = []
  let newestMs = place.newestMs
  for (const event of events) {
    if (known.has(event.id)) continue
    known.set(event.id, event.ms)
    fresh.push(event)
    newestMs = Math.max(newestMs, event.ms)
  }
  if (fresh.length === 0) return { fresh, place }
  const oldestMs = newestMs - overlapMs * keptOverlaps
  return { fresh, place: { newestMs, known: [...known].filter(([, ms]) => ms >= oldestMs) } }
}
