import { join } from 'node:path'
import { keepPausesShort } from '../../src/commands/short-pauses.ts'
import { isPolicy } from '../../src/core/policy/read-policy.ts'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import { loadPolicy } from '../../src/edges/policy-file/policy-file.ts'
import type { Log } from '../../src/ports/log.ts'
import { mustHold } from '../must-hold.ts'
import { startKafka } from '../real/kafka.ts'
import { benchConfirmed, sayConfirmed } from './confirmed.ts'
import { alertLatency, benchTopic, detectOverLog, fillTopic, inFreshFolder } from './detect.ts'
import { floorOverKafka, floorOverLog } from './floor.ts'
import { benchReference, referenceBenchLines } from './reference.ts'
import { benchRelate, relateBenchLines } from './relate.ts'
import { benchStaffMemory, staffMemoryLines } from './staff-memory.ts'
import { benchStep, stepBenchLines } from './step.ts'

/** `npm run bench`: `step` alone; the detect role over the embedded log and over a real broker, each beside the
 *  plain floor in the same run; event to alert; and event to confirmed on the whole program. Machines are noisy, so the rounds take turns, and what counts
 *  is the ratio of medians. */
const rounds = 3
const changes = 400_000
const ratePerSecond = 2_000
const steadySeconds = 10
const plays = 60

const notice = () => {}

const policy = await loadPolicy(join(schemasFolder, 'policies', 'default.yaml'))
if (!isPolicy(policy)) throw new Error('the policy that ships has faults')
heading('step alone, one core')
const stepped = benchStep(policy)
for (const line of stepBenchLines(stepped)) console.log(line)
mustHold('changes a second', Math.round(stepped.perSecond), 350_000)
mustHold('bytes of a memory, median', stepped.memoryBytesMedian, 0, 600)

heading('what is written of the staff of the demo, after six weeks')
const demoPolicy = await loadPolicy(join(schemasFolder, 'policies', 'demo.yaml'))
if (!isPolicy(demoPolicy)) throw new Error('the policy of the demo has faults')
const staff = benchStaffMemory(demoPolicy)
for (const line of staffMemoryLines(staff)) console.log(line)
mustHold('bytes of a memory, median', staff.bytesMedian, 0, 600)
mustHold('bytes of a memory, most', staff.bytesMost, 0, 4_096)

heading('relate, one core')
for (const line of relateBenchLines(benchRelate(policy))) console.log(line)

heading('reference tables, one core')
for (const line of referenceBenchLines(benchReference())) console.log(line)

// From here on as the program itself does when it starts.
keepPausesShort()
heading(`embedded log, ${changes.toLocaleString('en')} changes of about 400 bytes, 4 partitions`)
await compare((round) =>
  inFreshFolder(async (folder) => {
    const log = await openEmbeddedLog({ path: join(folder, `log-${round}.sqlite`), notice })
    await fillTopic(log, changes)
    const floor = await floorOverLog(log, benchTopic, changes)
    const { perSecond } = await detectOverLog(log, changes)
    await log.close()
    return { floor, detect: perSecond }
  }),
)
await inFreshFolder(async (folder) => {
  const log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice })
  await fillTopic(log, 0)
  await latency(log)
  await log.close()
})

heading(`the whole program and its demo platform, ${ratePerSecond} changes a second through the embedded log`)
sayConfirmed(await benchConfirmed(plays, ratePerSecond), ratePerSecond)

const reachable = await overKafka(async () => undefined)
if ('missing' in reachable) console.log(`\nreal Kafka: NOT MEASURED, ${reachable.missing}`)
else {
  heading(`Kafka (${reachable.from}), ${changes.toLocaleString('en')} changes, 4 partitions`)
  await compare(() =>
    measuredOverKafka(async (log, brokers) => {
      await fillTopic(log, changes)
      const floor = await floorOverKafka(brokers, benchTopic, changes)
      const { perSecond } = await detectOverLog(log, changes)
      return { floor, detect: perSecond }
    }),
  )
  await measuredOverKafka(async (log) => {
    await fillTopic(log, 0)
    await latency(log)
  })
}

/** On a broker of its own: groups, offsets and memories of one round must not be found by the next. */
async function overKafka<T>(use: (log: Log, brokers: readonly string[]) => Promise<T>) {
  const kafka = await startKafka()
  if ('missing' in kafka) return kafka
  try {
    const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'bench', notice })
    const figures = await use(log, kafka.brokers)
    await log.close()
    return { figures, from: kafka.from }
  } finally {
    await kafka.stop()
  }
}

async function measuredOverKafka<T>(use: (log: Log, brokers: readonly string[]) => Promise<T>): Promise<T> {
  const outcome = await overKafka(use)
  if ('missing' in outcome) throw new Error(`the broker is gone: ${outcome.missing}`)
  return outcome.figures
}

async function compare(run: (round: number) => Promise<{ floor: number; detect: number }>): Promise<void> {
  const figures: { floor: number; detect: number }[] = []
  for (let round = 0; round < rounds; round += 1) figures.push(await run(round))
  const floor = median(figures.map((figure) => figure.floor))
  const detect = median(figures.map((figure) => figure.detect))
  row('plain floor', `${thousands(floor)} a second`, 'same client, parse, a map, commit')
  row('detect', `${thousands(detect)} a second`, 'guards, step, memory, alerts, digests, offsets')
  row(
    'detect / floor',
    median(figures.map((figure) => figure.detect / figure.floor)).toFixed(2),
    'median of the rounds',
  )
}

async function latency(log: Log): Promise<void> {
  const { p50Ms, p99Ms, alerts } = await alertLatency(log, ratePerSecond, steadySeconds)
  row(
    'event to alert',
    `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    `at ${ratePerSecond} a second, ${alerts} alerts`,
  )
}

function heading(text: string): void {
  console.log(`\n${text}`)
}

function row(name: string, figure: string, note: string): void {
  console.log(`${name.padEnd(18)} ${figure.padEnd(28)} ${note}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en')
}
