import type { EachBatchPayload } from 'kafkajs'
import type { Position, Subscription } from '../../../ports/log.ts'
import { type Lane, openLane } from '../lane.ts'
import { tryUntilDone } from '../trying.ts'
import { settlesWithin } from '../waiting.ts'
import { createCommits } from './commits.ts'
import type { Connection } from './connection.ts'
import { newConsumer, run } from './consumer.ts'
import { type Contact, createContact } from './contact.ts'
import { kafkaFailed } from './failures.ts'
import { createFeed, type Feed } from './feed.ts'
import { recordFrom } from './record.ts'
import type { StartPositions } from './start-positions.ts'

/** One kafkajs consumer, from its start until it must be replaced.
 *
 *  kafkajs only fetches here: `eachBatch` puts the records into the feed of their partition number and returns,
 *  and a lane hands them to the handler. So a slow handler holds its partition alone, kafkajs goes on sending
 *  heartbeats meanwhile, and no error of a handler ever reaches it (a `TypeError` would end it for good).
 *
 *  kafkajs joins a new sharing-out by itself. A partition that stays is read on from where its feed stands; one
 *  that went is fenced; one that came is read once its place is found and its memory restored. */
export interface Life {
  /** Resolves at the first sharing-out. */
  readonly joined: Promise<void>
  /** What ended it. */
  readonly over: Promise<Fate>
  readonly seats: ReadonlyMap<number, Seat>
  readonly contact: Contact
  /** Of the partitions that are still ours when their turn comes. */
  commit(positions: readonly Position[]): Promise<void>
  /** Must be replaced: everything that it reads is fenced at once. */
  fall(says: string): void
  /** Lets the batches in hand finish, then leaves the group. */
  close(): Promise<void>
}

export interface Seat {
  readonly lane: Lane
  readonly feed: Feed
}

export type Fate =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'fell'; readonly says: string }

export interface LifeOptions {
  readonly connection: Connection
  readonly subscription: Subscription
  readonly starts: StartPositions
  /** How many partitions each topic has. */
  readonly counts: ReadonlyMap<string, number>
  /** Resolves when this member's earlier lane of the number is done. */
  laneBefore(partition: number): Promise<unknown>
}

/** A handler that is done sooner never causes a pause. kafkajs looks at a paused partition again only after the
 *  fetch under way, so pausing costs up to `fetchWaitMsMax`. */
const holdMsMax = 50
const leaveMsMax = 5000
const groupRequests = new Set(['SyncGroup', 'Heartbeat', 'OffsetCommit'])

