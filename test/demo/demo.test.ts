import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import { type Demo, type DemoOptions, openDemo } from '../../src/demo/demo.ts'
import { pastChangesMax } from '../../src/demo/world/world.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import type { Log } from '../../src/ports/log.ts'
import { topicSpecs } from '../../src/ports/topics.ts'
import { jsonCodec, standIn } from './stand-in.ts'

const changesTopic = 'account.changes'
const lateOnTuesday = Date.UTC(2026, 10, 10, 14)
let folder: string
let log: Log
let now: number
let fedAsTold: number[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => undefined })
  await log.createTopics([
    { name: changesTopic, partitions: 2, compacted: false, retentionMs: 86_400_000 },
    ...topicSpecs({ changes: 2, accounts: 2 }, 86_400_000),
  ])
  now = lateOnTuesday
  fedAsTold = []
})
afterEach(async () => {
  await log.close()
  rmSync(folder, { recursive: true })
})

test('the past is fed once, through the log and in order; a second start goes on where the first stopped', async () => {
  const first = await open({ ratePerSecond: 1 })
  const steps: string[] = []
  const fed = await first.feedPast((done, all) => steps.push(`${done}/${all}`))
  await first.close()
  const past = await onTopic()
  expect(past.length).toBe(fed)
  expect(fed).toBeGreaterThan(40_000)
  expect(fed).toBeLessThanOrEqual(pastChangesMax)
  expect(steps.at(-1)?.split('/')[0]).toBe(steps.at(-1)?.split('/')[1])
  expect(past.filter(({ occurredAt }) => occurredAt >= now)).toEqual([])

  now += 2 * 3_600_000
  const second = await open({ ratePerSecond: 1 })
  const more = await second.feedPast(() => undefined)
  await second.close()
  const all = await onTopic()
  expect(all.length).toBe(fed + more)
  expect(more).toBeGreaterThan(20)
  expect(more).toBeLessThan(2_000)
  expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length)
  const late = all.filter(({ occurredAt }) => occurredAt >= lateOnTuesday)
  expect(late.length).toBe(more)
  expect(late.some(({ actor }) => actor.kind === 'automation')).toBe(false)

  // A third start at the same moment has nothing to feed, and nothing to tell.
  const third = await open({ ratePerSecond: 1 })
  expect(await third.feedPast(() => undefined)).toBe(0)
  await third.close()
  expect(fedAsTold).toEqual([fed, more].filter((changes) => changes >= 100))
}, 60_000)

test('where its worker is late, what was restored at once is hidden again within seconds', async () => {
  const demo = await open({ ratePerSecond: 0, isLive: true, platform: 'plain', isLate: true })
  const call = async (method: string, path: string) => {
    const headers = { authorization: demo.authorization }
    return (await fetch(`${demo.baseUrl}/accounts/a17${path}`, { method, headers })).json()
  }
  await call('POST', '/suspend')
  expect(await call('POST', '/unsuspend')).toMatchObject({ state: 'active', visibility: 'public' })
  await until(async () => ((await call('GET', '')) as { visibility: string }).visibility === 'hidden')
  await demo.close()
})

test('once it lives, the platform makes changes at the rate that is set, dated now', async () => {
  const began = Date.now()
  const demo = await open({ ratePerSecond: 0, isLive: true })
  demo.begin()
  demo.setRate(200)
  await until(async () => (await onTopic()).length > 150)
  await demo.close()
  for (const { occurredAt } of await onTopic()) {
    expect(occurredAt).toBeGreaterThanOrEqual(began)
    expect(occurredAt).toBeLessThanOrEqual(Date.now())
  }
  expect(() => demo.setRate(5_001)).toThrow('between 0 and 5000')
  expect(() => demo.setRate(Number.NaN)).toThrow('between 0 and 5000')
})

