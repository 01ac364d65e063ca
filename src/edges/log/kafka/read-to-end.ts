import { randomUUID } from 'node:crypto'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { LogRecord } from '../../../ports/log.ts'
import { settlesWithin } from '../waiting.ts'
import { onlyAssigner } from './co-assigner.ts'
import type { Connection } from './connection.ts'
import { kafkaFailed } from './failures.ts'
import { patiently } from './patience.ts'
import { recordFrom } from './record.ts'
import type { Topics } from './topics.ts'

export interface Reach {
  readonly topic: string
  readonly partition: number
  /** Read from here on, or from the first record that is still there. */
  readonly from: number
  readonly take: (records: readonly LogRecord[]) => void | Promise<void>
}

/** So many fetches in a row that waited their full time and found nothing: there is nothing more, even if the
 *  end is further on. Compaction and transactions take away the last records and leave the end where it was. */
const emptyFetchesMax = 2
/** A leader that moved looks like a partition without records. Memory must not be cut short by that: so many
 *  consumers in a row, each asking for the leader anew, must find nothing before it counts as the end. */
const fruitlessMax = 2
const leaveMsMax = 5000
/** Memory is read alone and wholly: a larger fetch saves requests. */
const fetchBytesMax = 4_194_304

/** Reads one partition to the end it has now, by a consumer of its own in a group of its own, which is deleted
 *  afterwards: kafkajs has no other way to read without taking part. If it is cut off, another one goes on where
 *  it was. */
export async function readToEnd(connection: Connection, topics: Topics, reach: Reach): Promise<void> {
  const { topic, partition } = reach
  await topics.partitionCount(topic)
  const ends = (await topics.ends(topic)).get(partition)
  if (ends === undefined) {
    throw new EdgeError('log-refused', `${topic}/${partition} does not exist`, { retryable: false })
  }
  const progress = { reached: Math.max(ends.low, reach.from), end: ends.high }
  try {
    for (let fruitless = 0; progress.reached < progress.end && fruitless < fruitlessMax; ) {
      const before = progress.reached
      await patiently(() => readOn(connection, reach, progress))
      fruitless = progress.reached > before ? 0 : fruitless + 1
    }
  } catch (error) {
    throw error instanceof TakeFailed ? error.cause : error
  }
}

interface Progress {
  reached: number
  readonly end: number
}

async function readOn(connection: Connection, reach: Reach, progress: Progress): Promise<void> {
  const { topic, partition, take } = reach
  const { timing } = connection
  const group = `${connection.clientId}.restore.${randomUUID()}`
  const consumer = connection.newClient().consumer({
    groupId: group,
    partitionAssigners: [onlyAssigner(topic, partition)],
    sessionTimeout: timing.sessionMsMax,
    heartbeatInterval: timing.heartbeatEveryMs,
    maxWaitTimeInMs: timing.fetchWaitMsMax,
    maxBytesPerPartition: fetchBytesMax,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  })
  const done = Promise.withResolvers<void>()
  let leader: string | undefined
  let emptyFetches = 0
  let failed = false

  const { events } = consumer
  consumer.on(events.GROUP_JOIN, () => {
    emptyFetches = 0
    consumer.seek({ topic, partition, offset: String(progress.reached) })
  })
  consumer.on(events.CRASH, ({ payload }) => done.reject(payload.error))
  consumer.on(events.END_BATCH_PROCESS, ({ payload }) => {
    if (failed) return
    emptyFetches = 0
    progress.reached = Math.max(progress.reached, Number(payload.lastOffset) + 1)
    if (progress.reached >= progress.end) done.resolve()
  })
  consumer.on(events.FETCH, ({ payload }) => {
    // Every broker is asked, and those that have nothing of ours wait their time too.
    if (String(payload.nodeId) !== leader || payload.duration < timing.fetchWaitMsMax * 0.9) return
    if (++emptyFetches > emptyFetchesMax) done.resolve()
  })

  async function takeBatch(payload: EachBatchPayload): Promise<void> {
    const records = payload.batch.messages
      .map((message) => recordFrom(topic, partition, message))
      .filter(({ offset }) => offset >= progress.reached && offset < progress.end)
    try {
      if (records.length > 0 && !failed) await take(records)
    } catch (error) {
      failed = true
      done.reject(new TakeFailed(error))
    }
    await payload.heartbeat()
  }

  try {
    leader = await leaderOf(connection, topic, partition)
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch: takeBatch })
    await done.promise
  } catch (cause) {
    throw cause instanceof TakeFailed ? cause : kafkaFailed(`reading ${topic}/${partition} to its end`, cause)
  } finally {
    await settlesWithin(leave(connection, consumer, group), leaveMsMax)
  }
}

async function leave({ admin }: Connection, consumer: Consumer, group: string): Promise<void> {
  await consumer.disconnect()
  await admin.deleteGroups([group])
}

/** What the caller's own code threw, kept apart from what kafkajs throws. */
class TakeFailed extends Error {
  constructor(cause: unknown) {
    super('take failed', { cause })
  }
}

async function leaderOf(connection: Connection, topic: string, partition: number): Promise<string> {
  const { topics } = await connection.admin.fetchTopicMetadata({ topics: [topic] })
  return String(topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader)
}
