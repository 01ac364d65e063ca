import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent, setGlobalDispatcher } from 'undici'
import { readChange } from '../../src/core/change/read-change.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { wallClock } from '../../src/edges/clock.ts'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import { openEmbeddedRegistry } from '../../src/edges/registry/embedded-registry.ts'
import { topicSpecs } from '../../src/ports/topics.ts'
import { startDetect } from '../../src/roles/detect.ts'
import { askAt } from '../console/asking.ts'
import { openTestConsole } from '../console/open-console.ts'
import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { inFreshFolder } from './detect.ts'
import { benchEdges } from './edges.ts'
import { coresSince } from './machine.ts'
import { openWorkload } from './workload.ts'

/** `node test/bench/checks.ts [changes a second] [checks]`: what a tool waits for that asks before it acts, by signed
 *  HTTP, while the same process assesses changes from the embedded log. One check in twenty has to wait for a second
 *  person. Client, console and detection share one thread.
 *
 *  Each tool asks in turn for an answer without any work, so that both figures are of the same moments. How long the
 *  event loop was held is told in CPU time too, which does not hang on what else the machine does. Ends with 1 where a
 *  check takes longer than 10 ms at p99. */
const [ratePerSecond, checks] = [countOf(0, 2_000), countOf(1, 2_000)]
const tools = 4
const pauseMs = 10
const warmUp = Math.ceil(checks / 5)
const topic = 'bench.changes'
const notice = () => {}
// As a tool would have it: a few connections that stay open.
setGlobalDispatcher(new Agent({ connections: 8, keepAliveTimeout: 5_000 }))

await inFreshFolder(async (folder) => {
  const log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice })
  await log.createTopics([
    { name: topic, partitions: 4, compacted: false, retentionMs: 3_600_000 },
    ...topicSpecs({ changes: 4, accounts: 4 }, 3_600_000),
  ])
  const detect = await startDetect(await benchEdges(log, notice), {
    changesTopic: topic,
    commitIntervalMs: 1_000,
    memoryActorsMax: 100_000,
  })
  const reader = openChangeReader({
    registry: openEmbeddedRegistry(schemasFolder),
    readChange,
    changeSchema: await readFile(join(schemasFolder, 'account-change.avsc'), 'utf8'),
    notice,
    clock: wallClock,
  })
  const desk = await openTestConsole({
    changes: { readChange: (value) => reader.read(value) },
    check: detect.check,
    storeMsMax: 5,
  })

  const workload = openWorkload(17)
  const flowing = new AbortController()
  const flow = (async () => {
    const began = performance.now()
    for (let sent = 0; !flowing.signal.aborted; ) {
      const due = Math.floor(((performance.now() - began) / 1000) * ratePerSecond)
      const records = []
      for (; sent < due; sent += 1) records.push(workload.change(sent, Date.now()))
      if (records.length > 0) await log.append(topic, records)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  })()

  const asks = openWorkload(23)
  const took = new Map<string, number[]>()
  const floor: number[] = []
  let nth = 0
  const tool = async () => {
    while (nth < warmUp + checks) {
      const own = nth++
      const { value } = asks.change(10_000_000 + own, Date.now(), own % 20 === 0)
      await one(String(value), own >= warmUp)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      const asked = performance.now()
      await (await fetch(`${desk.address}/healthz`)).text()
      if (own >= warmUp) floor.push(performance.now() - asked)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  const held = holds()
  const idleBefore = coresSince()
  await Promise.all(Array.from({ length: tools }, tool))
  const heldMs = held.stop()
  const cores = coresSince(idleBefore)
  const alone: number[] = []
  for (let i = 0; i < checks; i++) {
    const { value } = asks.change(20_000_000 + i, Date.now(), i % 20 === 0)
    const [change] = await reader.read(value)
    if (change === undefined || 'unreadable' in change) throw new Error('the workload cannot be read')
    const asked = performance.now()
    await detect.check(change)
    alone.push(performance.now() - asked)
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  flowing.abort()
  await flow
  // One after the other, with nothing beside them: what each costs the one thread, client and console together.
  const cpuMs = {
    check: await cpuMsEach((i) => one(String(asks.change(30_000_000 + i, Date.now(), false).value), false)),
    empty: await cpuMsEach(async () => void (await (await fetch(`${desk.address}/healthz`)).text())),
  }

  const all = [...took.values()].flat()
  console.log(`${all.length} checks by ${tools} tools, ${ratePerSecond} changes a second beside them`)
  for (const [answer, ms] of [
    ['all', all] as const,
    ...took,
    ['an empty answer', floor] as const,
    ['the check alone', alone] as const,
    ['loop held, CPU time', heldMs] as const,
  ]) {
    console.log(
      `${answer.padEnd(22)} ${String(ms.length).padStart(5)}   p50 ${at(ms, 0.5)} ms   p99 ${at(ms, 0.99)} ms`,
    )
  }
  console.log(
    `a check beside an empty answer: p50 ${ratio(all, floor, 0.5)} times, p99 ${ratio(all, floor, 0.99)} times as long; ` +
      `the machine's cores ${(100 * (1 - cores.spent / cores.all)).toFixed(0)} % busy, ${((100 * cores.stolen) / cores.all).toFixed(0)} % stolen`,
  )
  console.log(
    `CPU time of one: a check ${cpuMs.check.toFixed(2)} ms, an empty answer ${cpuMs.empty.toFixed(2)} ms, client and console together`,
  )
  mustHold('a check over HTTP, p99, ms', percentile(all, 0.99), 0, 10)
  mustHold('the check alone, p99, ms', percentile(alone, 0.99), 0, 10)
  await desk.close()
  await detect.stop()
  await log.close()

  async function one(body: string, counts: boolean): Promise<void> {
    const asked = performance.now()
    const reply = await askAt(desk.address, body)
    const { answer = String(reply.status) } = (await reply.json()) as { answer?: string }
    const ms = performance.now() - asked
    if (counts) took.set(answer, [...(took.get(answer) ?? []), ms])
  }
})

function percentile(ms: readonly number[], share: number): number {
  return ms.toSorted((a, b) => a - b)[Math.floor(ms.length * share)] ?? Number.NaN
}

function at(ms: readonly number[], share: number): string {
  return percentile(ms, share).toFixed(1)
}

function ratio(of: readonly number[], beside: readonly number[], share: number): string {
  return (percentile(of, share) / percentile(beside, share)).toFixed(1)
}

async function cpuMsEach(request: (nth: number) => Promise<void>): Promise<number> {
  const times = 400
  for (let i = 0; i < times / 4; i++) await request(i)
  const before = process.threadCpuUsage()
  for (let i = 0; i < times; i++) await request(times + i)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000 / times
}

/** How much CPU time went by between two turns of the event loop, in ms. */
function holds() {
  const heldMs: number[] = []
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  let last = cpuMs()
  const timer = setInterval(() => {
    const now = cpuMs()
    heldMs.push(now - last)
    last = now
  }, 1)
  return {
    stop() {
      clearInterval(timer)
      return heldMs
    },
  }
}
