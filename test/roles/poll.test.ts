import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mapRecord } from '../../src/core/change/map-record.ts'
import { isFaulty, readMapping } from '../../src/core/change/mapping.ts'
import type { PollSpec } from '../../src/core/change/poll-spec.ts'
import { openHttpSource } from '../../src/edges/source/http-source.ts'
import { type Database, openDatabase } from '../../src/edges/store/database.ts'
import { openPollPlaces } from '../../src/edges/store/poll-places.ts'
import type { Log, NewRecord } from '../../src/ports/log.ts'
import type { Notice } from '../../src/ports/notice.ts'
import { startPoll } from '../../src/roles/poll.ts'

/** A platform that pages its events by time, and forgets to show those that are not committed yet. */
let events: { id: number; at: number; who: string }[]
let fails: boolean
let asked: string[]
let server: Server
let url: string
let folder: string
let database: Database
let topic: NewRecord[]
let notices: Notice[]
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  ;[events, asked, topic, notices, stops, fails] = [[], [], [], [], [], false]
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const cursor = searchParams.get('after') ?? ''
    asked.push(`${request.headers.authorization} ${cursor}`)
    if (fails) return void response.writeHead(503).end()
    const [ms = 0, id = 0] = cursor.split('::').map(Number)
    const page = events
      .filter((event) => event.at > ms || (event.at === ms && event.id > id))
      .sort((a, b) => a.at - b.at || a.id - b.id)
      .slice(0, 3)
    const last = page.at(-1)
    response.end(
      JSON.stringify({ events: page, ...(last === undefined ? {} : { cursor: `${last.at}::${last.id}` }) }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  url = `http://127.0.0.1:${address.port}`
  folder = mkdtempSync(join(tmpdir(), 'countermand-poll-'))
  database = await openDatabase(join(folder, 'store.sqlite'))
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await database.destroy()
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})

const text = (address: string) => `source: tool
poll:
  url: ${address}/log?after=\${cursor}
  authorizationFrom: TOOL
  cursor: \${time.ms}::0
  eventsAt: events
  nextAt: cursor
  idAt: id
  timeAt: at
  everyMs: 50
  overlapMs: 5000
where: record.who != 'nobody'
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'suspend'"
  account: { id: "'a1'" }
  actor: { id: record.who, kind: "'employee'" }
`

async function start() {
  const mapping = readMapping(text(url))
  if (isFaulty(mapping) || mapping.poll === undefined) throw new Error(JSON.stringify(mapping))
  const spec: PollSpec = mapping.poll
  const log: Pick<Log, 'append'> = { append: async (_topic, records) => void topic.push(...records) }
  const role = await startPoll(
    {
      source: openHttpSource(spec, undefined, { TOOL: 'Bearer abc' }),
      places: openPollPlaces(database),
      log: log as Log,
      reader: { read: (value) => mapRecord(mapping, JSON.parse(String(value))).changes },
      clock: { now: () => Date.now(), monotonicMs: () => performance.now() },
      notice: (one) => void notices.push(one),
    },
    { name: 'tool', topic: 'account.changes', spec },
  )
  let isOver = false
  const stop = async () => {
    if (!isOver) await role.stop()
    isOver = true
  }
  stops.push(stop)
  return { ...role, stop }
}

const ids = () => topic.map(({ value }) => JSON.parse(String(value)).id)
/** The ids on the topic, once there are so many. */
async function told(count: number): Promise<readonly number[]> {
  await expect.poll(() => topic.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
  return ids()
}

test('events come on the topic as they are, under their actor, page after page', async () => {
  const now = Date.now()
  events = [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, at: now + id, who: `mo-${id}` }))
  await start()
  expect(await told(7)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(topic.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => `mo-${id}`))
  expect(asked[0]).toMatch(/^Bearer abc \d+::0$/)
})

test('an event that was written late is not lost, and none comes twice', async () => {
  const now = Date.now()
  events = [{ id: 2, at: now + 100, who: 'mo' }]
  await start()
  expect(await told(1)).toEqual([2])
  events.push({ id: 1, at: now + 50, who: 'mo' })
  expect(await told(2)).toEqual([2, 1])
  const before = asked.length
  await expect.poll(() => asked.length, { timeout: 5_000 }).toBeGreaterThan(before + 4)
  expect(ids()).toEqual([2, 1])
})

