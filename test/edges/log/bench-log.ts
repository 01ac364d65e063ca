// Throughput and latency of both logs, on this machine:
//   node test/edges/log/bench-log.ts [embedded] [kafka]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { openKafkaLog } from '../../../src/edges/log/kafka/kafka-log.ts'
import type { Batch, Log } from '../../../src/ports/log.ts'
import { startKafka } from '../../real/kafka.ts'
import { until } from './until.ts'

const records = 300_000
const appendedTogether = 1000
const valueBytes = 300
const paced = 4000
const pacedPerSecond = 1000

const wanted = process.argv.slice(2)
const notice = () => {}
if (wanted.length === 0 || wanted.includes('embedded')) {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-bench-'))
  await bench(await openEmbeddedLog({ path: join(folder, 'log.db'), notice }))
  rmSync(folder, { recursive: true })
}
if (wanted.length === 0 || wanted.includes('kafka')) {
  const broker = await startKafka()
  if ('missing' in broker) console.log(`kafka: skipped, ${broker.missing}`)
  else {
    await bench(await openKafkaLog({ brokers: broker.brokers, clientId: 'bench', notice }))
    await broker.stop()
  }
}

async function bench(log: Log): Promise<void> {
  const topics = [{ name: 'changes', partitions: 4, compacted: false, retentionMs: 3_600_000 }]
  await log.createTopics(topics)
  const value = Buffer.alloc(valueBytes, 'x')

  const appendMs = await timed(async () => {
    for (let n = 0; n < records; n += appendedTogether * 4) {
      await Promise.all(
        [0, 1, 2, 3].map((call) => log.append('changes', batchFrom(n + call * appendedTogether, value))),
      )
    }
  })
  let read = 0
  const appendedAt = new Map<string, number>()
  const waitsMs: number[] = []
  const handle = async (batch: Batch) => {
    read += batch.records.length
    for (const { key } of batch.records) {
      const at = key === null ? undefined : appendedAt.get(key)
      if (at !== undefined) waitsMs.push(performance.now() - at)
    }
  }
  const joined = log.join({ group: 'bench', topics: ['changes'], from: 'start', handle })
  const readMs = await timed(() => until(() => read >= records, 60_000))
  const membership = await joined

  const startedMs = performance.now()
  for (let n = 0; n < paced; n++) {
    await until(() => performance.now() - startedMs >= (n * 1000) / pacedPerSecond)
    const key = `paced-${n}`
    appendedAt.set(key, performance.now())
    void log.append('changes', [{ key, value }])
  }
  await until(() => waitsMs.length >= paced)
  waitsMs.sort((a, b) => a - b)
  const at = (share: number) => waitsMs[Math.floor(waitsMs.length * share)]?.toFixed(2)
  const perSecond = (ms: number) => Math.round((records / ms) * 1000).toLocaleString('en')
  console.log(
    `${log.kind}: append ${perSecond(appendMs)}/s, read ${perSecond(readMs)}/s (${valueBytes} B), ` +
      `append to handle at ${pacedPerSecond}/s p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
  await membership.stop()
  await log.close()
}

function batchFrom(first: number, value: Buffer) {
  return Array.from({ length: appendedTogether }, (_, n) => ({ key: `actor-${(first + n) % 5000}`, value }))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}
