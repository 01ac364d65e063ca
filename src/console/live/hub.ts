import { randomUUID } from 'node:crypto'
import { handsIn } from '../../core/change/hand.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { DigestRow } from '../../core/decision/digest.ts'
import type { Cases } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FanOut } from '../../ports/fan-out.ts'
import type { Notify } from '../../ports/notice.ts'
import { type Connection, type LiveSocket, openConnection } from './connection.ts'
import type { Feed } from './feed.ts'
import { type LiveLimits, liveLimits } from './limits.ts'
import { awayMsMax, type OwnFeeds } from './own-feeds.ts'
import { closings, type Features, type Filter, type PolicyLines, type View } from './protocol.ts'
import { openPulseFeed } from './pulse-feed.ts'
import { openQueueFeeds } from './queue-feeds.ts'

/** Everything that pages see live, in one process: the feeds, their readers, and the two timers that carry
 *  news from the one to the others. Nobody is sent what is about themself. */
export async function openLiveHub(needs: HubNeeds): Promise<LiveHub> {
  const { cases, clock, notice } = needs
  const limits = { ...liveLimits, ...needs.limits }
  const now = () => clock.now()
  const epoch = randomUUID()
  const pulse = openPulseFeed({ perSecondMax: limits.pulsePerSecondMax, now, cases })
  const queue = openQueueFeeds({ cases, casesMax: limits.casesMax, now, about: pulse.about })
  const readers = new Map<Connection, Reader>()
  /** When each person was last here. */
  const lastHere = new Map<string, number>()
  const allFeeds: readonly OwnFeeds[] = [queue.feeds.open, queue.feeds.all, pulse.feeds]

  const say = (feed: Feed) => {
    const delta = feed.flush(now())
    if (delta.length > 0) for (const connection of readers.keys()) connection.said(feed, delta)
  }
  const trouble = (cause: unknown) => {
    notice({ kind: 'LiveTrouble', what: 'the queue cannot be read from the store', cause })
  }
  const look = (anyway: boolean) => {
    queue.look(anyway).catch(trouble)
    pulse.look(anyway).catch(trouble)
  }
  const endThoseWhoLeft = () => {
    const time = now()
    for (const { person } of readers.values()) lastHere.set(person.id, time)
    for (const [personId, at] of lastHere) {
      if (time - at <= awayMsMax) continue
      lastHere.delete(personId)
      for (const feeds of allFeeds) feeds.end(personId)
    }
  }
  const often = setInterval(() => {
    look(false)
    for (const feeds of allFeeds) for (const feed of feeds.people().values()) say(feed)
  }, limits.coalesceMs)
  const everySecond = setInterval(() => {
    pulse.tally()
    look(true)
    endThoseWhoLeft()
    for (const connection of readers.keys()) connection.tick()
  }, 1000)
  await queue.fill()

  return {
    casesMoved() {
      queue.moved()
      pulse.moved()
    },
    alerts(alerts, hands = alerts.map(({ change }) => (change === undefined ? [] : handsIn(change)))) {
      for (const [index, { eventId }] of alerts.entries()) pulse.alerted(eventId, hands[index] ?? [])
      queue.moved()
    },
    reversals(reversals) {
      pulse.reversals(reversals)
      queue.moved()
    },
    changes: (rows, hands = rows.map(([, , , actorId]) => actorId)) => pulse.changes(rows, hands),
    connect(socket, reader) {
      const { id: personId } = reader.person
      lastHere.set(personId, now())
      const connection = openConnection({
        socket,
        limits,
        now,
        settle: say,
        welcome: {
          type: 'welcome',
          epoch,
          seq: { queue: queue.feeds.open.of(personId).seq(), pulse: pulse.feeds.of(personId).seq() },
          serverTime: now(),
          limits: { ackEveryMs: 250, ackEveryFrames: 100 },
          user: reader.person,
          features: needs.features,
          lines: needs.policyLines(),
        },
        feedOf: (view: View, filter: Filter) =>
          (view === 'queue' ? queue.feeds[filter] : pulse.feeds).of(personId),
        pinged: () => void closeIfEnded(connection, reader),
      })
      const ofPerson = [...readers.values()].filter((other) => other.person.id === reader.person.id)
      if (ofPerson.length >= limits.socketsPerPersonMax) connection.close(closings.tooMany)
      else readers.set(connection, reader)
      return {
        receive: (text) => connection.receive(text),
        gone: () => void readers.delete(connection),
      }
    },
    signedOut(idHash) {
      for (const [connection, reader] of readers) {
        if (reader.idHash === idHash) connection.close(closings.sessionEnded)
      }
    },
    clients: () => readers.size,
    close() {
      clearInterval(often)
      clearInterval(everySecond)
      // Spread over a second, so that a restart is not greeted by everybody at once.
      for (const connection of readers.keys()) connection.bye(500 + Math.floor(Math.random() * 1000))
      readers.clear()
    },
  }

  async function closeIfEnded(connection: Connection, reader: Reader): Promise<void> {
    const stands = await reader.stillSignedIn().catch(() => true)
    if (!stands) connection.close(closings.sessionEnded)
  }
}

export interface HubNeeds {
  readonly cases: Pick<Cases, 'list' | 'handsOf' | 'casesOf'>
  readonly clock: Clock
  readonly notice: Notify
  readonly features: Features
  readonly policyLines: () => PolicyLines
  readonly limits?: Partial<LiveLimits>
}

export interface LiveHub extends FanOut {
  /** `hands`: whose the change of each alert is, by their own ids, where it comes under other names. */
  alerts(alerts: readonly Alert[], hands?: readonly (readonly string[])[]): void
  /** `hands`: whose each row is, likewise. */
  changes(rows: readonly DigestRow[], hands?: readonly string[]): void
  connect(socket: LiveSocket, reader: Reader): LiveReader
  /** Closes the sockets of a session that has ended. */
  signedOut(idHash: string): void
  clients(): number
  /** Says goodbye to every page. */
  close(): void
}

export interface Reader {
  readonly person: { readonly id: string; readonly name: string }
  readonly idHash: string
  /** Whether the session still stands; a store that cannot be asked ends nobody's view. */
  stillSignedIn(): Promise<boolean>
}

export interface LiveReader {
  receive(text: string | undefined): void
  /** The socket has closed. */
  gone(): void
}
