import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PlatformThread, startPlatformThread } from '../../../src/app/demo/platform-thread.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import type { Log } from '../../../src/ports/log.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { topicSpecs } from '../../../src/ports/topics.ts'
import { standIn } from '../../demo/stand-in.ts'
import { publishedKeyPem } from '../../edges/platform/command-vectors.ts'

let folder: string
let log: Log
let said: Notice[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-thread-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: 'account.changes', partitions: 2, compacted: false, retentionMs: 86_400_000 },
    ...topicSpecs({ changes: 2, accounts: 2 }, 86_400_000),
  ])
  said = []
})
afterEach(async () => {
  await log.close()
  rmSync(folder, { recursive: true })
})

async function start(over: Partial<Config> = {}, script?: URL): Promise<PlatformThread> {
  const { config } = readConfig({ environment: {}, flags: { data: folder, demoRate: '1' } })
  const { publicJwk } = await commandKeyOf(publishedKeyPem)
  return startPlatformThread(
    { config: { ...config, ...over }, commandKey: publicJwk },
    { log, notice: (notice) => void said.push(notice) },
    script,
  )
}

async function onTopic(): Promise<AccountChange[]> {
  const changes: AccountChange[] = []
  for (const partition of [0, 1])
    await log.readToEnd('account.changes', partition, (records) => {
      for (const { value } of records) changes.push(JSON.parse(String(value)))
    })
  return changes
}

test('the platform lives in its thread: its past, its rate, its service, and an incident to the end', async () => {
  const thread = await start()
  const opened = await thread.demo.opened()
  const steps: number[] = []
  const fed = await thread.feedPast((done) => steps.push(done))
  expect(fed).toBeGreaterThan(40_000)
  expect((await onTopic()).length).toBe(fed)
  expect(steps.at(-1)).toBeGreaterThanOrEqual(fed)
  expect(said.map(({ kind }) => kind)).toEqual(['DemoPastFed'])

  await thread.demo.begin(undefined)
  await thread.demo.setRate(200)
  expect(await thread.demo.ratePerSecond()).toBe(200)
  await expect.poll(async () => (await onTopic()).length, { timeout: 10_000 }).toBeGreaterThan(fed + 150)
  await expect(thread.demo.setRate(5_001)).rejects.toThrow('between 0 and 5000')

  const countermand = await standIn(log, opened, 'account.changes')
  const result = await thread.demo.play('last-day-2017', { seed: 42 })
  await countermand.stop()
  expect(result.alerts.length).toBe(1)
  expect(result.commands).toMatchObject([{ action: 'reactivate', outcome: 'applied' }])
  expect(result.reversals).toMatchObject([{ state: 'confirmed' }])

  await thread.close()
  await expect(fetch(opened.baseUrl)).rejects.toThrow('fetch failed')
  expect(await Promise.race([thread.failed, Promise.resolve('it has not failed')])).toBe('it has not failed')
}, 60_000)

test('what cannot be opened is said in words, and the thread ends with it', async () => {
  const thread = await start({ data: join(folder, 'nowhere') })
  await expect(thread.demo.opened()).rejects.toThrow(/nowhere|unable to open/)
  await expect(thread.close()).resolves.toBeUndefined()
})

test('a thread that dies is a failure, and nobody waits for it for ever', async () => {
  const thread = await start(
    {},
    new URL('data:text/javascript,setTimeout(() => { throw new Error("it broke") }, 200)'),
  )
  const opened = thread.demo.opened()
  opened.catch(() => {})
  const says = 'the thread of the demo platform has ended'
  await expect(thread.failed).rejects.toMatchObject({ message: says, cause: { message: 'it broke' } })
  await expect(opened).rejects.toThrow(says)
  await expect(thread.demo.ratePerSecond()).rejects.toThrow('rpc is closed')
  await thread.close()
})
