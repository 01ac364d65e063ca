import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import { limitAlert } from '../../src/core/reversal/limit-alert.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

let desk: TestConsole
let [ines, omar, ada]: Hand[] = []

beforeAll(async () => {
  desk = await openTestConsole({ doubts: [{ gate: 'lag', says: 'alerts are read 48 s late' }] })
  const people = await peopleOf(desk)
  ines = await people.add('ines', ['analyst'])
  omar = await people.add('omar', ['approver'])
  ada = await people.add('ada', ['admin'])
}, 60_000)
afterAll(() => desk.close())

const read = async () => (await (ines as Hand).get('/v1/limits')).json() as Promise<Record<string, unknown>>
const close = (hand: Hand | undefined) =>
  (hand as Hand).post('/v1/limits/breaker/close', { reason: 'the list was right' })
const closeWith = async (hand: Hand | undefined, key: string, reason = 'the list was right') => {
  const answer = await (hand as Hand).post('/v1/limits/breaker/close', { reason }, { 'idempotency-key': key })
  return [answer.status, ((await answer.json()) as { code?: string }).code]
}
const end = (hand: Hand | undefined, scope = 'tier everyone') =>
  (hand as Hand).post('/v1/limits/demotions/end', { scope, reason: 'looked at all of them' })
const open = () =>
  desk.limits.openBreaker(
    { cause: 'share', why: 'the machine would undo 8 of the last 20 restrictions' },
    desk.clock.now(),
    limitAlert({
      alertId: `b-${desk.clock.now()}`,
      eventId: 'b',
      severity: 'critical',
      says: 'open',
      at: desk.clock.now(),
    }),
  )
async function recorded(about: string) {
  const rows = await desk.audit.rowsAbout([about], 100)
  return Promise.all(
    rows.map(async ({ body }) => {
      const entry: AuditEntry = JSON.parse(body)
      return [entry.deed, (await desk.audit.unseal(entry)).who]
    }),
  )
}

describe('what bounds the machine', () => {
  it('is read at one place: switch by its ways, breaker, budgets with what is left, demotions, doubts', async () => {
    const now = desk.clock.now()
    await desk.database
      .insertInto('budget_tokens')
      .values([
        { budget: 'minute', token: 9, free_at: now + 50_000 },
        { budget: 'minute', token: 8, free_at: now + 50_000 },
        { budget: 'actor-hour:4:desk:d.keller', token: 4, free_at: now + 50_000 },
        { budget: 'actor-hour:4:desk:long-ago', token: 4, free_at: now - 1 },
      ])
      .execute()
    expect(await read()).toMatchObject({
      killSwitch: { on: false, ways: [{ way: 'console' }, { way: 'record' }, { way: 'file' }] },
      breaker: { open: false },
      budgets: [
        { says: 'of 10 a minute', tokens: 10, left: 6, leftForHighest: 8 },
        { says: 'of 50 an hour', tokens: 50, left: 40, leftForHighest: 50 },
        { says: 'of 20 an hour for the rule last-hour-on-protected', left: 16 },
        { says: 'of 5 an hour for one actor', actorId: 'd.keller', tokens: 5, left: 3, leftForHighest: 4 },
      ],
      demotions: [],
      doubts: [{ gate: 'lag', says: 'alerts are read 48 s late' }],
      asked: [],
    })
  })
})

