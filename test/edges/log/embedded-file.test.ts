import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedLogOptions, openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Log, LogRecord } from '../../../src/ports/log.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { until } from './until.ts'

let folder: string
let path: string
let logs: Log[]
let others: ChildProcess[]
let notices: Notice[]
let nowMs: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-log-'))
  path = join(folder, 'data', 'log.db')
  logs = []
  others = []
  notices = []
  nowMs = Date.UTC(2017, 10, 2, 22, 54)
})
afterEach(async () => {
  for (const log of logs) await log.close()
  for (const other of others) other.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

async function open(options: Partial<EmbeddedLogOptions> = {}): Promise<Log> {
  const clock = { now: () => nowMs, monotonicMs: () => performance.now() }
  const log = await openEmbeddedLog({ path, clock, notice: (notice) => notices.push(notice), ...options })
  logs.push(log)
  return log
}

/** Another process that opens the same file and says what became of it. */
async function openElsewhere(): Promise<{ process: ChildProcess; says: string }> {
  const module = new URL('../../../src/edges/log/embedded/embedded-log.ts', import.meta.url)
  const script = `
    import { openEmbeddedLog } from ${JSON.stringify(module.href)}
    const opened = openEmbeddedLog({ path: ${JSON.stringify(path)}, notice: () => {} })
    opened.then(() => console.log('opened'), (error) => console.log(error.code, error.message))
    setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  others.push(other)
  let says = ''
  other.stdout.on('data', (words) => {
    says += String(words)
  })
  await until(() => says.endsWith('\n'))
  return { process: other, says: says.trim() }
}

test('a second process on the same data is refused with a sentence', async () => {
  await open()
  const { says } = await openElsewhere()
  expect(says).toBe(
    `log-locked the log at ${path} is held by another running countermand: stop that one, or name another data folder`,
  )
})

test('a process that was killed does not stand in the way of the next one', async () => {
  const { process: other, says } = await openElsewhere()
  expect(says).toBe('opened')
  await expect(open()).rejects.toMatchObject({ code: 'log-locked', retryable: false })
  const exit = new Promise((resolve) => other.once('exit', resolve))
  other.kill('SIGKILL')
  await exit
  const log = await open()
  await log.ping()
})

test('a full disk refuses the change, keeps what was taken, and takes more once there is room', async () => {
  const log = await open({ fileBytesMax: 2_000_000 })
  await log.createTopics([{ name: 'changes', partitions: 1, compacted: false, retentionMs: 1000 }])
  let taken = 0
  const fill = async () => {
    for (;;) {
      const large = { key: 'ann', value: Buffer.alloc(100_000, taken) }
      await log.append('changes', [{ key: 'ann', value: Buffer.from('small') }, large])
      taken += 2
    }
  }
  await expect(fill()).rejects.toMatchObject({ code: 'log-unavailable', retryable: true })
  expect(taken).toBeGreaterThan(10)
  const first = await read(log, 'changes')
  expect(first.map(({ offset }) => offset)).toEqual(Array.from({ length: taken }, (_, n) => n))
  await log.append('changes', [{ key: 'ann', value: Buffer.from('small') }])
  expect((await read(log, 'changes')).at(-1)?.offset).toBe(taken++)

  await log.close()
  const reopened = await open({ fileBytesMax: 4_000_000 })
  await reopened.append('changes', [{ key: 'ann', value: Buffer.alloc(100_000) }])
  expect((await read(reopened, 'changes')).at(-1)?.offset).toBe(taken)
})

test('changes older than the topic keeps leave, and a group that had not read them is told', async () => {
  const log = await open({ upkeepEveryMs: 5 })
  await log.createTopics([{ name: 'changes', partitions: 1, compacted: false, retentionMs: 60_000 }])
  await log.append(
    'changes',
    Array.from({ length: 1200 }, (_, n) => ({ key: 'ann', value: Buffer.from(`${n}`) })),
  )
  const member = await log.join({
    group: 'detect',
    topics: ['changes'],
    from: 'start',
    handle: async () => {},
  })
  await until(() => member.lag().get('changes/0') === 0)
  await member.commit([{ topic: 'changes', partition: 0, offset: 1 }])
  await member.stop()

  nowMs += 60_001
  await log.append('changes', [{ key: 'ann', value: Buffer.from('young') }])
  await until(async () => (await read(log, 'changes')).length === 1)
  expect((await read(log, 'changes')).map(({ offset, value }) => [offset, String(value)])).toEqual([
    [1200, 'young'],
  ])

  const seen: LogRecord[] = []
  await log.join({
    group: 'detect',
    topics: ['changes'],
    from: 'start',
    handle: async ({ records }) => void seen.push(...records),
  })
  await until(() => seen.length > 0)
  expect(seen.map(({ offset }) => offset)).toEqual([1200])
  expect(notices).toEqual([
    { kind: 'RecordsMissed', group: 'detect', topic: 'changes', partition: 0, wanted: 1, earliest: 1200 },
  ])
})

test('memory keeps the last of each actor, and forgets the ones that were taken out after a while', async () => {
  const log = await open({
    upkeepEveryMs: 5,
    compactionLagMs: 1000,
    tombstoneMs: 60_000,
    compactAfterRecords: 5,
  })
  await log.createTopics([{ name: 'memory', partitions: 1, compacted: true, retentionMs: 1 }])
  const put = (key: string, value: string | null) =>
    log.append('memory', [{ key, value: value === null ? null : Buffer.from(value) }])
  for (let round = 0; round < 3; round++) for (const key of ['ann', 'bob', 'cid']) await put(key, `${round}`)
  await put('bob', null)
  nowMs += 1001
  await put('ann', 'young')

  await until(async () => (await read(log, 'memory')).length === 4)
  expect(await shown(log)).toEqual(['6 ann 2', '8 cid 2', '9 bob null', '10 ann young'])

  nowMs += 60_001
  for (let round = 0; round < 4; round++) await put('dan', `${round}`)
  nowMs += 1001
  await put('eve', 'young')
  await until(async () => (await read(log, 'memory')).length === 4)
  expect(await shown(log)).toEqual(['8 cid 2', '10 ann young', '14 dan 3', '15 eve young'])

  await log.close()
  expect(await shown(await open())).toEqual(['8 cid 2', '10 ann young', '14 dan 3', '15 eve young'])
})

test('a group reads on over the holes that compaction leaves', async () => {
  const log = await open({ upkeepEveryMs: 5, compactionLagMs: 0, compactAfterRecords: 1 })
  await log.createTopics([{ name: 'memory', partitions: 1, compacted: true, retentionMs: 1 }])
  await log.append(
    'memory',
    Array.from({ length: 5000 }, (_, n) => ({ key: `k${n % 2}`, value: Buffer.from(`${n}`) })),
  )
  nowMs += 1
  await until(async () => (await read(log, 'memory')).length === 2)
  const seen: string[] = []
  const member = await log.join({
    group: 'g',
    topics: ['memory'],
    from: 'start',
    handle: async ({ records }) => void seen.push(...records.map(({ value }) => String(value))),
  })
  await until(() => member.lag().get('memory/0') === 0)
  expect(seen).toEqual(['4998', '4999'])
})

test('a record without a key is refused on a compacted topic, as Kafka refuses it', async () => {
  const log = await open()
  await log.createTopics([{ name: 'memory', partitions: 1, compacted: true, retentionMs: 1 }])
  const refused = log.append('memory', [{ key: null, value: Buffer.from('1') }])
  await expect(refused).rejects.toThrow(EdgeError)
  await expect(refused).rejects.toMatchObject({ code: 'log-refused' })
})

test('a change is with its handler as soon as it is durable: nobody asks every so often', async () => {
  const log = await open()
  await log.createTopics([{ name: 'changes', partitions: 4, compacted: false, retentionMs: 60_000 }])
  const handled = new Set<string>()
  await log.join({
    group: 'detect',
    topics: ['changes'],
    from: 'start',
    handle: async ({ records }) => {
      for (const { key } of records) handled.add(String(key))
    },
  })
  // Counted in turns of the event loop, which are as many on a busy machine: whoever sleeps in between, however
  // shortly, sees hundreds of them go by.
  const turns: number[] = []
  for (let n = 0; n < 300; n++) {
    await log.append('changes', [{ key: `${n}`, value: null }])
    let waited = 0
    while (!handled.has(`${n}`) && waited < turnsMax) {
      await new Promise((resolve) => setImmediate(resolve))
      waited += 1
    }
    turns.push(waited)
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(3)
})

const turnsMax = 100_000

async function read(log: Log, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  await log.readToEnd(topic, 0, (read) => void records.push(...read))
  return records
}

async function shown(log: Log): Promise<string[]> {
  return (await read(log, 'memory')).map(
    ({ offset, key, value }) => `${offset} ${key} ${value === null ? null : String(value)}`,
  )
}
