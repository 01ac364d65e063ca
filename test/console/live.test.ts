import { afterEach, expect, it } from 'vitest'
import type { LiveLimits } from '../../src/console/live/limits.ts'
import type { ServerMessage } from '../../src/console/live/protocol.ts'
import { openPage, ticketFor, until } from './live-page.ts'
import { openTestConsole, signIn, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'

const desks: TestConsole[] = []
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close()
})

/** With a case of each of these hands in the store from before. */
async function openDesk(
  limits: Partial<LiveLimits> = {},
  hands: readonly string[] = [],
): Promise<TestConsole> {
  const desk = await openTestConsole({
    limits,
    before: (cases) =>
      cases.takeAlerts(
        hands.map((hand) => alertOn(changeBy(hand))),
        Date.now(),
      ),
  })
  desks.push(desk)
  return desk
}

async function alertOf(desk: TestConsole, actorId: string): Promise<void> {
  await desk.cases.takeAlerts([alertOn(changeBy(actorId))], desk.clock.now())
  desk.live.casesMoved()
}

const queue = { type: 'subscribe', view: 'queue', filter: 'open' }
const isLive = (message: ServerMessage) => message.type === 'live'
const puts = (messages: readonly ServerMessage[]) =>
  messages.flatMap((message) =>
    message.type === 'delta' && message.view === 'queue'
      ? message.ops.flatMap((op) => (op.op === 'put' ? [op.row.actorId] : []))
      : [],
  )

it('a page is welcomed, gets the queue as it stands, and then what changes, without a hole', async () => {
  const desk = await openDesk({}, ['first'])
  const page = await openPage(desk)
  expect(await page.until((message) => message.type === 'welcome')).toMatchObject({
    user: { id: 'analyst', name: 'analyst' },
    features: { demo: false, simulated: false },
    lines: { bandsCenti: { critical: 1400 } },
  })
  page.say(queue)
  await page.until(isLive)
  const snapshot = await page.until((message) => message.type === 'snapshot')
  expect(snapshot).toMatchObject({
    view: 'queue',
    page: 1,
    of: 1,
    rows: [{ v: 1, row: { actorId: 'first' } }],
  })

  await alertOf(desk, 'second')
  await desk.cases.takeReversals([reversalOf(alertOn(changeBy('second')), 'intent')], desk.clock.now())
  desk.live.casesMoved()
  await until(() => puts(page.heard).filter((actorId) => actorId === 'second').length >= 1)
  let last = snapshot.type === 'snapshot' ? snapshot.asOfSeq : -1
  for (const message of page.heard) {
    if (message.type !== 'delta') continue
    expect(message.from).toBe(last + 1)
    last = message.to
  }
})

const isClosed = (op: { op: string; row?: unknown }) =>
  op.op === 'put' && (op.row as { state?: string }).state === 'closed'

it('a case that is closed leaves the open queue and stays in the one of all', async () => {
  const desk = await openDesk({}, ['closing'])
  const [openOnly, all] = [await openPage(desk), await openPage(desk)]
  openOnly.say(queue)
  all.say({ ...queue, filter: 'all' })
  const [found] = await desk.cases.list({ order: 'newest', limit: 1 })
  const caseId = found?.caseId ?? ''
  await Promise.all([openOnly.until(isLive), all.until(isLive)])
  await desk.cases.act({
    do: 'verdict',
    verdict: 'meant',
    caseId,
    version: 1,
    by: 'ana',
    at: desk.clock.now(),
    key: 'a key',
    fingerprint: 'f',
  })
  desk.live.casesMoved()
  // The opening of the case may still be on its way as a delta of its own.
  const gone = await openOnly.until(
    (message) => message.type === 'delta' && message.ops.some(({ op }) => op === 'del'),
  )
  expect(gone).toMatchObject({ ops: [{ op: 'del', id: caseId }] })
  const closed = await all.until((message) => message.type === 'delta' && message.ops.some(isClosed))
  expect(closed).toMatchObject({ ops: [{ op: 'put', row: { state: 'closed', lastVerdict: 'meant' } }] })
})

it('a page that was away for a moment resumes with exactly what it missed', async () => {
  const desk = await openDesk()
  const before = await openPage(desk)
  const welcome = await before.until((message) => message.type === 'welcome')
  before.say(queue)
  const live = await before.until(isLive)
  const known = live.type === 'live' ? live.seq : -1
  before.close()
  await before.closed
  for (const actorId of ['one', 'two', 'three']) await alertOf(desk, actorId)

  const witness = await openPage(desk)
  witness.say(queue)
  await until(async () => {
    witness.say(queue)
    return witness.heard.some((message) => message.type === 'snapshot' && message.rows.length === 3)
  })
  const after = await openPage(desk)
  const epoch = welcome.type === 'welcome' ? welcome.epoch : ''
  after.say({ ...queue, epoch, seq: known })
  const resumed = await after.until((message) => message.type === 'resumed')
  expect(resumed).toMatchObject({ view: 'queue', from: known + 1 })
  await until(() => puts(after.heard).length === 3)
  expect(puts(after.heard).sort()).toEqual(['one', 'three', 'two'])
  expect(after.heard.some((message) => message.type === 'snapshot')).toBe(false)
})

