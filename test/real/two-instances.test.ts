import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import avsc from 'avsc'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import { openConfluentRegistry } from '../../src/edges/registry/confluent-registry.ts'
import type { Log, LogRecord, NewRecord } from '../../src/ports/log.ts'
import { ownTopics } from '../../src/ports/topics.ts'
import { benchEpochMs, openWorkload } from '../bench/workload.ts'
import { type RealRegistry, realRegistry } from './apicurio.ts'
import { expectedAlertIds } from './expected-alerts.ts'
import { startKafka } from './kafka.ts'
import type { KafkaBroker } from './kafka-broker.ts'

/** The promise of delivery on the real thing: the same program twice, on a real broker and a real registry, one
 *  of them killed without a farewell in the middle and started again. */
const changesTopic = 'account.changes'
const changes = 100_000
const batch = 2_000
const partitions = 4
const doneMsMax = 120_000

let kafka: KafkaBroker | { readonly missing: string }
let registry: RealRegistry | { readonly missing: string }
let folder: string
const instances: ChildProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countermand-two-'))
  ;[kafka, registry] = await Promise.all([
    startKafka(),
    realRegistry().catch((cause: unknown) => ({ missing: String(cause) })),
  ])
}, 120_000)

afterAll(async () => {
  for (const instance of instances)
    if (instance.exitCode === null && instance.signalCode === null) instance.kill('SIGKILL')
  if ('stop' in kafka) await kafka.stop()
  if ('stop' in registry) await registry.stop()
  await rm(folder, { recursive: true, force: true })
})

it('two instances raise every expected alert, once by its id, though one of them is killed and comes back', {
  timeout: 300_000,
}, async (context) => {
  if ('missing' in kafka) return context.skip(`no Kafka: ${kafka.missing}`)
  if ('missing' in registry) return context.skip(`no registry: ${registry.missing}`)
  const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'test', notice: () => {} })
  await log.createTopics([{ name: changesTopic, partitions, compacted: false, retentionMs: 86_400_000 }])
  const environment = {
    COUNTERMAND_KAFKA_BROKERS: kafka.brokers.join(','),
    COUNTERMAND_REGISTRY_URL: registry.url,
    COUNTERMAND_ROLES: 'detect',
    COUNTERMAND_COMMIT_INTERVAL_MS: '300',
    COUNTERMAND_LOG_LEVEL: 'warn',
  }
  const first = await startInstance('first', environment)
  await startInstance('second', environment)

  const encode = await avroEncoder(registry.url)
  let seen = 0
  const tail = await log.tail([ownTopics.alerts.name], (records) => void (seen += records.length))
  const feeding = feed(log, encode)
  // In the middle of the work, between two commits: what was said since the last one is said again.
  await until(() => seen > 150, 'the first alerts', 5)
  first.kill('SIGKILL')
  await startInstance('first', environment)
  await feeding
  await tail.stop()

  const expected = await expectedAlertIds(log, changesTopic, partitions, registry.url)
  expect(expected.length).toBeGreaterThan(changes / 250)
  let raised: readonly string[] = []
  await until(async () => {
    raised = await alertIds(log)
    return new Set(raised).size >= expected.length
  }, `${expected.length} alerts`)

  expect([...new Set(raised)].toSorted()).toEqual(expected.toSorted())
  console.log(
    `${expected.length} alerts, ${raised.length - expected.length} of them raised again after the kill`,
  )
  await log.close()
})

async function startInstance(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['src/countermand.js', 'start', '--port', '0', '--data', join(folder, name)],
    { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  instances.push(child)
  let said = ''
  child.stdout?.on('data', (chunk) => (said += String(chunk)))
  child.stderr?.on('data', (chunk) => (said += String(chunk)))
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the instance ended: ${said}`)
    return said.includes('listening')
  }, `the instance ${name}`)
  return child
}

/** Every second change in Avro, the others in JSON. */
async function feed(log: Log, encode: (change: unknown) => Buffer): Promise<void> {
  const workload = openWorkload(1)
  for (let start = 0; start < changes; start += batch) {
    const records: NewRecord[] = []
    for (let index = start; index < start + batch; index += 1) {
      const { key, value } = workload.change(index, benchEpochMs + index)
      records.push({ key, value: index % 2 === 0 ? value : encode(JSON.parse(String(value))) })
    }
    await log.append(changesTopic, records)
  }
}

async function avroEncoder(url: string): Promise<(change: unknown) => Buffer> {
  const schema = await readFile(join(schemasFolder, 'account-change.avsc'), 'utf8')
  const client = await openConfluentRegistry({ urls: [url], timeoutMs: 5_000 })
  const id = await client.register(`${changesTopic}-value`, schema)
  const type = avsc.Type.forSchema(JSON.parse(schema))
  const head = Buffer.alloc(5)
  head.writeInt32BE(id, 1)
  return (change) => Buffer.concat([head, type.toBuffer(change)])
}

async function alertIds(log: Log): Promise<string[]> {
  const ids: string[] = []
  const take = (records: readonly LogRecord[]) => {
    for (const { value } of records) {
      const { alertId, kind } = JSON.parse(String(value)) as { alertId: string; kind: string }
      // What only several actors show depends on when their partitions meet; what one actor does never does.
      if (kind === 'change') ids.push(alertId)
    }
  }
  for (let partition = 0; partition < partitions; partition += 1) {
    await log.readToEnd(ownTopics.alerts.name, partition, take)
  }
  return ids
}

async function until(holds: () => boolean | Promise<boolean>, what: string, everyMs = 200): Promise<void> {
  const end = performance.now() + doneMsMax
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come within ${doneMsMax / 1000} s`)
    await pause(everyMs)
  }
}
