import { readClientMessage } from './client-messages.ts'
import type { Feed, Frame, StoredRow } from './feed.ts'
import { inChunks } from './feed.ts'
import type { LiveLimits } from './limits.ts'
import {
  type ClientMessage,
  type Closing,
  closings,
  type Filter,
  type ServerMessage,
  type View,
  type Welcome,
} from './protocol.ts'
import { countSentFrames } from './sent-frames.ts'

/** One reader's socket, from welcome to close. A subscription is in one of three states:
 *
 *  `paging`  a snapshot is going out, page by page, no faster than the client takes it;
 *  `live`    each delta goes out as it is said, and `sentTo` is the last number sent;
 *  `behind`  too much is under way: nothing goes out until the client has caught up, then a snapshot.
 *
 *  What is said while a snapshot goes out waits in the feed's ring, not in a buffer of each client. */
export function openConnection(needs: ConnectionNeeds): Connection {
  const { socket, limits, now } = needs
  const subscriptions = new Map<View, Subscription>()
  const frames = countSentFrames()
  const openedAt = now()
  let pingedAt = openedAt
  let pongDueAt: number | undefined
  let inboundSecond = 0
  let inboundCount = 0
  let closed = false

  const close = (closing: Closing) => {
    if (closed) return
    closed = true
    socket.close(closing.code, closing.says)
  }
  /** `close` would first flush what the client does not take. */
  const cut = (closing: Closing) => {
    if (closed) return
    closed = true
    socket.terminate(closing)
  }
  const sendText = (text: string) => {
    if (closed) return
    const bytes = Buffer.byteLength(text)
    if (frames.bytes() + bytes > limits.cutBytes) return cut(closings.slow)
    frames.sent(bytes, now())
    socket.send(text)
  }
  const send = (message: ServerMessage) => sendText(JSON.stringify(message))

  const sendFrames = (subscription: Subscription, said: readonly Frame[]) => {
    for (const frame of said) {
      if (frames.bytes() > limits.behindBytes) {
        subscription.state = 'behind'
        send({ type: 'behind', view: subscription.feed.view })
        return
      }
      sendText(frame.text)
      subscription.sentTo = frame.to
    }
  }
  const startSnapshot = (subscription: Subscription) => {
    needs.settle(subscription.feed)
    subscription.state = 'paging'
    subscription.sentTo = subscription.feed.seq()
    subscription.pages = inChunks(subscription.feed.rows(), (row) => row.json, limits.snapshotRowsMax)
    if (subscription.pages.length === 0) subscription.pages.push([])
    subscription.pagesSent = 0
    sendPages(subscription)
  }
  const sendPages = (subscription: Subscription) => {
    const { pages, feed } = subscription
    while (subscription.pagesSent < pages.length) {
      if (frames.bytes() > limits.behindBytes) return
      sendText(pageText(subscription))
      subscription.pagesSent++
    }
    subscription.pages = []
    const missed = feed.since(subscription.sentTo)
    if (missed === undefined) return startSnapshot(subscription)
    send({ type: 'live', view: feed.view, seq: subscription.sentTo })
    subscription.state = 'live'
    sendFrames(subscription, missed)
  }

  const subscribe = (message: Extract<ClientMessage, { type: 'subscribe' }>) => {
    if (message.epoch !== undefined && message.epoch !== needs.welcome.epoch) {
      return close(closings.epochChanged)
    }
    const feed = needs.feedOf(message.view, message.filter)
    const subscription: Subscription = { feed, state: 'live', sentTo: 0, pages: [], pagesSent: 0 }
    subscriptions.set(message.view, subscription)
    const missed = message.seq === undefined ? undefined : feed.since(message.seq)
    if (missed === undefined) return startSnapshot(subscription)
    subscription.sentTo = message.seq ?? 0
    send({ type: 'resumed', view: feed.view, from: subscription.sentTo + 1, to: feed.seq() })
    sendFrames(subscription, missed)
  }
  const caughtUp = () => {
    for (const subscription of subscriptions.values()) {
      if (subscription.state === 'paging') sendPages(subscription)
      else if (subscription.state === 'behind' && frames.bytes() < limits.behindBytes / 4) {
        startSnapshot(subscription)
      }
    }
  }
  const tooFast = () => {
    const second = Math.floor(now() / 1000)
    inboundCount = second === inboundSecond ? inboundCount + 1 : 1
    inboundSecond = second
    return inboundCount > limits.inboundPerSecondMax
  }

  send(needs.welcome)
  return {
    receive(text) {
      if (closed) return
      if (tooFast()) return close(closings.tooMany)
      const message = text === undefined ? undefined : readClientMessage(text)
      if (message === undefined) return close(closings.protocol)
      if (message.type === 'subscribe') subscribe(message)
      else if (message.type === 'pong') pongDueAt = undefined
      else if (message.type === 'ack') {
        if (frames.acknowledge(message.received)) caughtUp()
        else close(closings.protocol)
      }
    },
    said(feed, delta) {
      const subscription = subscriptions.get(feed.view)
      if (subscription?.feed === feed && subscription.state === 'live') sendFrames(subscription, delta)
    },
    tick() {
      const time = now()
      if (subscriptions.size === 0 && time - openedAt > limits.subscribeMsMax) return close(closings.protocol)
      if (time - (frames.oldestAt() ?? time) > limits.lagMsMax) return cut(closings.slow)
      if (pongDueAt !== undefined && time > pongDueAt) return cut(closings.slow)
      if (time - pingedAt < limits.pingEveryMs) return
      pingedAt = time
      pongDueAt = time + limits.pongMsMax
      send({ type: 'ping', serverTime: time })
      needs.pinged()
    },
    close,
    bye(retryAfterMs) {
      send({ type: 'bye', retryAfterMs })
      close(closings.drained)
    },
  }
}

export interface ConnectionNeeds {
  readonly socket: LiveSocket
  readonly limits: LiveLimits
  readonly welcome: Welcome
  feedOf(view: View, filter: Filter): Feed
  /** Says what is noted in this feed to everybody, so that its rows are those of its sequence number. */
  settle(feed: Feed): void
  /** A ping went out: a good moment to look whether the session still stands. */
  pinged(): void
  readonly now: () => number
}

/** What a connection needs of a websocket. */
export interface LiveSocket {
  send(text: string): void
  close(code: number, says: string): void
  terminate(closing: Closing): void
}

export interface Connection {
  /** One inbound frame; undefined where it was not text. */
  receive(text: string | undefined): void
  said(feed: Feed, delta: readonly Frame[]): void
  /** Looks at the clock. */
  tick(): void
  close(closing: Closing): void
  bye(retryAfterMs: number): void
}

interface Subscription {
  readonly feed: Feed
  state: 'paging' | 'live' | 'behind'
  sentTo: number
  pages: StoredRow[][]
  pagesSent: number
}

function pageText({ feed, pages, pagesSent, sentTo }: Subscription): string {
  const head = `"page":${pagesSent + 1},"of":${pages.length},"asOfSeq":${sentTo}`
  const rows = (pages[pagesSent] ?? []).map((row) => row.json).join(',')
  return `{"type":"snapshot","view":"${feed.view}",${head},"rows":[${rows}]}`
}
