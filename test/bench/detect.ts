import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../src/ports/topics.ts'
import { startDetect } from '../../src/roles/detect.ts'
import { benchEdges } from './edges.ts'
import { benchEpochMs, openWorkload, workloadBatches } from './workload.ts'

export const benchTopic = 'bench.changes'
const partitions = { changes: 4, accounts: 4 }

/** Fills the topic of changes, once for all that read it. */
export async function fillTopic(log: Log, count: number): Promise<void> {
  await log.createTopics([
    { name: benchTopic, partitions: partitions.changes, compacted: false, retentionMs: 3_600_000 },
    ...topicSpecs(partitions, 3_600_000),
  ])
  for (const records of workloadBatches(7, count)) await log.append(benchTopic, records)
}

/** Changes a second through the whole detect role: guarded reading, assessment, memory, alerts, digests, memory
 *  topic and offsets. The clock starts with the first batch, as it does for the floor. */
export async function detectOverLog(log: Log, count: number): Promise<{ perSecond: number; alerts: number }> {
  const { promise: done, resolve } = Promise.withResolvers<number>()
  let assessed = 0
  let alerts = 0
  let began = 0
  const edges = await benchEdges(log, (notice) => {
    if (notice.kind === 'AlertRaised') alerts += 1
    if (notice.kind !== 'ChangeAssessed') return
    if (assessed === 0) began = performance.now() - notice.durationMs
    assessed += notice.count
    if (assessed >= count) resolve(performance.now())
  })
  const role = await startDetect(edges, {
    changesTopic: benchTopic,
    commitIntervalMs: 1000,
    memoryActorsMax: 100_000,
  })
  const ended = await Promise.race([done, role.failed])
  await role.stop()
  return { perSecond: (count / (ended - began)) * 1000, alerts }
}

export interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly alerts: number
}

/** From a change appended to its alert read, at a steady rate, one change in twenty alerting. */
export async function alertLatency(log: Log, ratePerSecond: number, seconds: number): Promise<Latency> {
  const topic = `bench.steady.${Date.now()}`
  await log.createTopics([{ name: topic, partitions: 4, compacted: false, retentionMs: 3_600_000 }])
  const appendedAt = new Map<string, number>()
  const latenciesMs: number[] = []
  const edges = await benchEdges(log, () => {})
  const tail = await log.tail([ownTopics.alerts.name], async (records) => {
    const at = performance.now()
    for (const record of records) {
      const { eventId } = await edges.codecs.alert.decode(record.value!)
      const sent = appendedAt.get(eventId)
      if (sent !== undefined) latenciesMs.push(at - sent)
      appendedAt.delete(eventId)
    }
  })
  const role = await startDetect(edges, {
    changesTopic: topic,
    commitIntervalMs: 1000,
    memoryActorsMax: 100_000,
  })
  const workload = openWorkload(11)
  const warmUpMs = 3000
  const began = performance.now()
  let sent = 0
  let warm = false
  const appends: Promise<void>[] = []
  for (let now = began; now - began < warmUpMs + seconds * 1000; now = performance.now()) {
    if (!warm && now - began > warmUpMs) {
      warm = true
      latenciesMs.length = 0
      appendedAt.clear()
    }
    const due = Math.floor(((now - began) / 1000) * ratePerSecond)
    const records = []
    for (; sent < due; sent += 1) {
      const mustAlert = sent % 20 === 0
      if (mustAlert) appendedAt.set(`e${String(sent).padStart(9, '0')}`, performance.now())
      records.push(workload.change(sent, benchEpochMs + sent, mustAlert))
    }
    if (records.length > 0) appends.push(log.append(topic, records))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await Promise.all(appends)
  await until(() => appendedAt.size === 0, 5000)
  await tail.stop()
  await role.stop()
  latenciesMs.sort((a, b) => a - b)
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? Number.NaN
  return { p50Ms: at(0.5), p99Ms: at(0.99), alerts: latenciesMs.length }
}

/** A folder for an embedded log, gone afterwards. */
export async function inFreshFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'countermand-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function until(holds: () => boolean, msMax: number): Promise<void> {
  const end = performance.now() + msMax
  while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
}
