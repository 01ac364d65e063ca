import { randomUUID } from 'node:crypto'
import type { Cases } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FanOut } from '../../ports/fan-out.ts'
import type { Notify } from '../../ports/notice.ts'
import { type Connection, type LiveSocket, openConnection } from './connection.ts'
import type { Feed } from './feed.ts'
import { type LiveLimits, liveLimits } from './limits.ts'
import { closings, type Features, type Filter, type PolicyLines, type View } from './protocol.ts'
import { openPulseFeed } from './pulse-feed.ts'
import { openQueueFeeds } from './queue-feeds.ts'

/** Everything that pages see live, in one process: the feeds, their readers, and the two timers that carry
 *  news from the one to the others. Hand it to the console role as its `FanOut`. */
export async function openLiveHub(needs: HubNeeds): Promise<LiveHub> {
  const { cases, clock, notice } = needs
  const limits = { ...liveLimits, ...needs.limits }
  const now = () => clock.now()
  const epoch = randomUUID()
  const queue = openQueueFeeds({ cases, casesMax: limits.casesMax, now })
  const pulse = openPulseFeed(limits.pulsePerSecondMax, now)
  const readers = new Map<Connection, Reader>()
  const allFeeds: readonly Feed[] = [queue.feeds.open, queue.feeds.all, pulse.feed]

  const say = (feed: Feed) => {
    const delta = feed.flush(now())
    if (delta.length > 0) for (const connection of readers.keys()) connection.said(feed, delta)
  }
  const look = (anyway: boolean) => {
    queue.look(anyway).catch((cause: unknown) => {
      notice({ kind: 'LiveTrouble', what: 'the queue cannot be read from the store', cause })
    })
  }
  const often = setInterval(() => {
    look(false)
    for (const feed of allFeeds) say(feed)
  }, limits.coalesceMs)
  const everySecond = setInterval(() => {
    pulse.tally()
    look(true)
    for (const connection of readers.keys()) connection.tick()
  }, 1000)
  await queue.fill()

  return {
    casesMoved: () => queue.moved(),
    alerts: () => queue.moved(),
    reversals(reversals) {
      pulse.reversals(reversals)
      queue.moved()
    },
    changes: (rows) => pulse.changes(rows),
    connect(socket, reader) {
      const connection = openConnection({
        socket,
        limits,
        now,
        settle: say,
        welcome: {
          type: 'welcome',
          epoch,
          seq: { queue: queue.feeds.open.seq(), pulse: pulse.feed.seq() },
          serverTime: now(),
          limits: { ackEveryMs: 250, ackEveryFrames: 100 },
          user: reader.person,
          features: needs.features,
          lines: needs.policyLines(),
        },
        feedOf: (view: View, filter: Filter) => (view === 'queue' ? queue.feeds[filter] : pulse.feed),
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
  readonly cases: Pick<Cases, 'list'>
  readonly clock: Clock
  readonly notice: Notify
  readonly features: Features
  readonly policyLines: () => PolicyLines
  readonly limits?: Partial<LiveLimits>
}

export interface LiveHub extends FanOut {
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
