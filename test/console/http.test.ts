import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseOpenDoor } from '../../src/console/auth/people.ts'
import { openTestConsole, signIn, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'

let desk: TestConsole
let cookie: string
let keys = 0

beforeAll(async () => {
  desk = await openTestConsole({
    routes: (app, permit) => {
      app.get('/v1/demo', (request) => ({ permitted: permit(request) }))
      app.post('/v1/demo/play', (request) => ({ permitted: permit(request) }))
    },
  })
  cookie = await signIn(desk)
})
afterAll(() => desk.close())

const get = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${desk.address}${path}`, { headers, redirect: 'manual' })

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${desk.address}${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: desk.address,
      'idempotency-key': `test-key-${++keys}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function openCase(actorId: string, over = {}): Promise<string> {
  await desk.cases.takeAlerts([alertOn(changeBy(actorId), over)], desk.clock.now())
  const found = (await desk.cases.list({ order: 'newest', limit: 200 })).find(
    (one) => one.actorId === actorId,
  )
  return found?.caseId ?? ''
}

describe('the door', () => {
  it('lets anybody load the page and its script, and shows nobody any data', async () => {
    expect((await get('/', {})).status).toBe(200)
    expect((await get('/assets/page-1a2b.js', {})).headers.get('cache-control')).toContain('immutable')
    for (const path of [
      '/v1/cases',
      '/v1/cases/x',
      '/v1/kill-switch',
      '/%76%31/cases',
      '/v1//cases',
      '/V1/cases',
    ]) {
      const answer = await get(path, {})
      expect([path, answer.status >= 400]).toEqual([path, true])
      expect(await answer.text()).not.toContain('caseId')
    }
    const refused = await get('/v1/cases', {})
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(await refused.json()).toEqual({
      type: 'urn:countermand:not-signed-in',
      title: 'nobody is signed in here, or the session has ended',
      status: 401,
      code: 'not-signed-in',
    })
  })

  it('sends the whole policy of the page with every answer', async () => {
    for (const path of ['/', '/v1/session', '/nothing-here', '/healthz']) {
      const { headers } = await get(path, {})
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-frame-options')).toBe('DENY')
    }
  })

  it('a link signs in once, and the second who opens it is told so', async () => {
    const key = desk.server.signInLink().split('#key=')[1]
    const use = () => post('/v1/session', { key }, { cookie: '' })
    const first = await use()
    expect(first.status).toBe(201)
    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-sid=[\w-]{43}; Max-Age=36000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    )
    expect(await (await use()).json()).toMatchObject({ code: 'link-used', status: 403 })
  })

  it('a session ends when its person signs out, after half an hour away, and after ten hours at work', async () => {
    const mine = await signIn(desk)
    const asMine = () => get('/v1/cases', { cookie: mine }).then((answer) => answer.status)
    expect(await asMine()).toBe(200)
    desk.clock.aheadMs = 31 * 60_000
    expect(await asMine()).toBe(401)
    desk.clock.aheadMs = 0
    expect(await asMine()).toBe(200)
    for (let minutes = 20; minutes < 600; minutes += 20) {
      desk.clock.aheadMs = minutes * 60_000
      expect([minutes, await asMine()]).toEqual([minutes, 200])
    }
    desk.clock.aheadMs = 601 * 60_000
    expect(await asMine()).toBe(401)
    desk.clock.aheadMs = 0

    const other = await signIn(desk)
    const out = await fetch(`${desk.address}/v1/session`, {
      method: 'DELETE',
      headers: { cookie: other, origin: desk.address },
    })
    expect([out.status, (await get('/v1/cases', { cookie: other })).status]).toEqual([204, 401])
  })

  it('a write that does not come from our own page is refused, cookie or not', async () => {
    const caseId = await openCase('origin')
    for (const origin of ['https://evil.example', 'null', `${desk.address}.evil.example`]) {
      const answer = await post(`/v1/cases/${caseId}/acknowledge`, undefined, { origin, 'if-match': '"1"' })
      expect(await answer.json()).toMatchObject({ code: 'wrong-origin' })
    }
  })

  it('routes of others keep their own door, and learn whether a signed-in person asks from our page', async () => {
    expect(await (await get('/v1/demo')).json()).toEqual({ permitted: true })
    expect(await (await get('/v1/demo', {})).json()).toEqual({ permitted: false })
    const elsewhere = await post('/v1/demo/play', undefined, { origin: 'https://evil.example' })
    expect(await elsewhere.json()).toEqual({ permitted: false })
  })

  it('is not opened to other machines before somebody says by which addresses people come', () => {
    expect(refuseOpenDoor('127.0.0.1', [])).toBeUndefined()
    expect(refuseOpenDoor('localhost', [])).toBeUndefined()
    expect(refuseOpenDoor('::1', [])).toBeUndefined()
    expect(refuseOpenDoor('0.0.0.0', [])).toMatch(
      /^the console will not listen on 0\.0\.0\.0 before COUNTERMAND_ORIGINS/,
    )
    expect(refuseOpenDoor('127.0.0.1.evil.example', [])).toBeDefined()
    expect(refuseOpenDoor('0.0.0.0', ['https://desk.example'])).toBeUndefined()
  })
})

