import { connect, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { mayUndo } from '../../../src/core/case/undo-by-person.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import { type Desk, openDesk, specFor } from './desk.ts'
import { says } from './spoken.ts'

/** The account can be read, and nothing listens where its calls go, until the door is opened. */
let desk: Desk
let door: Server
let doorUrl: string
afterEach(async () => {
  door.close()
  await desk.close()
})

async function open(guard: 'native' | 'log' | 'none', lifeMs: number): Promise<void> {
  door = createServer((caller) => {
    const { hostname, port } = new URL(desk.server.url)
    const platform = connect(Number(port), hostname)
    for (const socket of [caller, platform]) socket.on('error', () => socket.destroy())
    caller.pipe(platform).pipe(caller)
  })
  doorUrl = await listen(0)
  await new Promise((resolve) => door.close(resolve))
  const ceiling = guard === 'none' ? 'approve' : 'auto'
  desk = await openDesk({
    settings: { lifeMs, ceiling },
    wrapPlatform: (platform) => behindTheDoor(platform, guard),
  })
  await desk.start()
}

function behindTheDoor(platform: ConfiguredPlatform, guard: 'native' | 'log' | 'none'): ConfiguredPlatform {
  const clock = { now: Date.now, monotonicMs: () => performance.now() }
  const { send } = openHttpPlatform(specFor(doorUrl), clock, {})
  const places = { entriesAt: '.', idAt: 'id', actorAt: 'actor' }
  const log = { method: 'GET', url: '/log', headers: {}, order: 'newest-first', ...places } as const
  const cause = { id: 'a1/2', actor: 'contractor-1', action: 'deactivate' }
  const own = { id: 'own', actor: 'countermand', action: 'reactivate' }
  return {
    ...platform,
    guard,
    spec: { ...platform.spec, guard, log },
    send,
    readLog: async () => (desk.server.applied.length === 0 ? [cause] : [cause, own]),
  }
}

function listen(port: number): Promise<string> {
  return new Promise((resolve) =>
    door.listen(port, '127.0.0.1', () => {
      const at = door.address()
      resolve(`http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`)
    }),
  )
}

const openTheDoor = () => listen(Number(new URL(doorUrl).port))
const troubles = () => desk.notices.filter((one) => one.kind === 'PlatformTrouble')
const ended = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state), 10_000)

test.each(['native', 'log'] as const)(
  'with guard %s it is sent as soon as there is a way to the platform again, and counts once',
  async (guard) => {
    await open(guard, 20_000)
    const alert = await desk.deactivated('a1')
    await desk.until(() => troubles().length > 1)
    await openTheDoor()
    await ended(alert.alertId, 'confirmed')
    expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked', 'confirmed'])
    expect(desk.server.calls).toHaveLength(1)
  },
)

test.each(['native', 'log'] as const)(
  'with guard %s and no way there in time it was certainly not done, and people may ask for it anew',
  async (guard) => {
    await open(guard, 2_000)
    const alert = await desk.deactivated('a1')
    const unsent = await ended(alert.alertId, 'escalated')
    expect(unsent).toMatchObject({
      says: 'not sent in time: no connection (ECONNREFUSED): it was never sent',
      untouched: true,
    })
    expect(mayUndo(alert, unsent)).toMatchObject({ may: true })
    await openTheDoor()
    await desk.instruct(says(unsent, 'ines', 'undo'))
    await ended(alert.alertId, 'confirmed')
    expect(desk.server.calls).toHaveLength(1)
  },
)

test('the kill switch holds back what was tried and never left', async () => {
  await open('log', 20_000)
  const alert = await desk.deactivated('a1')
  await desk.until(() => troubles().length > 0)
  await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
  const held = await ended(alert.alertId, 'blocked')
  expect(held).toMatchObject({ blockedBy: ['kill-switch'], untouched: true })
  await openTheDoor()
  expect(desk.server.calls).toEqual([])
})

test('with guard none, where nothing would show who decided meanwhile, it is not tried again by itself', async () => {
  await open('none', 20_000)
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  await desk.instruct(says(await ended(alert.alertId, 'proposed'), 'ines', 'approve'))
  const unsent = await ended(alert.alertId, 'escalated')
  expect(unsent).toMatchObject({ says: 'no connection (ECONNREFUSED): it was never sent', untouched: true })
  expect(desk.server.calls).toEqual([])
})
