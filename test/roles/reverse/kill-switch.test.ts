import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { signSwitchOrder } from '../../../src/edges/switch-key.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Log } from '../../../src/ports/log.ts'
import { type Desk, openDesk, switchSecret } from './desk.ts'
import { flipUnderLoad } from './flips.ts'

vi.setConfig({ testTimeout: 60_000 })

let desk: Desk
afterEach(() => desk.close())

const reached = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state))
const order = (on: boolean, at: number, secret = switchSecret) =>
  desk.log.append('countermand.switches', [
    { key: null, value: Buffer.from(signSwitchOrder(secret, { on, by: 'ops', reason: 'drill', at })) },
  ])
const refusals = () =>
  desk.notices.flatMap((one) => (one.kind === 'SwitchRecordRefused' ? [one.says.replace(/^.*: /, '')] : []))

test('a file in the data folder stops the machine, a restart does not start it, and taking the file away does', async () => {
  desk = await openDesk()
  await desk.start()
  const stop = join(desk.folder, 'STOP')
  writeFileSync(stop, 'something is wrong\n')
  const held = await desk.deactivated('a1')
  expect(await reached(held.alertId, 'blocked')).toMatchObject({
    blockedBy: ['kill-switch'],
    says: 'the file STOP turned the kill switch on: something is wrong',
  })
  await desk.stop()
  await desk.start()
  await reached((await desk.deactivated('a2')).alertId, 'blocked')
  expect(desk.server.calls).toEqual([])
  rmSync(stop)
  await reached((await desk.deactivated('a3')).alertId, 'confirmed')
})

test('a signed record stops it; unsigned, forged, replayed and future-dated ones turn nothing, aloud', async () => {
  desk = await openDesk()
  await desk.start()
  const now = Date.now()
  await order(true, now)
  await desk.until(() => desk.notices.some((one) => one.kind === 'KillSwitchTurned' && one.on))
  await reached((await desk.deactivated('a1')).alertId, 'blocked')

  await order(false, now - 1)
  await order(false, now + 1, `whsec_${Buffer.alloc(32).toString('base64')}`)
  await order(false, now + 3_600_000)
  const unsigned = JSON.stringify({ switch: 'kill-switch', on: false, by: 'x', reason: 'none', at: now + 1 })
  for (const text of [unsigned, 'no json'])
    await desk.log.append('countermand.switches', [{ key: null, value: Buffer.from(text) }])
  await desk.until(() => refusals().length === 5)
  expect(refusals().sort()).toEqual([
    'it is dated ahead of our clock',
    'it is no record of a switch',
    'it is not signed',
    'it is older than the last one',
    'its signature is wrong',
  ])
  expect(await desk.ledger.readKillSwitch()).toEqual({ on: true, by: 'ops', why: 'drill' })

  // A restart reads them all again: neither does the old order come back, nor the new one go.
  await order(false, now + 2)
  await desk.until(() => desk.notices.some((one) => one.kind === 'KillSwitchTurned' && !one.on))
  await desk.stop()
  await desk.start()
  expect(await desk.ledger.readKillSwitch()).toEqual({ on: false })
  await reached((await desk.deactivated('a2')).alertId, 'confirmed')
})

test('what one way turned on no other turns off', async () => {
  desk = await openDesk()
  await desk.start()
  const now = Date.now()
  writeFileSync(join(desk.folder, 'STOP'), 'by shell')
  await order(true, now)
  await desk.until(() => desk.notices.some((one) => one.kind === 'KillSwitchTurned'))
  await desk.ledger.turnKillSwitch(true, 'ines', 'by hand')
  const said = async (id: string) => (await reached((await desk.deactivated(id)).alertId, 'blocked')).says
  expect(await said('a1')).toBe(
    'ines turned the kill switch on: by hand; on by record too: drill; on by file too: by shell',
  )
  await desk.ledger.turnKillSwitch(false, 'ines', 'over')
  expect(await said('a2')).toBe('ops turned the kill switch on: drill; on by file too: by shell')
  await order(false, now + 1)
  await desk.until(() => desk.notices.some((one) => one.kind === 'KillSwitchTurned' && !one.on))
  expect(await said('a3')).toBe('the file STOP turned the kill switch on: by shell')
  expect(desk.server.calls).toEqual([])
})

test('what is written down and waits for its turn at the platform is not sent once the switch is on, and a person may ask for it again', async () => {
  desk = await openDesk({
    wrapLedger: (ledger) => ({
      ...ledger,
      // Its row is written, and before its call is made somebody stops the machine.
      async takeIntent(from, to, price) {
        const taken = await ledger.takeIntent(from, to, price)
        if (from.command.accountId === 'a1' && from.life.by === undefined)
          await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
        return taken
      },
    }),
  })
  await desk.start()
  const alert = await desk.deactivated('a1')
  expect(await reached(alert.alertId, 'blocked')).toMatchObject({
    blockedBy: ['kill-switch'],
    says: 'held back: ines turned the kill switch on: drill',
  })
  expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'blocked'])
  expect(desk.server.calls).toEqual([])
  await desk.until(() => desk.alerts.some((one) => one.kind === 'not-acted'))

  await desk.ledger.turnKillSwitch(false, 'ines', 'over')
  const yes = { instructionId: 'i1', alertId: alert.alertId, source: 'demo', accountId: 'a1', by: 'omar' }
  await desk.instruct({ ...yes, countermeasure: 'restore', at: Date.now() })
  expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ by: 'omar' })
})

