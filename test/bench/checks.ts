import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { keepPausesShort } from '../../src/commands/short-pauses.ts'
import { readChange } from '../../src/core/change/read-change.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { wallClock } from '../../src/edges/clock.ts'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import { openEmbeddedRegistry } from '../../src/edges/registry/embedded-registry.ts'
import { openChannel } from '../../src/edges/thread-channel.ts'
import { topicSpecs } from '../../src/ports/topics.ts'
import { startDetect } from '../../src/roles/detect.ts'
import { openTestConsole } from '../console/open-console.ts'
import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import type { AskingTools } from './asking-tools.ts'
import { inFreshFolder } from './detect.ts'
import { benchEdges } from './edges.ts'
import { coresSince } from './machine.ts'
import { openWorkload } from './workload.ts'

/** `node test/bench/checks.ts [changes a second] [checks]`: what a tool waits for that asks before it acts, by signed
 *  HTTP, while the same process assesses changes from the embedded log. One check in twenty has to wait for a second
 *  person. Console, store, log and detection share one thread; the tools have one of their own.
 *
 *  Each tool asks in turn for an answer without any work, so that both figures are of the same moments. How long the
 *  event loop was held is told in CPU time too, which does not hang on what else the machine does. Ends with 1 where a
 *  check takes longer than 10 ms at p99. */
const [ratePerSecond, checks] = [countOf(0, 2_000), countOf(1, 2_000)]
const tools = 4
const topic = 'bench.changes'
const notice = () => {}

// As the program itself does when it starts.
keepPausesShort()

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

  const thread = new Worker(new URL('./asking-tools.ts', import.meta.url), {
    workerData: { address: desk.address },
  })
  const asking = openChannel<AskingTools, object>(thread, {})
  const held = holds()
  const idleBefore = coresSince()
  const { byAnswer, empty } = await asking.ask({ tools, warmUp: Math.ceil(checks / 5), checks })
  const heldMs = held.stop()
  const cores = coresSince(idleBefore)
  const asks = openWorkload(29)
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
  // One after the other, with nothing beside them: what each costs the one thread.
  const cpuMs = {
    check: await cpuMsEach((times) => asking.repeat('check', times)),
    empty: await cpuMsEach((times) => asking.repeat('empty', times)),
  }
  await thread.terminate()

  const all = [...byAnswer.values()].flat()
  console.log(`${all.length} checks by ${tools} tools, ${ratePerSecond} changes a second beside them`)
  for (const [answer, ms] of [
    ['all', all] as const,
    ...byAnswer,
    ['an empty answer', empty] as const,
    ['the check alone', alone] as const,
    ['loop held, CPU time', heldMs] as const,
  ]) {
    console.log(
      `${answer.padEnd(22)} ${String(ms.length).padStart(5)}   p50 ${at(ms, 0.5)} ms   p99 ${at(ms, 0.99)} ms`,
    )
  }
  console.log(
    `a check beside an empty answer: p50 ${ratio(all, empty, 0.5)} times, p99 ${ratio(all, empty, 0.99)} times as long; ` +
      `the machine's cores ${(100 * (1 - cores.spent / cores.all)).toFixed(0)} % busy, ${((100 * cores.stolen) / cores.all).toFixed(0)} % stolen`,
  )
  console.log(
    `CPU time of one: a check ${cpuMs.check.toFixed(2)} ms, an empty answer ${cpuMs.empty.toFixed(2)} ms`,
  )
  mustHold('a check over HTTP, p99, ms', percentile(all, 0.99), 0, 10)
  mustHold('the check alone, p99, ms', percentile(alone, 0.99), 0, 10)
  await desk.close()
  await detect.stop()
  await log.close()
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

async function cpuMsEach(repeat: (times: number) => Promise<void>): Promise<number> {
  const times = 400
  await repeat(times / 4)
  const before = process.threadCpuUsage()
  await repeat(times)
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
