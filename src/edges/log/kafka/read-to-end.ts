import { randomUUID } from 'node:crypto'
import type { LogRecord } from '../../../ports/log.ts'
import { settlesWithin } from '../waiting.ts'
import { onlyAssigner } from './co-assigner.ts'
import type { Connection } from './connection.ts'
import { kafkaFailed } from './failures.ts'
import { recordFrom } from './record.ts'
import type { Topics } from './topics.ts'

export interface Reach {
  readonly topic: string
  readonly partition: number
  readonly take: (records: readonly LogRecord[]) => void | Promise<void>
}

/** So many fetches in a row that waited their full time and found nothing: there is nothing more, even if the
 *  end is further on. Compaction and transactions take away the last records and leave the end where it was. */
const emptyFetchesMax = 2
const leaveMsMax = 5000

/** Reads one partition to the end it has now, by a consumer of its own in a group of its own, which is deleted
 *  afterwards: kafkajs has no other way to read without taking part. */
export async function readToEnd(connection: Connection, topics: Topics, reach: Reach): Promise<void> {
  const { topic, partition, take } = reach
  await topics.partitionCount(topic)
  const ends = (await topics.ends(topic)).get(partition)
  if (ends === undefined) throw kafkaFailed(`${topic}/${partition}`, new Error('no such partition'))
  if (ends.high <= ends.low) return

  const { timing } = connection
  const leader = await leaderOf(connection, topic, partition)
  const group = `${connection.clientId}.restore.${randomUUID()}`
  const consumer = connection.newClient().consumer({
    groupId: group,
    partitionAssigners: [onlyAssigner(topic, partition)],
    sessionTimeout: timing.sessionMsMax,
    heartbeatInterval: timing.heartbeatEveryMs,
    maxWaitTimeInMs: timing.fetchWaitMsMax,
    maxBytesPerPartition: 4 * 1_048_576,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  })
  const done = Promise.withResolvers<void>()
  const { high } = ends
  let reached = ends.low
  let emptyFetches = 0

  function reachTo(offset: number): void {
    emptyFetches = 0
    reached = Math.max(reached, offset)
    if (reached >= high) done.resolve()
  }

  const { events } = consumer
  consumer.on(events.CRASH, ({ payload }) => done.reject(payload.error))
  consumer.on(events.END_BATCH_PROCESS, ({ payload }) => reachTo(Number(payload.lastOffset) + 1))
  consumer.on(events.FETCH, ({ payload }) => {
    if (String(payload.nodeId) !== leader || payload.duration < timing.fetchWaitMsMax * 0.9) return
    if (++emptyFetches > emptyFetchesMax) done.resolve()
  })

  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async (payload) => {
        const { batch } = payload
        const records = batch.messages
          .map((message) => recordFrom(topic, partition, message))
          .filter(({ offset }) => offset >= reached && offset < high)
        try {
          if (records.length > 0) await take(records)
        } catch (error) {
          done.reject(new TakeFailed(error))
        }
        await payload.heartbeat()
      },
    })
    await done.promise
  } catch (cause) {
    if (cause instanceof TakeFailed) throw cause.cause
    throw kafkaFailed(`reading ${topic}/${partition} to its end`, cause)
  } finally {
    await settlesWithin(leave(), leaveMsMax)
  }

  async function leave(): Promise<void> {
    await consumer.disconnect()
    await connection.admin.deleteGroups([group])
  }
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