export function startLife(options: LifeOptions): Life {
  const { connection, subscription, counts } = options
  const { timing, notice } = connection
  const joined = Promise.withResolvers<void>()
  const over = Promise.withResolvers<Fate>()
  const seats = new Map<number, Seat>()
  const ending = new AbortController()
  const contact = createContact(connection)
  let memberId: string | undefined
  /** How long ago the request was sent to which the last answer came, by kafkajs's own count. */
  let agoMs = 0

  const consumer = newConsumer(connection, subscription.group, {
    owned: () => [...seats].filter(([, { lane }]) => lane.isCurrent()).map(([partition]) => partition),
    joining() {
      // A sharing-out that this member joined and never saw may have given its partitions away and back.
      if (contact.isJoining()) fence()
      contact.joining()
    },
  })
  const commits = createCommits({
    consumer,
    connection,
    group: subscription.group,
    isOurs: (partition) => seats.get(partition)?.lane.isCurrent() === true,
  })

  function fence(): void {
    for (const { lane } of seats.values()) lane.fence()
  }

  function end(fate: Fate): void {
    fence()
    ending.abort()
    over.resolve(fate)
  }

  /** The share of this member in a new sharing-out. */
  function sit(assignment: Readonly<Record<string, readonly number[]>>, id: string): void {
    contact.joined(agoMs)
    // Under a new id this member was taken for dead before: others may have had its partitions meanwhile.
    if (memberId !== id) fence()
    memberId = id
    const numbers = new Set(Object.values(assignment).flat())
    for (const [partition, seat] of seats) {
      if (numbers.has(partition) && seat.lane.isCurrent()) goOn(partition, seat.feed)
      else {
        seat.lane.fence()
        seats.delete(partition)
      }
    }
    const fresh = [...numbers].filter((partition) => !seats.has(partition))
    if (fresh.length > 0) begin(fresh)
    joined.resolve()
    commits.shared()
  }

  /** kafkajs would begin again at the committed offset. */
  function goOn(partition: number, feed: Feed): void {
    for (const [topic, offset] of feed.fetched()) {
      steer(() => consumer.seek({ topic, partition, offset: String(offset) }))
    }
  }

  /** Nothing is fetched for a new partition until its place is found. */
  function begin(partitions: readonly number[]): void {
    const found = Promise.withResolvers<void>()
    const opened = partitions.map((partition) => {
      const topics = subscription.topics.filter((topic) => partition < (counts.get(topic) ?? 0))
      const feed = createFeed(topics)
      steer(() => consumer.pause(topics.map((topic) => ({ topic, partitions: [partition] }))))
      const lane = openLane({
        partition,
        subscription,
        notice,
        after: Promise.all([options.laneBefore(partition), found.promise]),
        alive: contact.isAlive,
        next: (signal) => feed.next(signal),
        failed: (error) => end({ kind: 'failed', error }),
      })
      const seat = { lane, feed }
      seats.set(partition, seat)
      return [partition, seat] as const
    })
    place(new Map(opened)).then(found.resolve, (error: unknown) => end({ kind: 'failed', error }))
    void over.promise.then(() => found.resolve())
  }

  async function place(opened: ReadonlyMap<number, Seat>): Promise<void> {
    const find = () => options.starts.find([...opened.keys()])
    const what = `finding where ${subscription.group} goes on`
    const found = await tryUntilDone(what, find, { ending: ending.signal, notice })
    if (found === undefined) return
    const isHeld = ({ partition }: Position) => seats.get(partition) === opened.get(partition)
    const pinned = found.pinned.filter(isHeld)
    if (pinned.length > 0) {
      await tryUntilDone(what, () => commits.commit(pinned), { ending: ending.signal, notice })
    }
    for (const position of found.positions.filter(isHeld)) {
      const { topic, partition, offset } = position
      opened.get(partition)?.feed.begin(topic, offset)
      steer(() => consumer.seek({ topic, partition, offset: String(offset) }))
      steer(() => consumer.resume([{ topic, partitions: [partition] }]))
    }
  }

  async function take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const { topic, partition, messages } = batch
    const seat = seats.get(partition)
    const last = messages.at(-1)
    // What is not resolved is fetched again.
    if (seat === undefined || last === undefined || !seat.feed.hasBegun(topic)) return
    const records = messages.map((message) => recordFrom(topic, partition, message))
    const { feed } = seat
    feed.offer(topic, records, Number(batch.lastOffset()) + 1, Number(batch.highWatermark))
    payload.resolveOffset(last.offset)
    if (!feed.isFull() || (await settlesWithin(feed.room(), holdMsMax))) return
    steer(() => consumer.pause([{ topic, partitions: [partition] }]))
    void resumeWithRoom(topic, partition, seat)
  }

  async function resumeWithRoom(topic: string, partition: number, seat: Seat): Promise<void> {
    await seat.feed.room()
    if (seats.get(partition) === seat) steer(() => consumer.resume([{ topic, partitions: [partition] }]))
  }

  /** kafkajs throws at a consumer that has crashed, a moment before it says so. */
  function steer(work: () => void): void {
    try {
      if (!ending.signal.aborted) work()
    } catch (cause) {
      end({ kind: 'fell', says: String(cause) })
    }
  }

  const { events } = consumer
  consumer.on(events.GROUP_JOIN, ({ payload }) => sit(payload.memberAssignment, payload.memberId))
  consumer.on(events.REQUEST, ({ payload }) => {
    if (groupRequests.has(payload.apiName)) agoMs = payload.duration
  })
  consumer.on(events.HEARTBEAT, () => contact.heard(agoMs))
  consumer.on(events.COMMIT_OFFSETS, () => contact.heard(agoMs))
  consumer.on(events.END_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize > 0) return
    seats.get(payload.partition)?.feed.pass(payload.topic, Number(payload.lastOffset) + 1)
  })
  consumer.on(events.CRASH, ({ payload }) => {
    const error = kafkaFailed(`reading for ${subscription.group}`, payload.error)
    end(error.retryable ? { kind: 'fell', says: error.message } : { kind: 'failed', error })
  })
  run(consumer, subscription, take).catch((cause: unknown) => {
    end({ kind: 'failed', error: kafkaFailed(`joining ${subscription.group}`, cause) })
  })

  return {
    joined: joined.promise,
    over: over.promise,
    seats,
    contact,
    commit: commits.commit,
    fall: (says) => end({ kind: 'fell', says }),
    async close() {
      if (!ending.signal.aborted) {
        ending.abort()
        for (const { lane } of seats.values()) lane.release()
        await settlesWithin(allDone(seats), timing.handoverMsMax)
        end({ kind: 'fell', says: 'stopped' })
      }
      await settlesWithin(consumer.disconnect(), leaveMsMax)
    },
  }
}

async function allDone(seats: ReadonlyMap<number, Seat>): Promise<void> {
  for (const { lane } of seats.values()) await lane.done
}
