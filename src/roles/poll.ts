import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { beginningMs, type PollPlace, sift } from '../core/change/poll-place.ts'
import type { PollSpec } from '../core/change/poll-spec.ts'
import { isUnreadable } from '../core/change/read-change.ts'
import type { ChangeReader } from '../ports/change-reader.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Log, NewRecord } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { Role } from '../ports/role.ts'
import type { EventSource, PollPlaces, SourceEvent } from '../ports/source.ts'

export interface PollEdges {
  readonly source: EventSource
  readonly places: PollPlaces
  readonly log: Log
  /** Says whose change an event is: the topic is keyed by actor. */
  readonly reader: ChangeReader
  readonly clock: Clock
  readonly notice: Notify
}

/** An instance that dies is followed by another after this. */
const leaseMs = 15_000
const renewMs = 5_000
/** Pages of one reading; what lies behind them comes with the next. */
const pagesMax = 100
const retryMsMax = 5_000
/** Nobody takes a second look while the source is silent for so long. */
const silentMsMax = 10_000

/** Puts the events of a source that has to be asked onto the topic of changes, as they come. Every reading begins
 *  an overlap before the newest event that was seen, and known ids are dropped: so nothing is missed that was
 *  written late. What is on the topic is durable before the place is, so a crash repeats, and never skips. */
export async function startPoll(
  edges: PollEdges,
  settings: { readonly name: string; readonly topic: string; readonly spec: PollSpec },
): Promise<Omit<Role, 'name'>> {
  const { clock, log, notice, places, source } = edges
  const { name, spec, topic } = settings
  const holder = randomUUID()
  const stopping = new AbortController()
  const startedMs = clock.monotonicMs()
  let readMs: number | undefined
  let isElsewhere = false
  let place: PollPlace | undefined
  let renewedMs = Number.NEGATIVE_INFINITY

  /** False while another instance reads. */
  async function hold(): Promise<boolean> {
    if (place !== undefined && clock.monotonicMs() - renewedMs < renewMs) return true
    const now = clock.now()
    const taken = await places.take(name, holder, now, now + leaseMs)
    isElsewhere = taken === undefined
    if (taken === undefined) place = undefined
    else {
      place ??= taken.place ?? { newestMs: now - spec.firstHours * 3_600_000, known: [] }
      renewedMs = clock.monotonicMs()
    }
    return !isElsewhere
  }

  async function read(from: PollPlace): Promise<void> {
    let next: { ms: number } | { cursor: string } = { ms: beginningMs(from, spec.overlapMs) }
    for (let pages = 0; pages < pagesMax && !stopping.signal.aborted; pages++) {
      const page = await source.page(next)
      const sifted = sift(place ?? from, page.events, spec.overlapMs)
      if (sifted.fresh.length > 0) {
        const records = await recordsOf(edges, sifted.fresh)
        if (records.length > 0) await log.append(topic, records)
        if (!(await places.keep(name, holder, sifted.place))) return void (place = undefined)
        place = sifted.place
      }
      if (page.next === undefined) break
      next = { cursor: page.next }
    }
    readMs = clock.monotonicMs()
  }

  async function run(): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; ) {
      try {
        if ((await hold()) && place !== undefined) await read(place)
        tries = 0
      } catch (cause) {
        if (!(cause instanceof EdgeError)) throw cause
        tries += 1
        notice({ kind: 'PlatformTrouble', what: `the events of ${name} cannot be read`, cause })
      }
      const waitMs = Math.max(isElsewhere ? renewMs : spec.everyMs, Math.min(retryMsMax, tries * 250))
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const running = run()
  return {
    unready() {
      const silentMs = clock.monotonicMs() - (readMs ?? startedMs)
      if (isElsewhere || silentMs < silentMsMax) return undefined
      return `nothing was heard of ${name} for ${Math.round(silentMs / 1000)} s`
    },
    async stop() {
      stopping.abort()
      await running.catch(() => {})
      await places.leave(name, holder).catch(() => {})
    },
    failed: running.then(() => new Promise<never>(() => {})),
  }
}

/** Events that are no changes are left out; one that nobody can read goes on as it is, for the dead letters. */
async function recordsOf({ reader }: PollEdges, events: readonly SourceEvent[]): Promise<NewRecord[]> {
  const records: NewRecord[] = []
  for (const { value } of events) {
    const [first] = await reader.read(value)
    if (first === undefined) continue
    records.push({ key: isUnreadable(first) ? null : first.actor.id, value })
  }
  return records
}