test('2017 is played on the platform: alert, command, account restored, seconds said', async () => {
  const demo = await open({ ratePerSecond: 1, isLive: true })
  const countermand = await standIn(log, demo, changesTopic)
  const result = await demo.play('last-day-2017', { seed: 42 })
  await countermand.stop()

  const accountId = result.alerts[0]?.change?.account.id ?? ''
  expect(Object.keys(result)).toEqual(['incident', 'alerts', 'commands', 'reversals', 'secondsToConfirmed'])
  expect(result.alerts.length).toBe(1)
  expect(result.commands).toMatchObject([{ action: 'reactivate', account: accountId, outcome: 'applied' }])
  expect(result.reversals).toMatchObject([{ state: 'confirmed', accountId }])
  expect(result.secondsToConfirmed).toBe(0.25)
  const shown = await fetch(`${demo.baseUrl}/accounts/${accountId}`, {
    headers: { authorization: demo.authorization },
  })
  expect(await shown.json()).toMatchObject({ state: 'active' })
  await demo.close()
})

test('an incident that nobody notices ends as well, and history is not taken for it', async () => {
  const demo = await open({ ratePerSecond: 1, isLive: true })
  const countermand = await standIn(log, demo, changesTopic, { isBlind: true })
  const result = await demo.play('delayed-2017', { seed: 5 })
  await countermand.stop()
  expect(result).toEqual({
    incident: 'delayed-2017',
    alerts: [],
    commands: [],
    reversals: [],
    secondsToConfirmed: null,
  })
  const changes = (await onTopic()).filter(({ account }) => account.id.startsWith('x'))
  expect(changes.map(({ action }) => action)).toEqual(['deactivate'])
  await demo.close()
})

test('a second run with the same seed tells of its own commands and not of the first run', async () => {
  const demo = await open({ ratePerSecond: 1, isLive: true })
  const countermand = await standIn(log, demo, changesTopic)
  const first = await demo.play('last-day-2017', { seed: 42 })
  const second = await demo.play('last-day-2017', { seed: 42 })
  await countermand.stop()
  await demo.close()
  expect([first.commands.length, second.commands.length]).toEqual([1, 1])
  expect(second.commands[0]?.account).toBe(first.commands[0]?.account)
  expect(second.commands[0]?.id).not.toBe(first.commands[0]?.id)
})

test('a deactivation that is not possible is not waited for: the account is still deactivated', async () => {
  const demo = await open({ ratePerSecond: 1, isLive: true })
  const countermand = await standIn(log, demo, changesTopic, { isBlind: true })
  await demo.play('delayed-2017', { seed: 5 })
  await demo.play('delayed-2017', { seed: 5 })
  await countermand.stop()
  await demo.close()
  expect((await onTopic()).filter(({ account }) => account.id.startsWith('x')).length).toBe(1)
})

test('where nobody assesses the change within a minute, the run fails and says so', async () => {
  const demo = await open({ ratePerSecond: 1, speed: 200 })
  await expect(demo.play('last-day-2017', { seed: 5 })).rejects.toThrow(
    '1 of 1 changes was not assessed within 60 s; what will become of the incident is not known',
  )
  await demo.close()
})

test('an incident that does not exist is refused', async () => {
  const demo = await open({ ratePerSecond: 1 })
  await expect(demo.play('nine-to-five', { seed: 1 })).rejects.toThrow('there is no incident "nine-to-five"')
  await demo.close()
})

/** `speed` times as fast as the wall clock, from `now` on. */
function open(
  options: Pick<DemoOptions, 'ratePerSecond' | 'platform' | 'isLate'> & { isLive?: boolean; speed?: number },
): Promise<Demo> {
  const { isLive, speed = 0, ...given } = options
  const openedAt = performance.now()
  const simulated = () => Math.floor(now + (performance.now() - openedAt) * speed)
  return openDemo({
    ...given,
    seed: 2017,
    dataFolder: folder,
    append: (records) => log.append(changesTopic, records),
    log,
    codecs: { alert: jsonCodec(), reversal: jsonCodec() },
    clock: { now: () => (isLive ? Date.now() : simulated()), monotonicMs: () => performance.now() },
    notice: (notice) => {
      if (notice.kind === 'DemoPastFed') fedAsTold.push(notice.changes)
      if (notice.kind === 'DemoTrouble') throw new Error(notice.what, { cause: notice.cause })
    },
  })
}

async function onTopic(): Promise<AccountChange[]> {
  const changes: AccountChange[] = []
  for (const partition of [0, 1]) {
    await log.readToEnd(changesTopic, partition, (records) => {
      for (const { value } of records) changes.push(JSON.parse(String(value)))
    })
  }
  return changes
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error('it did not come about within 15 s')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
