import type { Clock } from '../../../ports/clock.ts'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { Log } from '../../../ports/log.ts'
import type { Notify } from '../../../ports/notice.ts'
import { localClock } from '../local-clock.ts'
import { checkSizes } from '../record-size.ts'
import { settlesWithin } from '../waiting.ts'
import { closedLog, openAppends } from './appends.ts'
import { bringCodecs } from './compression.ts'
import {
  type Connection,
  type KafkaAccess,
  type KafkaTiming,
  newClient,
  timingDefaults,
} from './connection.ts'
import { kafkaFailed } from './failures.ts'
import { joinGroup } from './membership.ts'
import { readToEnd } from './read-to-end.ts'
import { committedPositions } from './start-positions.ts'
import { openTail } from './tail.ts'
import { openTopics } from './topics.ts'

export interface KafkaLogOptions extends KafkaAccess, Partial<KafkaTiming> {
  readonly notice: Notify
  readonly clock?: Clock
  /** Of topics that we create. Without it three, or as many as there are brokers. */
  readonly replicationFactor?: number
}

const pingMsMax = 5000
const leaveMsMax = 5000

/** The log on Apache Kafka, 3.7 to 4.x, through kafkajs. Throws `EdgeError('log-unavailable')` if no broker
 *  answers. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<Log> {
  const { notice, clock = localClock } = options
  bringCodecs()
  const client = newClient(options, notice)
  const admin = client.admin()
  const producer = client.producer({
    allowAutoTopicCreation: false,
    // Every record comes here with its partition.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  })
  const connection: Connection = {
    clientId: options.clientId,
    timing: timingOf(options),
    notice,
    clock,
    admin,
    newClient: () => newClient(options, notice),
  }
  try {
    await admin.connect()
    await producer.connect()
  } catch (cause) {
    await settlesWithin(Promise.all([admin.disconnect(), producer.disconnect()]), leaveMsMax)
    throw kafkaFailed(`connecting to Kafka at ${options.brokers.join()}`, cause)
  }

  const topics = openTopics(admin, options.replicationFactor)
  const appends = openAppends(producer, topics)
  const readings = new Set<{ stop(): Promise<void> }>()
  let closed: Promise<void> | undefined

  function list<T extends { stop(): Promise<void>; readonly ended: Promise<void> }>(reading: T): T {
    readings.add(reading)
    const forget = () => void readings.delete(reading)
    reading.ended.then(forget, forget)
    return reading
  }

  return {
    kind: 'kafka',
    createTopics: (specs) => topics.create(specs),
    partitionCount: (topic) => topics.partitionCount(topic),
    async append(topic, records) {
      checkSizes(topic, records)
      await appends.append(topic, records)
    },
    async join(subscription) {
      if (closed !== undefined) throw closedLog()
      const starts = committedPositions(connection, topics, subscription)
      return list(await joinGroup(connection, topics, subscription, starts))
    },
    readToEnd: (topic, partition, take, from = 0) =>
      readToEnd(connection, topics, { topic, partition, take, from }),
    async tail(names, take) {
      if (closed !== undefined) throw closedLog()
      return list(await openTail(connection, topics, names, take))
    },
    async ping() {
      const asked = admin.describeCluster()
      if (!(await settlesWithin(asked, pingMsMax))) {
        const says = `Kafka does not answer within ${pingMsMax} ms`
        throw new EdgeError('log-unavailable', says, { retryable: true })
      }
      await asked.catch((cause: unknown) => {
        throw kafkaFailed('asking Kafka for its brokers', cause)
      })
    },
    close() {
      closed ??= (async () => {
        await Promise.all([...readings].map((reading) => reading.stop()))
        await appends.close()
        await settlesWithin(Promise.all([producer.disconnect(), admin.disconnect()]), leaveMsMax)
      })()
      return closed
    },
  }
}

function timingOf(options: Partial<KafkaTiming>): KafkaTiming {
  const timing = { ...timingDefaults }
  return {
    sessionMsMax: options.sessionMsMax ?? timing.sessionMsMax,
    heartbeatEveryMs: options.heartbeatEveryMs ?? timing.heartbeatEveryMs,
    handoverMsMax: options.handoverMsMax ?? timing.handoverMsMax,
    fetchWaitMsMax: options.fetchWaitMsMax ?? timing.fetchWaitMsMax,
    stallMsMax: options.stallMsMax ?? timing.stallMsMax,
    watchEveryMs: options.watchEveryMs ?? timing.watchEveryMs,
  }
}
