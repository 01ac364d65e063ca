import { afterEach, expect, it } from 'vitest'
import type { LiveLimits } from '../../src/console/live/limits.ts'
import type { ServerMessage } from '../../src/console/live/protocol.ts'
import type { DigestRow } from '../../src/core/decision/digest.ts'
import { openPage, until } from './live-page.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'

const desks: TestConsole[] = []
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close()
})

async function openDesk(limits: Partial<LiveLimits>): Promise<TestConsole> {
  const desk = await openTestConsole({ limits })
  desks.push(desk)
  return desk
}

const pulse = { type: 'subscribe', view: 'pulse', filter: 'open' }
const isLive = (message: ServerMessage) => message.type === 'live'
const row = (index: number): DigestRow => [
  `e${index}`,
  index,
  'suspend',
  'x'.repeat(100),
  'y'.repeat(100),
  1,
  1,
  'info',
  0,
]
const flood = (desk: TestConsole, rows: number) =>
  desk.live.changes(Array.from({ length: rows }, (_, index) => row(index)))

it('the stream is shown in part and counted in whole', async () => {
  const desk = await openDesk({ pulsePerSecondMax: 10 })
  const page = await openPage(desk)
  page.say(pulse)
  await page.until(isLive)
  flood(desk, 1_000)
  desk.live.changes([['alarm', 1, 'deactivate', 'd', 'p', 900, 900, 'critical', 1]])
  const rows = () =>
    page.heard.flatMap((message) =>
      message.type === 'delta' && message.view === 'pulse'
        ? message.ops.flatMap((op) => (op.op === 'put' ? [op.row] : []))
        : [],
    )
  await until(() => rows().some((one) => one.kind === 'tally' && one.seen === 1_001))
  const changes = rows().filter((one) => one.kind === 'change')
  expect(changes.filter((one) => one.alerted)).toHaveLength(1)
  expect(changes.filter((one) => !one.alerted)).toHaveLength(10)
})

it('a page that takes nothing is told that it is behind, gets no more deltas, and is cut off in the end', async () => {
  const desk = await openDesk({ behindBytes: 20_000, pulsePerSecondMax: 1e6, lagMsMax: 1_500 })
  const page = await openPage(desk, { acknowledges: false })
  page.say(pulse)
  await page.until(isLive)
  const deltas = () => page.heard.filter((message) => message.type === 'delta').length
  await until(() => {
    flood(desk, 100)
    return page.heard.some((message) => message.type === 'behind')
  })
  const then = deltas()
  flood(desk, 1_000)
  expect(await page.closed).toBe(1006)
  expect(deltas()).toBe(then)
  expect(page.heard.filter(({ type }) => type === 'behind')).toHaveLength(1)
  const cut = await until(() => desk.notices.find((said) => said.kind === 'SocketClosed'))
  expect(cut).toEqual({ kind: 'SocketClosed', code: 4408, says: 'the connection could not keep up' })
})

it('a page that was behind and catches up gets a snapshot, and goes on from there', async () => {
  const desk = await openDesk({ behindBytes: 20_000, pulsePerSecondMax: 1e6 })
  const page = await openPage(desk, { acknowledges: false })
  page.say(pulse)
  await page.until(isLive)
  await until(() => {
    flood(desk, 100)
    return page.heard.some((message) => message.type === 'behind')
  })
  const pages = () => page.heard.filter((message) => message.type === 'snapshot').length
  const before = pages()
  await until(() => {
    page.say({ type: 'ack', received: page.heard.length })
    return pages() > before
  })
  await until(() => {
    page.say({ type: 'ack', received: page.heard.length })
    return page.heard.filter(isLive).length === 2
  })
  expect(page.heard.findLastIndex(isLive)).toBeGreaterThan(
    page.heard.findIndex(({ type }) => type === 'behind'),
  )
})
