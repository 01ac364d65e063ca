import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import kafkajs from 'kafkajs'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import type { Batch, Log, LogRecord } from '../../src/ports/log.ts'
import type { Notice } from '../../src/ports/notice.ts'
import { until } from '../edges/log/until.ts'
import type { KafkaBroker } from './kafka-broker.ts'
import { kafkaOrSkip, stopKafka } from './kafka-for-tests.ts'

vi.setConfig({ testTimeout: 60_000 })

let broker: KafkaBroker
let log: Log
let topic: string
let notices: Notice[]
let others: ChildProcess[]
let count = 0

beforeEach(async (context) => {
  broker = await kafkaOrSkip((reason) => context.skip(reason))
  notices = []
  others = []
  log = await open()
  topic = `traps-${++count}-${Date.now().toString(36)}`
})
afterEach(async () => {
  for (const other of others) other.kill('SIGKILL')
  await log?.close()
})
afterAll(stopKafka)

const timing = {
  sessionMsMax: 3000,
  heartbeatEveryMs: 300,
  handoverMsMax: 3000,
  watchEveryMs: 200,
  stallMsMax: 1500,
}

function open(): Promise<Log> {
  return openKafkaLog({
    brokers: broker.brokers,
    clientId: 'traps',
    notice: (one) => notices.push(one),
    ...timing,
  })
}

function client(): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: [...broker.brokers], logLevel: kafkajs.logLevel.NOTHING })
}

async function make(settings: Record<string, string> = {}, partitions = 1): Promise<void> {
  const admin = client().admin()
  await admin.connect()
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, configEntries, replicationFactor: 1 }],
  })
  await admin.disconnect()
}

const reads = () => ({ group: `${topic}-group`, topics: [topic], from: 'start' as const })
const value = (text: string) => ({ key: 'ann', value: Buffer.from(text) })

test('a batch of 64 kB that unpacks to 64 MiB is refused', async () => {
  await make()
  const producer = client().producer()
  await producer.connect()
  const compression = kafkajs.CompressionTypes.GZIP
  await producer.send({ topic, compression, messages: [{ value: Buffer.alloc(2 ** 26) }] })
  await producer.disconnect()

  const membership = await log.join({ ...reads(), handle: async () => {} })
  await expect(membership.ended).rejects.toMatchObject({ code: 'too-large', retryable: false })
})

test.each(['gzip', 'zstd'])('changes packed with %s are read', async (name) => {
  await make({ 'compression.type': name })
  await log.append(topic, [value('1'), value('2')])
  expect(await readAll()).toEqual(['1', '2'])
})

test.each(['snappy', 'lz4'])(
  'changes packed with %s end the reading with words about what to do',
  async (name) => {
    await make({ 'compression.type': name })
    await log.append(topic, [value('1')])
    const membership = await log.join({ ...reads(), handle: async () => {} })
    await expect(membership.ended).rejects.toMatchObject({
      code: 'log-refused',
      message: `a batch is compressed with ${name}, which is not supported: set the producer's or the topic's compression.type to gzip, zstd or none`,
    })
  },
)

test('a group whose place is gone goes on at the earliest change, and it is said', async () => {
  await make()
  await log.append(
    topic,
    Array.from({ length: 10 }, (_, n) => value(`${n}`)),
  )
  const first = await log.join({ ...reads(), handle: async () => {} })
  await first.commit([{ topic, partition: 0, offset: 2 }]).catch(async () => {
    await until(() => first.lag().get(`${topic}/0`) === 0)
    await first.commit([{ topic, partition: 0, offset: 2 }])
  })
  await first.stop()
  const admin = client().admin()
  await admin.connect()
  await admin.fetchTopicMetadata({ topics: [topic] })
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '7' }] })
  await admin.disconnect()

  const seen: string[] = []
  await log.join({ ...reads(), handle: async ({ records }) => void seen.push(...texts(records)) })
  await until(() => seen.length === 3)
  expect(seen).toEqual(['7', '8', '9'])
  expect(notices).toContainEqual({
    kind: 'RecordsMissed',
    group: `${topic}-group`,
    topic,
    partition: 0,
    wanted: 2,
    earliest: 7,
  })
})

test('memory is restored to its end also where the last records are the marks of transactions', async () => {
  await make()
  const producer = client().producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  for (const outcome of ['commit', 'abort'] as const) {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ key: 'ann', value: outcome }] })
    await transaction[outcome]()
  }
  await producer.disconnect()
  expect(await readAll()).toEqual(['commit'])
  expect(await readAll()).toEqual(['commit'])
})

test('memory is restored to its end also where compaction took the last records away', async () => {
  await make({
    'cleanup.policy': 'compact',
    'segment.ms': '100',
    'min.cleanable.dirty.ratio': '0.01',
    'delete.retention.ms': '1',
  })
  await log.append(topic, [value('kept')])
  for (let n = 0; n < 5; n++) await log.append(topic, [{ key: 'gone', value: null }])
  const asked = performance.now()
  expect(await readAll()).toContain('kept')
  expect(performance.now() - asked).toBeLessThan(5000)
})

test('a tail leaves no group behind, and neither does a restore', async () => {
  await make()
  await log.append(topic, [value('1')])
  const tail = await log.tail([topic], () => {})
  await readAll()
  await tail.stop()
  const admin = client().admin()
  await admin.connect()
  const { groups } = await admin.listGroups()
  await admin.disconnect()
  expect(groups.filter(({ groupId }) => /^traps\.(tail|restore)\./.test(groupId))).toEqual([])
})

test('a process that stood still for longer than its session finds its partitions gone', async () => {
  await make({}, 2)
  const zombie = spawn(process.execPath, [fileURLToPath(new URL('zombie.ts', import.meta.url))], {
    env: {
      ...process.env,
      ZOMBIE: JSON.stringify({ brokers: broker.brokers, topic, ...reads(), ...timing }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  others.push(zombie)
  let says = ''
  zombie.stdout.on('data', (words) => {
    says += String(words)
  })
  await log.append(topic, [{ ...value('1'), partition: 0 }])
  await until(() => says.includes('holds 0 current true'))
  zombie.kill('SIGSTOP')
  const stoppedAt = performance.now()

  const taken: Batch[] = []
  await log.join({ ...reads(), handle: async (batch) => void taken.push(batch) })
  // The heir may come sooner than the zombie, which knows a stop by a sleep of more than a second.
  await until(() => taken.length > 0 && performance.now() - stoppedAt > 1_500)
  zombie.kill('SIGCONT')
  // A request on a connection that died meanwhile is given up after ten seconds, and made again some times.
  await until(() => says.includes('commit'), 75_000)
  expect(says.trim().split('\n').slice(0, 3)).toEqual([
    'holds 0 current true',
    'woke 0 current false',
    'commit log-refused',
  ])
}, 120_000)

async function readAll(): Promise<string[]> {
  const read: string[] = []
  await log.readToEnd(topic, 0, (records) => void read.push(...texts(records)))
  return read
}

function texts(records: readonly LogRecord[]): string[] {
  return records.map((record) => String(record.value))
}
