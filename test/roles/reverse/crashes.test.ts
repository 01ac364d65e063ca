import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import type { SendOutcome } from '../../../src/ports/platform.ts'
import { crashAt, crashPoints } from './crashing.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

/** The first call is where the process dies; the next process calls as it should. */
async function dying(where: 'before the call' | 'after the call'): Promise<{ died: Promise<void> }> {
  const died = Promise.withResolvers<void>()
  let calls = 0
  desk = await openDesk({
    wrapPlatform: (platform) => ({
      ...platform,
      async send(command, lastLook): Promise<SendOutcome> {
        calls += 1
        if (calls > 1) return platform.send(command, lastLook)
        desk.die()
        if (where === 'after the call') await platform.send(command, lastLook)
        died.resolve()
        return { kind: 'unknown', says: 'dead' }
      },
    }),
  })
  await desk.start()
  return { died: died.promise }
}

test.each(['before the call', 'after the call'] as const)(
  'a process that dies right %s leaves an intent, and its successor restores once',
  async (where) => {
    const { died } = await dying(where)
    const alert = await desk.deactivated('a1')
    await died
    await desk.stop()
    const id = (await desk.ledger.ofAlert(alert.alertId))[0]?.command.commandId ?? ''
    expect((await desk.ledger.find(id))?.life.state).toBe('intent')
    const readsBefore = desk.server.reads.length

    await desk.start()
    // The first thing the successor does is to ask what became of it: by the time it takes part, it has.
    await desk.until(() => desk.server.reads.length > readsBefore)
    await desk.until(() => desk.states(alert.alertId).at(-1) === 'confirmed')
    expect(desk.server.applied).toHaveLength(1)
    expect(desk.states(alert.alertId).slice(0, 3)).toEqual(['authorised', 'intent', 'unknown'])
    expect(desk.server.calls).toHaveLength(1)
  },
)

test('states that a dying process did not publish are published by its successor, each once by its version', async () => {
  const { died } = await dying('after the call')
  const alert = await desk.deactivated('a1')
  await died
  await desk.stop()
  await desk.start()
  await desk.until(() => desk.states(alert.alertId).at(-1) === 'confirmed')
  const versions = new Set(desk.reversals.map((one) => one.version))
  expect([...versions].sort((a, b) => a - b)).toEqual(Array.from({ length: versions.size }, (_, i) => i + 1))
  await desk.stop()
  expect(await desk.ledger.unpublished(Date.now() + 1_000, 10)).toEqual([])
})

test('what expired while nobody ran is not sent, and goes to people', async () => {
  desk = await openDesk({
    settings: { lifeMs: 100 },
    wrapPlatform: (platform) => ({
      ...platform,
      read: async (id) => {
        desk.die()
        return platform.read(id)
      },
    }),
  })
  await desk.start()
  const alert = await desk.deactivated('a1')
  await desk.until(() => desk.server.reads.length > 0)
  await desk.stop()
  await desk.until(() => Date.now() > alert.occurredAt + 500)
  await desk.start()
  await desk.until(() => desk.states(alert.alertId).at(-1) === 'escalated')
  await desk.until(() => desk.alerts.some((one) => one.kind === 'not-acted'))
  expect(desk.server.calls).toEqual([])
})

test('after a restart the same alerts come again, and nothing is done twice', async () => {
  desk = await openDesk()
  await desk.start()
  const alert = await desk.deactivated('a1')
  await desk.until(() => desk.states(alert.alertId).at(-1) === 'confirmed')
  await desk.stop()
  await desk.start()
  await desk.log.append('countermand.alerts', [{ key: 'a1', value: Buffer.from(JSON.stringify(alert)) }])
  const next = await desk.deactivated('a2')
  await desk.until(() => desk.states(next.alertId).at(-1) === 'confirmed')
  expect(desk.server.calls.filter((call) => call.accountId === 'a1')).toHaveLength(1)
})

test('two whole installations that run by accident restore each account once', async () => {
  desk = await openDesk()
  await desk.start()
  const other = await desk.another('countermand.other')
  const alerts = []
  for (let i = 0; i < 5; i++) alerts.push(await desk.deactivated(`a${i}`, { actorId: `actor-${i}` }))
  for (const alert of alerts) await desk.until(() => desk.states(alert.alertId).at(-1) === 'confirmed')
  await other.stop()
  expect(desk.server.applied.map((one) => one.accountId).sort()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4'])
  expect(desk.server.calls).toHaveLength(5)
})

test('two whole installations, each with a store of its own, restore each account once, and the second says so', async () => {
  desk = await openDesk()
  await desk.start()
  const folder = mkdtempSync(join(tmpdir(), 'countermand-second-'))
  const store = await openDatabase(join(folder, 'store.sqlite'))
  const theirs = openLedger(store, { now: () => Date.now(), monotonicMs: () => performance.now() })
  const other = await desk.another('countermand.other', store)
  const accounts = Array.from({ length: 8 }, (_, i) => `a${i}`)
  const alerts = []
  for (const [i, id] of accounts.entries()) alerts.push(await desk.deactivated(id, { actorId: `actor-${i}` }))
  const ends: string[] = []
  for (const alert of alerts) {
    const both = await desk.until(async () => {
      const [mine] = await desk.ledger.ofAlert(alert.alertId)
      const [their] = await theirs.ofAlert(alert.alertId)
      const two = [mine, their].map((entry) => entry?.life)
      return (
        two.every((life) => life !== undefined && ['confirmed', 'superseded'].includes(life.state)) && two
      )
    })
    for (const life of both) ends.push(life?.state === 'superseded' ? life.says : (life?.state ?? ''))
  }
  await other.stop()
  await store.destroy()
  rmSync(folder, { recursive: true, force: true })
  // The platform knows both commands by one id and one version: whatever is asked twice is done once.
  expect(desk.server.applied.map((one) => one.accountId).sort()).toEqual(accounts)
  expect(new Set(desk.server.calls.map((one) => one.key)).size).toBe(8)
  const second =
    'this very command was carried out before we sent it: another installation acts on this platform too'
  expect([...new Set(ends)].every((end) => end === 'confirmed' || end === second)).toBe(true)
  expect(ends.filter((end) => end === 'confirmed').length).toBeGreaterThanOrEqual(8)
})

test('killed before and after each durable write and each call, nothing is lost and nothing is done twice', async () => {
  desk = await openDesk()
  const waiting = [...crashPoints]
  const missed: string[] = []
  const work = async () => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift())
      if (!(await crashAt(point, 1))) missed.push(point)
  }
  await Promise.all(Array.from({ length: 12 }, work))
  expect(missed).toEqual([])
}, 180_000)
