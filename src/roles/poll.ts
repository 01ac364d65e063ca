import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { beginningMs, knownMax, type PollPlace, readToEnd, sift } from '../core/change/poll-place.ts'
import type { PollSpec } from '../core/change/poll-spec.ts'
import { isUnreadable } from '../core/change/read-change.ts'
import { clockSkewMsMax } from '../core/reversal/gates.ts'
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
/** Pages of one reading; the next one goes on behind them. */
const pagesMax = 100
const retryMsMax = 5_000
/** Nobody takes a second look while the source is silent for so long. */
const silentMsMax = 10_000

/** From a beginning to the end of what the source has. */
interface Pass {
  next: Parameters<EventSource['page']>[0]
  forgottenMs: number | undefined
}

/** Puts the events of a source that has to be asked onto the topic of changes, as they come. Once all was read, the
 *  next reading begins an overlap before the newest event that was seen, and known ids are dropped: so nothing is
 *  missed that was written late. What is on the topic is durable before the place is, so a crash repeats, and never
 *  skips. */
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
  /** Where a reading goes on that stopped before all was read. */
  let pass: Pass | undefined
  let isBehind = false

  /** False while another instance reads. */
  async function hold(): Promise<boolean> {
    if (place !== undefined && clock.monotonicMs() - renewedMs < renewMs) return true
    const now = clock.now()
    const taken = await places.take(name, holder, now, now + leaseMs)
    isElsewhere = taken === undefined
    if (taken === undefined) [place, pass, isBehind] = [undefined, undefined, false]
    else {
      place ??= taken.place ?? { newestMs: now - spec.firstHours * 3_600_000, known: [] }
      renewedMs = clock.monotonicMs()
    }
    return !isElsewhere
  }

  /** From an overlap before the newest, or on from where the last reading stopped. */
  async function read(from: PollPlace): Promise<void> {
    pass ??= { next: { ms: beginningMs(from, spec.overlapMs, clock.now()) }, forgottenMs: undefined }
    for (let pages = 0; pages < pagesMax; pages++) {
      if (stopping.signal.aborted) return
      const page = await source.page(pass.next)
      const sifted = sift(place ?? from, page.events, {
        overlapMs: spec.overlapMs,
        now: clock.now(),
        knownMax,
      })
      const records = await recordsOf(edges, sifted.fresh)
      if (records.length > 0) await log.append(topic, records)
      tellAhead(sifted.fresh)
      if (sifted.place !== place && !(await keep(sifted.place))) return
      const forgotten = [pass.forgottenMs, sifted.forgottenMs].filter((ms) => ms !== undefined)
      if (forgotten.length > 0) pass.forgottenMs = Math.max(...forgotten)
      if (page.next === undefined) return ended(pass)
      pass.next = { cursor: page.next }
    }
    if (!isBehind) trouble(`more than ${pagesMax} pages of events of ${name} wait: it is read late`)
    isBehind = true
  }

  async function ended({ forgottenMs }: Pass): Promise<void> {
    pass = undefined
    isBehind = false
    readMs = clock.monotonicMs()
    if (forgottenMs === undefined || place === undefined) return
    trouble(`more events of ${name} lie in one overlap than are remembered: of them nothing late is seen`)
    await keep(readToEnd(place, forgottenMs, clock.now()))
  }

  /** False where the reading was lost to another instance. */
  async function keep(next: PollPlace): Promise<boolean> {
    const isOurs = await places.keep(name, holder, next)
    place = isOurs ? next : undefined
    if (!isOurs) pass = undefined
    return isOurs
  }

  function tellAhead(fresh: readonly SourceEvent[]): void {
    const ahead = fresh.filter(({ ms }) => ms > clock.now() + clockSkewMsMax)
    if (ahead.length > 0) trouble(`new events of ${name} are dated ahead of our clock: ${ahead.length}`)
  }

  function trouble(what: string): void {
    notice({ kind: 'PlatformTrouble', what, cause: undefined })
  }

  async function run(): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; ) {
      try {
        if ((await hold()) && place !== undefined) await read(place)
        tries = 0
      } catch (cause) {
        if (!(cause instanceof EdgeError)) throw cause
        tries += 1
        // Its cursor may be what is refused.
        pass = undefined
        notice({ kind: 'PlatformTrouble', what: `the events of ${name} cannot be read`, cause })
      }
      const everyMs = isElsewhere ? renewMs : pass === undefined ? spec.everyMs : 0
      const waitMs = Math.max(everyMs, Math.min(retryMsMax, tries * 250))
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const running = run()
  return {
    unready() {
      const silentMs = clock.monotonicMs() - (readMs ?? startedMs)
      if (isBehind) return `the events of ${name} are read late: more than ${pagesMax} pages waited`
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