describe('the breaker', () => {
  it('is closed by two people, and the first is told that it waits', async () => {
    await open()
    expect(await read()).toMatchObject({ breaker: { open: true, sparesHighestTier: true } })
    expect((await close(ines)).status).toBe(403)
    for (let times = 0; times < 2; times++) {
      const first = await close(omar)
      expect([first.status, await first.json()]).toMatchObject([
        202,
        { done: false, says: 'it waits for a second person, for five minutes' },
      ])
    }
    expect(await read()).toMatchObject({
      breaker: { open: true },
      asked: [{ what: 'breaker', by: 'omar', reason: 'the list was right' }],
    })
    const second = await close(ada)
    expect([second.status, await second.json()]).toEqual([200, { done: true, says: 'the breaker is closed' }])
    expect(await read()).toMatchObject({ breaker: { open: false }, asked: [] })
    expect(await recorded('breaker')).toEqual([
      ['breaker-turned', undefined],
      ['second-person-asked', 'omar'],
      ['breaker-turned', 'ada'],
    ])
  })

  it('stays open where the second comes later than five minutes', async () => {
    await open()
    expect((await close(omar)).status).toBe(202)
    desk.clock.aheadMs = 301_000
    expect((await close(ada)).status).toBe(202)
    desk.clock.aheadMs = 0
    expect(await read()).toMatchObject({ breaker: { open: true } })
  })

  it('is not closed by what comes late: a key is good for one yes', async () => {
    await open()
    expect(await closeWith(omar, 'late-key-1')).toEqual([202, undefined])
    expect(await closeWith(omar, 'late-key-1', 'another reason')).toEqual([422, 'key-reused'])
    expect(await closeWith(ada, 'late-key-1')).toEqual([200, undefined])
    desk.clock.aheadMs += 1_000
    await open()
    expect(await closeWith(omar, 'late-key-1')).toEqual([409, 'conflict'])
    expect(await closeWith(omar, 'late-key-2')).toEqual([202, undefined])
    expect(await closeWith(ada, 'late-key-1')).toEqual([409, 'conflict'])
    expect(await closeWith(ada, 'late-key-2')).toEqual([200, undefined])
  })
})

it('what bounds the machine, and what was said beforehand, is in the record as seen: once for all that is new', async () => {
  const seen = async (deed: string) => {
    const rows = await desk.audit.rows(0, 10_000)
    const found = rows.map(({ body }): AuditEntry => JSON.parse(body)).filter((one) => one.deed === deed)
    return Promise.all(found.map(async (one) => (await desk.audit.unseal(one)).who))
  }
  const turn = (on: boolean) => (ada as Hand).post('/v1/kill-switch', { on, reason: 'drill' })
  for (const [path, deed, news] of [
    ['/v1/limits', 'limits-seen', () => turn(true)],
    ['/v1/kill-switch', 'kill-switch-seen', () => turn(false)],
  ] as const) {
    const before = (await seen(deed)).length
    for (let n = 0; n < 3; n++) await (ada as Hand).get(path)
    expect((await seen(deed)).slice(before)).toEqual(['ada'])
    await (omar as Hand).get(path)
    expect((await seen(deed)).slice(before)).toEqual(['ada', 'omar'])
    await news()
    for (let n = 0; n < 3; n++) await (ada as Hand).get(path)
    expect((await seen(deed)).slice(before)).toEqual(['ada', 'omar', 'ada'])
  }
  const [limits] = (await desk.audit.rows(0, 10_000)).flatMap(({ body }) => {
    const entry: AuditEntry = JSON.parse(body)
    return entry.deed === 'limits-seen' ? [entry] : []
  })
  expect(limits).toMatchObject({ after: { doubts: 1 }, requestId: expect.stringMatching(/^[\w-]{36}$/) })
})

it('a demotion is ended by two people, each scope by itself', async () => {
  await desk.database
    .insertInto('demotions')
    .values({ scope: 'tier everyone', steps: 1, at: 5, why: 'analysts called 3 of the last 3 meant' })
    .execute()
  expect(await read()).toMatchObject({ demotions: [{ scope: 'tier everyone', steps: 1 }] })
  expect((await end(ines)).status).toBe(403)
  expect((await end(omar)).status).toBe(202)
  expect(await (await end(ada, 'tier another')).json()).toMatchObject({ done: true })
  expect(await read()).toMatchObject({ demotions: [{ scope: 'tier everyone' }] })
  expect((await end(ada)).status).toBe(200)
  expect(await read()).toMatchObject({ demotions: [] })
  expect(await recorded('tier everyone')).toEqual([['demotion-moved', 'ada']])
})