test('an event dated an hour ahead comes once, is told, and hides none that come after it', async () => {
  const hour = 3_600_000
  events = [{ id: 1, at: Date.now() + hour, who: 'mo' }]
  const first = await start()
  expect(await told(1)).toEqual([1])
  const says = 'new events of tool are dated ahead of our clock: 1'
  expect(notices).toEqual([{ kind: 'PlatformTrouble', what: says, cause: undefined }])
  events.push({ id: 2, at: Date.now(), who: 'mo' })
  expect(await told(2)).toEqual([1, 2])
  await first.stop()
  events.push({ id: 3, at: Date.now(), who: 'mo' })
  const second = await start()
  expect(await told(3)).toEqual([1, 2, 3])
  expect([second.unready(), notices.length]).toEqual([undefined, 1])
})

test('a burst of more pages than one reading takes is read to its end, each once; until then it is not ready', async () => {
  const now = Date.now()
  const burst = Array.from({ length: 700 }, (_, id) => ({ id, at: now + (id % 7), who: 'mo' }))
  events = [...burst]
  const role = await start()
  await expect.poll(() => role.unready(), { timeout: 10_000, interval: 1 }).toBeDefined()
  expect(role.unready()).toBe('the events of tool are read late: more than 100 pages waited')
  const all = await told(700)
  expect([all.length, new Set(all).size]).toEqual([700, 700])
  await expect.poll(() => role.unready(), { timeout: 10_000 }).toBeUndefined()
  events.push({ id: 700, at: now + 7, who: 'mo' })
  expect((await told(701)).at(-1)).toBe(700)
  expect(notices[0]).toMatchObject({
    kind: 'PlatformTrouble',
    what: 'more than 100 pages of events of tool wait: it is read late',
  })
})

test('what is no change is left out', async () => {
  const now = Date.now()
  events = [
    { id: 1, at: now + 1, who: 'nobody' },
    { id: 2, at: now + 2, who: 'mo' },
  ]
  await start()
  expect(await told(1)).toEqual([2])
})

test('a successor goes on where the one before it was, and drops what that one had', async () => {
  const now = Date.now()
  events = [{ id: 1, at: now + 1, who: 'mo' }]
  const first = await start()
  expect(await told(1)).toEqual([1])
  await first.stop()
  events.push({ id: 2, at: now + 2, who: 'mo' })
  await start()
  expect(await told(2)).toEqual([1, 2])
})

test('of two instances one reads', async () => {
  const now = Date.now()
  const first = await start()
  await expect.poll(() => asked.length, { timeout: 5_000 }).toBeGreaterThan(0)
  const second = await start()
  events = [{ id: 1, at: now + 1, who: 'mo' }]
  expect(await told(1)).toEqual([1])
  expect([first.unready(), second.unready()]).toEqual([undefined, undefined])
})

test('a source that fails is asked again, and that is said', async () => {
  fails = true
  await start()
  await expect.poll(() => notices.length, { timeout: 5_000 }).toBeGreaterThan(1)
  expect(notices[0]).toMatchObject({ kind: 'PlatformTrouble', what: 'the events of tool cannot be read' })
  fails = false
  events = [{ id: 1, at: Date.now(), who: 'mo' }]
  expect(await told(1)).toEqual([1])
})

test.each([
  [/after=\$\{cursor\}/, 'x', 'poll.url: it must send ${cursor}: where to go on'],
  [/http:\S+/, '/log?after=${cursor}', 'poll.url: /log?after=${cursor}: an address is meant'],
  [/time\.ms/, 'time', 'poll.cursor: ${time} is none of time.ms time.s time.iso'],
  [/ {2}idAt: id\n/, '', 'poll.idAt: must be given'],
])('a mapping is refused where %s is %s', (from, to, says) => {
  const read = readMapping(text(url).replace(from, () => to))
  expect(isFaulty(read) ? read.map((fault) => `${fault.at}: ${fault.says}`).join() : '').toContain(says)
})
