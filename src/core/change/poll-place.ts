/** How far a source was read: the newest time that was seen and has come, and which events of the time before it, or
 *  dated ahead, are known. */
export interface PollPlace {
  readonly newestMs: number
  /** Id and time of each, those of the last overlap and a little more. */
  readonly known: readonly (readonly [id: string, ms: number])[]
  /** What is older was read, and is not remembered: nobody may read it again. */
  readonly notBeforeMs?: number
}

export interface PolledEvent {
  readonly id: string
  readonly ms: number
}

/** Known ids are kept for longer than the overlap reaches back, as clocks of writers differ a little. */
const keptOverlaps = 2
/** But no more than these, the newest: some two megabytes, written with each page that has something new. */
export const knownMax = 50_000

/** Where reading begins this time. Never ahead of our clock, also where that was set back.
 *
 *  newest    overlap  now       not before ->
 *  10:00:00  60 s     10:00:09  -             09:59:00
 *  10:00:00  60 s     09:30:00  -             09:29:00
 *  10:00:00  60 s     10:00:09  09:59:58      09:59:58 */
export function beginningMs(
  { newestMs, notBeforeMs = 0 }: PollPlace,
  overlapMs: number,
  now: number,
): number {
  return Math.max(Math.min(newestMs, now) - overlapMs, Math.min(notBeforeMs, now), 0)
}

/** The events that were not known, each once, and the place after them. What is dated ahead of our clock is new like
 *  any other, and moves the place only when its time has come: nothing that is written until then lies behind it.
 *
 *  known        read            -> fresh     known then
 *  a@1          a@1 b@2            b         a@1 b@2
 *  a@1 c@3      a@1 b@2 c@3        b         a@1 c@3 b@2     (b was written late)
 *  a@1          c@9 c@9            c         c@9             (overlap 2: nobody will read a again)
 *  a@1          z@99               z         a@1 z@99        (the clock says 2, and so the newest stays 1)
 *
 *  `forgottenMs`: the newest of what is no longer known though it may be read again, for want of room. */
export function sift<Event extends PolledEvent>(
  place: PollPlace,
  events: readonly Event[],
  bounds: { readonly overlapMs: number; readonly now: number; readonly knownMax: number },
): { readonly fresh: readonly Event[]; readonly place: PollPlace; readonly forgottenMs?: number } {
  const { overlapMs, now } = bounds
  const known = new Map(place.known)
  const fresh: Event[] = []
  const notBeforeMs = Math.min(place.notBeforeMs ?? 0, now)
  let newestMs = Math.min(place.newestMs, now)
  for (const event of events) {
    if (event.ms <= now) newestMs = Math.max(newestMs, event.ms)
    if (known.has(event.id) || event.ms < notBeforeMs) continue
    known.set(event.id, event.ms)
    fresh.push(event)
  }
  if (fresh.length === 0 && newestMs === place.newestMs) return { fresh, place }
  const oldestMs = newestMs - overlapMs * keptOverlaps
  const kept = [...known].filter(([, ms]) => ms >= oldestMs)
  if (kept.length <= bounds.knownMax) return { fresh, place: { ...place, newestMs, known: kept } }
  kept.sort(([, a], [, b]) => a - b)
  const forgotten = kept.splice(0, kept.length - bounds.knownMax)
  return { fresh, place: { ...place, newestMs, known: kept }, forgottenMs: forgotten.at(-1)?.[1] ?? 0 }
}

/** The place when all was read: only now is what was forgotten certainly behind us, for the rest of a burst may be of
 *  the same moment. */
export function readToEnd(place: PollPlace, forgottenMs: number | undefined, now: number): PollPlace {
  if (forgottenMs === undefined) return place
  return { ...place, notBeforeMs: Math.max(place.notBeforeMs ?? 0, Math.min(forgottenMs + 1, now)) }
}