test('what a platform still has to fetch a token for is not sent once the switch is on by then', async () => {
  desk = await openDesk({
    wrapPlatform: (platform) => ({
      ...platform,
      async send(command, lastLook) {
        if (command.accountId === 'a1') await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
        return platform.send(command, lastLook)
      },
    }),
  })
  await desk.start()
  const alert = await desk.deactivated('a1')
  expect(await reached(alert.alertId, 'blocked')).toMatchObject({
    blockedBy: ['kill-switch'],
    says: 'held back: ines turned the kill switch on: drill',
  })
  expect(desk.server.applied).toEqual([])
  await desk.ledger.turnKillSwitch(false, 'ines', 'over')
  await reached((await desk.deactivated('a2')).alertId, 'confirmed')
})

test('what expires while the platform has to fetch a token for it is not sent any more', async () => {
  desk = await openDesk({
    settings: { lifeMs: 300 },
    wrapPlatform: (platform) => ({
      ...platform,
      async send(command, lastLook) {
        await pause(400)
        const says = await lastLook()
        return says === undefined ? platform.send(command, lastLook) : { kind: 'unknown', says }
      },
    }),
  })
  await desk.start()
  const alert = await desk.deactivated('a1')
  const ended = await desk.until(() =>
    desk.reversals.find(
      (one) => one.alertId === alert.alertId && !['authorised', 'intent'].includes(one.state),
    ),
  )
  expect([ended.state, ended.says]).toEqual([
    'escalated',
    'its command expired before its turn to be sent came',
  ])
  expect(desk.server.applied).toEqual([])
})

test.each(['on', 'left off'])(
  'while the log is away: what waits for its turn at the platform is held back where the switch is turned on, and would be sent where it is %s',
  async (turned) => {
    const away = { is: false }
    desk = await openDesk({
      settings: { callsAtOnce: 1 },
      spec: { timeoutMs: 30_000 },
      wrapLog: (log) => silent(log, away),
    })
    await desk.start()
    desk.server.faults = ['held']
    const first = await desk.deactivated('first', { actorId: 'actor-0' })
    await desk.until(() => desk.server.calls.length === 1)
    const waiting: Alert[] = []
    for (let i = 1; i <= 4; i++) waiting.push(await desk.deactivated(`a${i}`, { actorId: `actor-${i}` }))
    // All of them have the machine's leave, and only the call before them is in their way.
    await desk.until(() => waiting.every(({ alertId }) => desk.states(alertId).includes('authorised')))
    away.is = true
    if (turned === 'on') writeFileSync(join(desk.folder, 'STOP'), 'drill')
    desk.server.release()
    const standing = (alertId: string) =>
      desk.ledger.ofAlert(alertId).then(([entry]) => entry?.life.state ?? 'none')
    const ends = async () => Promise.all(waiting.map(({ alertId }) => standing(alertId)))
    const wanted = turned === 'on' ? 'blocked' : 'confirmed'
    await desk.until(async () => (await ends()).every((state) => state === wanted), 30_000)
    await desk.until(async () => (await standing(first.alertId)) === 'confirmed')
    expect(desk.server.calls).toHaveLength(turned === 'on' ? 1 : 5)
    if (turned !== 'on') return

    // All closed, and opened anew upon the same files: it is on as before, and people are told at last.
    away.is = false
    await desk.reopen()
    const late = await desk.deactivated('late', { actorId: 'actor-9' })
    expect((await reached(late.alertId, 'blocked')).blockedBy).toEqual(['kill-switch'])
    await desk.until(async () => (await told()).size === 5, 30_000)
    expect(desk.server.calls).toHaveLength(1)
  },
)

/** Whom people were told of as not undone, by all that is on the log. */
async function told(): Promise<ReadonlySet<string>> {
  const events = new Set<string>()
  for (let partition = 0; partition < 2; partition++)
    await desk.log.readToEnd('countermand.alerts', partition, (records) => {
      for (const { value } of records) {
        const { kind, eventId } = JSON.parse(String(value)) as Alert
        if (kind === 'not-acted') events.add(eventId)
      }
    })
  return events
}

/** As a broker that is gone: it takes nothing and hands nothing out. */
function silent(log: Log, away: { readonly is: boolean }): Log {
  return {
    ...log,
    append: (...record) =>
      away.is
        ? Promise.reject(new EdgeError('log-unavailable', 'the log is away', { retryable: true }))
        : log.append(...record),
    join: (subscription) =>
      log.join({
        ...subscription,
        async handle(batch) {
          while (away.is) await pause(10)
          await subscription.handle(batch)
        },
      }),
  }
}

test('ten flips under load: nothing is sent later than a second after it is on, also while the log is down', async () => {
  const { late, sent, flips } = await flipUnderLoad({
    flips: 10,
    open: async (options) => (desk = await openDesk(options)),
  })
  expect(flips).toBe(10)
  expect(sent).toBeGreaterThanOrEqual(10)
  expect(late).toEqual([])
})