describe('a case over HTTP', () => {
  it('is listed and opened with its bars, reversals and history', async () => {
    const caseId = await openCase('listed')
    const list = await (await get('/v1/cases?state=open&limit=200')).json()
    expect(list).toMatchObject({ cases: expect.arrayContaining([expect.objectContaining({ caseId })]) })
    const answer = await get(`/v1/cases/${caseId}`)
    expect(answer.headers.get('etag')).toBe('"1"')
    expect(await answer.json()).toMatchObject({
      case: { caseId, state: 'new' },
      alerts: [{ scoreCenti: 2050, bars: { length: 10 } }],
      reversals: [],
      history: [],
    })
    expect((await get('/v1/cases/unknown')).status).toBe(404)
    expect((await get('/v1/cases?limit=201')).status).toBe(400)
  })

  it('is acknowledged upon the version that was seen, and the later one gets the case as it stands', async () => {
    const caseId = await openCase('acknowledged')
    const path = `/v1/cases/${caseId}/acknowledge`
    expect(await (await post(path, undefined)).json()).toMatchObject({ code: 'version-missing', status: 428 })
    expect(
      await (await post(path, undefined, { 'if-match': '"1"', 'idempotency-key': '' })).json(),
    ).toMatchObject({
      code: 'key-missing',
    })
    const done = await post(path, undefined, { 'if-match': '"1"' })
    expect([done.status, done.headers.get('etag')]).toEqual([200, '"2"'])
    const late = await post(path, undefined, { 'if-match': '"1"' })
    expect(await late.json()).toMatchObject({ status: 409, code: 'conflict', case: { caseId, version: 2 } })
  })

  it('the same write sent twice is carried out once', async () => {
    const caseId = await openCase('repeated')
    const send = () =>
      post(
        `/v1/cases/${caseId}/assign`,
        { assignee: 'analyst' },
        { 'if-match': '"1"', 'idempotency-key': 'same-key-1' },
      )
    expect(await (await send()).json()).toMatchObject({ case: { assignee: 'analyst', version: 2 } })
    const again = await send()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toMatchObject({ case: { version: 2 } })
  })

  it('takes the five verdicts and no other', async () => {
    const caseId = await openCase('verdicts')
    const say = (verdict: string) => post(`/v1/cases/${caseId}/verdict`, { verdict }, { 'if-match': '"1"' })
    expect((await say('criminal')).status).toBe(400)
    expect(await (await say('not-meant')).json()).toMatchObject({
      case: { lastVerdict: 'not-meant', state: 'closed' },
    })
  })

  it('about the analyst is for somebody else', async () => {
    const caseId = await openCase('analyst')
    const answer = await post(`/v1/cases/${caseId}/acknowledge`, undefined, { 'if-match': '"1"' })
    expect(await answer.json()).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('can be undone by a person where the policy lets a person, with a reason', async () => {
    await openCase('observed', { mode: 'observe' })
    await openCase('approvable', { mode: 'approve' })
    const undo = (actorId: string, body: object) =>
      post(`/v1/alerts/${encodeURIComponent(alertOn(changeBy(actorId)).alertId)}/reverse`, body)
    expect(await (await undo('observed', { reason: 'please' })).json()).toMatchObject({
      status: 403,
      title: 'the policy only observes here',
    })
    expect((await undo('approvable', {})).status).toBe(400)
    expect((await undo('approvable', { reason: 'the owner called' })).status).toBe(200)
    const told = (await desk.outbox.waiting(100)).filter(({ topic }) => topic === 'countermand.instructions')
    expect(told).toHaveLength(1)
  })
})

describe('the rest', () => {
  it('the kill switch is turned with a reason, and everybody sees by whom', async () => {
    expect(await (await get('/v1/kill-switch')).json()).toMatchObject({ on: false })
    expect((await post('/v1/kill-switch', { on: true })).status).toBe(400)
    expect((await post('/v1/kill-switch', { on: true, reason: 'drill' })).status).toBe(200)
    expect(await (await get('/v1/kill-switch')).json()).toMatchObject({
      on: true,
      says: 'drill',
      by: 'analyst',
    })
  })

  it('what is repeated late turns the kill switch off no more, and a key is good for one word', async () => {
    const turn = async (on: boolean, key: string) => {
      const answer = await post('/v1/kill-switch', { on, reason: 'drill' }, { 'idempotency-key': key })
      const { on: stands, code } = (await answer.json()) as { on?: boolean; code?: string }
      return [answer.status, stands ?? code, answer.headers.get('idempotent-replayed')]
    }
    expect(await turn(true, 'switch-key-1')).toEqual([200, true, null])
    expect(await turn(false, 'switch-key-1')).toEqual([422, 'key-reused', null])
    expect(await turn(false, 'switch-key-2')).toEqual([200, false, null])
    expect(await turn(true, 'switch-key-3')).toEqual([200, true, null])
    expect(await turn(false, 'switch-key-2')).toEqual([200, true, 'true'])
    expect(await turn(true, 'switch-key-2')).toEqual([200, true, null])
    expect(await turn(false, 'switch-key-4')).toEqual([200, false, null])
  })

  it('machines are answered without a session', async () => {
    expect(await (await get('/healthz', {})).json()).toEqual({ lives: true })
    expect(await (await get('/readyz', {})).json()).toEqual({
      ready: true,
      says: [],
      tables: [],
      record: [],
    })
    expect(await (await get('/metrics', {})).text()).toContain('countermand_up 1')
  })

  it('a body that is too large, or no JSON, is refused in words', async () => {
    const large = await post('/v1/kill-switch', { on: true, reason: 'x'.repeat(20_000) })
    expect(await large.json()).toMatchObject({ status: 413, code: 'too-large' })
    const broken = await fetch(`${desk.address}/v1/kill-switch`, {
      method: 'POST',
      headers: { cookie, origin: desk.address, 'content-type': 'application/json' },
      body: '{"on":',
    })
    expect(await broken.json()).toMatchObject({ status: 400, code: 'bad-request' })
  })
})