it('a page that knows a number of the future, or of another epoch, gets no partial recovery', async () => {
  const desk = await openDesk()
  const future = await openPage(desk)
  const welcome = await future.until((message) => message.type === 'welcome')
  const epoch = welcome.type === 'welcome' ? welcome.epoch : ''
  future.say({ ...queue, epoch, seq: 99_999 })
  await future.until((message) => message.type === 'snapshot')
  const foreign = await openPage(desk)
  foreign.say({ ...queue, epoch: 'of-yesterday', seq: 0 })
  expect(await foreign.closed).toBe(4409)
})

it('a large queue comes in pages of at most 200 rows and 64 KiB', async () => {
  const hands = Array.from({ length: 450 }, (_, index) => `actor-${index}`)
  const desk = await openDesk({}, hands)
  const page = await openPage(desk)
  page.say(queue)
  await page.until(isLive)
  const pages = page.heard.filter((message) => message.type === 'snapshot')
  for (const message of pages) {
    expect(message.rows.length).toBeLessThanOrEqual(200)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(64 * 1024)
    expect(message.of).toBe(pages.length)
  }
  const ids = pages.flatMap((message) => message.rows.map((row) => row.id))
  expect([ids.length, new Set(ids).size]).toEqual([450, 450])
})

it('whoever says what the protocol does not know, or claims what cannot have arrived, is shown out', async () => {
  const desk = await openDesk()
  for (const nonsense of [
    'hello',
    '{"type":"write"}',
    '{"type":"subscribe","view":"secrets"}',
    '{"type":"ack","received":99}',
  ]) {
    const page = await openPage(desk)
    await page.until((message) => message.type === 'welcome')
    page.say(nonsense)
    expect([nonsense, await page.closed]).toEqual([nonsense, 4400])
  }
  const large = await openPage(desk)
  await large.until((message) => message.type === 'welcome')
  large.say(JSON.stringify({ type: 'hello', and: 'x'.repeat(17 * 1024) }))
  expect(await large.closed).toBe(1009)
  const chatty = await openPage(desk)
  await chatty.until((message) => message.type === 'welcome')
  for (let said = 0; said < 120; said++) chatty.say({ type: 'hello' })
  expect(await chatty.closed).toBe(4429)
})

it('whoever subscribes to nothing, or answers no ping, is let go', async () => {
  const desk = await openDesk({ subscribeMsMax: 200, pingEveryMs: 200, pongMsMax: 200 })
  const idle = await openPage(desk)
  expect(await idle.closed).toBe(4400)
  const mute = await openPage(desk)
  mute.say(queue)
  await mute.until((message) => message.type === 'ping')
  expect(await mute.closed).toBe(1006)
})

it('the door of the live feed opens only for our own page, a session and a fresh ticket of that session', async () => {
  const desk = await openDesk()
  const cookie = await signIn(desk)
  expect(await (await openPage(desk, { cookie, origin: 'https://evil.example' })).refused).toBe(403)
  expect(await (await openPage(desk, { cookie, origin: null })).refused).toBe(403)
  expect(await (await openPage(desk, { cookie, ticket: 'made-up' })).refused).toBe(401)
  const ticket = await ticketFor(desk, cookie)
  const other = await signIn(desk)
  expect(await (await openPage(desk, { cookie: other, ticket })).refused).toBe(401)
  const late = await ticketFor(desk, cookie)
  desk.clock.aheadMs = 31_000
  expect(await (await openPage(desk, { cookie, ticket: late })).refused).toBe(401)
  desk.clock.aheadMs = 0
  const once = await ticketFor(desk, cookie)
  const page = await openPage(desk, { cookie, ticket: once })
  await page.until((message) => message.type === 'welcome')
  expect(await (await openPage(desk, { cookie, ticket: once })).refused).toBe(401)
})

it('signing out closes the live feed of that session at once, and a sixth window of one person stays shut', async () => {
  const desk = await openDesk()
  const cookie = await signIn(desk)
  const pages = []
  for (let window = 0; window < 5; window++) pages.push(await openPage(desk, { cookie }))
  await Promise.all(pages.map((page) => page.until((message) => message.type === 'welcome')))
  expect(await (await openPage(desk, { cookie })).closed).toBe(4429)
  await fetch(`${desk.address}/v1/session`, { method: 'DELETE', headers: { cookie, origin: desk.address } })
  expect(await Promise.all(pages.map((page) => page.closed))).toEqual([4401, 4401, 4401, 4401, 4401])
})

it('a server that leaves says goodbye and when to come back', async () => {
  const desk = await openDesk()
  const page = await openPage(desk)
  page.say(queue)
  await page.until(isLive)
  await desks.pop()?.close()
  expect(await page.closed).toBe(1012)
  const bye = page.heard.find((message) => message.type === 'bye')
  expect(bye?.type === 'bye' && bye.retryAfterMs >= 500 && bye.retryAfterMs < 1_500).toBe(true)
})
