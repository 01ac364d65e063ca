import type { Admin, ITopicConfig } from 'kafkajs'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { TopicSpec } from '../../../ports/log.ts'
import { kafkaErrorType, kafkaFailed } from './failures.ts'
import { patiently } from './patience.ts'

/** What the brokers know of topics. */
export interface Topics {
  create(specs: readonly TopicSpec[]): Promise<void>
  partitionCount(topic: string): Promise<number>
  /** Where each partition begins and ends, by partition number. */
  ends(topic: string): Promise<ReadonlyMap<number, Ends>>
  /** Asks again for the number of partitions next time. */
  forget(topic: string): void
}

export interface Ends {
  readonly low: number
  readonly high: number
}

/** A stalled instance that wakes may write an older memory after its successor's newer one: for an hour both are
 *  kept, so that whoever restores sees the newer one. */
const compactionLagMsMin = 60 * 60_000
const tombstoneMs = 24 * 60 * 60_000
const createMsMax = 15_000

export function openTopics(admin: Admin, replicationFactor: number | undefined): Topics {
  const counts = new Map<string, number>()

  async function count(topic: string): Promise<number | undefined> {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      return topics[0]?.partitions.length
    } catch (cause) {
      if (kafkaErrorType(cause) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined
      throw kafkaFailed(`asking for topic ${topic}`, cause)
    }
  }

  async function partitionCount(topic: string): Promise<number> {
    const found = counts.get(topic) ?? (await count(topic))
    if (found === undefined || found === 0) {
      throw new EdgeError('log-refused', `topic ${topic} does not exist`, { retryable: false })
    }
    counts.set(topic, found)
    return found
  }

  async function make(missing: readonly TopicSpec[]): Promise<void> {
    if (missing.length === 0) return
    try {
      // Where another instance was faster, kafkajs answers false, and the topics are there.
      const replicas = replicationFactor ?? Math.min(3, (await admin.describeCluster()).brokers.length)
      const topics = missing.map((spec) => configOf(spec, replicas))
      // kafkajs's own waiting for leaders fails where a broker does not know the topic yet: `check` waits better.
      await admin.createTopics({ topics, timeout: createMsMax, waitForLeaders: false })
    } catch (cause) {
      throw kafkaFailed(`creating ${missing.map(({ name }) => name).join()}`, cause)
    }
  }

  /** A broker knows a new topic a moment later than the controller, and leads its partitions later still. Until
   *  all answer, part of a request would be written, and written again with the next try. */
  async function check({ name, partitions }: TopicSpec): Promise<void> {
    counts.delete(name)
    await patiently(async () => {
      if ((await count(name)) !== undefined) return
      const says = `topic ${name} was created, and the broker does not know it yet`
      throw new EdgeError('log-unavailable', says, { retryable: true })
    })
    const found = await partitionCount(name)
    if (found === partitions) return void (await patiently(() => ends(name)))
    const says = `topic ${name} has ${found} partitions, and ${partitions} are asked for`
    throw new EdgeError('log-refused', says, { retryable: false })
  }

  async function ends(topic: string): Promise<ReadonlyMap<number, Ends>> {
    try {
      const offsets = await admin.fetchTopicOffsets(topic)
      return new Map(
        offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
      )
    } catch (cause) {
      throw kafkaFailed(`asking for the ends of ${topic}`, cause)
    }
  }

  return {
    async create(specs) {
      const found = await Promise.all(specs.map(({ name }) => count(name)))
      await make(specs.filter((_, index) => found[index] === undefined))
      await Promise.all(specs.map(check))
    },
    partitionCount,
    ends: (topic) => patiently(() => ends(topic)),
    forget: (topic) => void counts.delete(topic),
  }
}

function configOf(spec: TopicSpec, replicationFactor: number): ITopicConfig {
  const settings = spec.compacted
    ? {
        'cleanup.policy': 'compact',
        'min.compaction.lag.ms': compactionLagMsMin,
        'delete.retention.ms': tombstoneMs,
      }
    : { 'cleanup.policy': 'delete', 'retention.ms': spec.retentionMs }
  return {
    topic: spec.name,
    numPartitions: spec.partitions,
    replicationFactor,
    configEntries: Object.entries(settings).map(([name, value]) => ({ name, value: String(value) })),
  }
}
