import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkRoles, permissions, permissionsOf } from '../../src/console/auth/permissions.ts'
import { triesMax, windowMs } from '../../src/console/auth/sign-in.ts'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import { hashSecret } from '../../src/edges/secret-hash.ts'
import { type DeskRole, deskRoles } from '../../src/ports/people.ts'
import { openPage, until } from './live-page.ts'
import { openTestConsole, signIn, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'

let desk: TestConsole
let secretHash: string
const secret = 'a secret of twelve or more'
let keys = 0

beforeAll(async () => {
  desk = await openTestConsole({
    ownTeam: 'refuse',
    linkStays: false,
    veiled: true,
    routes: (app, permit) => app.get('/v1/demo', (request) => ({ permitted: permit(request) })),
  })
  // One for all: making one takes a while.
  secretHash = await hashSecret(secret)
}, 60_000)
afterAll(() => desk.close())

const add = (id: string, roles: readonly DeskRole[], team?: string) =>
  desk.people.add({ id, name: id, team, roles, secretHash }, 'root', 1)

const send = (
  method: string,
  path: string,
  cookie: string,
  body?: unknown,
  over: Record<string, string> = {},
) =>
  fetch(`${desk.address}${path}`, {
    method,
    headers: {
      cookie,
      origin: desk.address,
      'idempotency-key': `people-key-${++keys}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...over,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const trySignIn = (person: string, secret: string) => send('POST', '/v1/session', '', { person, secret })

async function signedIn(person: string): Promise<string> {
  const answer = await trySignIn(person, secret)
  expect([person, answer.status]).toEqual([person, 201])
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function record(): Promise<
  { deed: string; at: number; about?: string; who: string | undefined; entry: AuditEntry }[]
> {
  const rows = await desk.audit.rows(0, 10_000)
  return Promise.all(
    rows.map(async ({ body }) => {
      const entry: AuditEntry = JSON.parse(body)
      const { who } = await desk.audit.unseal(entry)
      return {
        deed: entry.deed,
        at: entry.at,
        who,
        entry,
        ...(entry.about === undefined ? {} : { about: entry.about }),
      }
    }),
  )
}

async function openCase(actorId: string, team = 'support'): Promise<string> {
  await desk.cases.takeAlerts(
    [alertOn(changeBy(actorId, { actor: { id: actorId, kind: 'contractor', team } }), { mode: 'approve' })],
    desk.clock.now(),
  )
  const all = await desk.cases.list({ order: 'newest', limit: 200 })
  return all.find((one) => one.actorId === actorId)?.caseId ?? ''
}

describe('the table of permissions', () => {
  /** Written by hand, so that a slip in the table shows: roles down, permissions across. */
  const expected = `
             read  work  undo  veto  approve  excluded  contain  preauthorise  vouch  kill-switch  limits  reveal  record  demo
    viewer   yes   -     -     -     -        -         -        -             -      -            -       -       -       -
    analyst  yes   yes   yes   yes   -        -         -        -             yes    yes          -       -       -       yes
    approver yes   yes   yes   yes   yes      -         yes      yes           yes    yes          yes     yes     -       yes
    cleared  -     -     -     -     -        yes       -        -             -      -            -       -       -       -
    admin    yes   -     -     -     -        -         -        yes           -      yes          yes     -       -       yes
    auditor  yes   -     -     -     -        -         -        -             -      -            -       yes     yes     -`
  const table = expected.trim().split('\n')
  const [head = [], ...lines] = table.map((line) => line.trim().split(/\s+/))
  const granted = (role: DeskRole) =>
    head.filter((_, n) => lines.find(([name]) => name === role)?.[n + 1] === 'yes')

  it('grants each role what it should, and nobody without a role anything', () => {
    expect(head).toEqual(permissions)
    for (const role of deskRoles) expect([role, permissionsOf([role])]).toEqual([role, granted(role)])
    expect(permissionsOf([])).toEqual([])
    // Whoever holds the one-time link reads no record of their own acts, and is cleared for nothing.
    expect(permissions.filter((one) => !permissionsOf(linkRoles).includes(one))).toEqual([
      'excluded',
      'record',
    ])
  })

  it('holds at every route for every role', async () => {
    const doors = desk.server.routes.filter(({ needs }) => needs !== 'open' && needs !== 'own')
    expect(doors.map(({ method, url, needs }) => `${method} ${url} ${needs}`).sort()).toEqual([
      'DELETE /v1/session read',
      'GET /v1/cases read',
      'GET /v1/cases/:id read',
      'GET /v1/cases/:id/record record',
      'GET /v1/checks vouch',
      'GET /v1/checks/:id vouch',
      'GET /v1/containments read',
      'GET /v1/kill-switch read',
      'GET /v1/limits read',
      'GET /v1/preauthorisations read',
      'GET /v1/reversals read',
      'HEAD /v1/cases read',
      'HEAD /v1/cases/:id read',
      'HEAD /v1/cases/:id/record record',
      'HEAD /v1/checks vouch',
      'HEAD /v1/checks/:id vouch',
      'HEAD /v1/containments read',
      'HEAD /v1/kill-switch read',
      'HEAD /v1/limits read',
      'HEAD /v1/preauthorisations read',
      'HEAD /v1/reversals read',
      'POST /v1/alerts/:id/contain contain',
      'POST /v1/alerts/:id/contain/withdraw contain',
      'POST /v1/alerts/:id/lift contain',
      'POST /v1/alerts/:id/reverse undo',
      'POST /v1/cases/:id/acknowledge work',
      'POST /v1/cases/:id/assign work',
      'POST /v1/cases/:id/reveal reveal',
      'POST /v1/cases/:id/verdict work',
      'POST /v1/checks/:id/approve vouch',
      'POST /v1/checks/:id/refuse vouch',
      'POST /v1/kill-switch kill-switch',
      'POST /v1/limits/breaker/close limits',
      'POST /v1/limits/demotions/end limits',
      'POST /v1/live-ticket read',
      'POST /v1/preauthorisations preauthorise',
      'POST /v1/preauthorisations/:id/confirm preauthorise',
      'POST /v1/preauthorisations/:id/withdraw preauthorise',
      'POST /v1/reversals/:id/acknowledge work',
      'POST /v1/reversals/:id/approve approve',
      'POST /v1/reversals/:id/extend veto',
      'POST /v1/reversals/:id/hand-over veto',
      'POST /v1/reversals/:id/veto veto',
    ])
    for (const role of [...deskRoles, undefined]) {
      const id = `walks-${role ?? 'as-nobody'}`
      await add(id, role === undefined ? [] : [role])
      const cookie = await signedIn(id)
      for (const { method, url, needs } of doors) {
        if (method === 'DELETE') continue
        const answer = await send(
          method,
          url.replaceAll(/:\w+/g, 'x'),
          cookie,
          method === 'POST' ? {} : undefined,
        )
        const isRefused = answer.status === 403
        const mayPass = role !== undefined && granted(role).includes(needs)
        expect([role, method, url, isRefused]).toEqual([role, method, url, !mayPass])
      }
    }
  }, 60_000)

  it('lets nobody in at any of them without a session', async () => {
    for (const { method, url, needs } of desk.server.routes) {
      if (needs === 'open' || needs === 'own') continue
      const answer = await send(method, url.replaceAll(/:\w+/g, 'x'), '')
      expect([method, url, answer.status]).toEqual([method, url, 401])
    }
  })

  it('a route that names no permission is not opened', async () => {
    const open = openTestConsole({
      routes: (app) => app.get('/v1/forgotten', { config: { door: undefined as never } }, () => 'all of it'),
    })
    await expect(open).rejects.toThrow('GET /v1/forgotten names no permission')
  })
})

describe('signing in', () => {
  it('with the right secret opens a session of a new kind each time, and the roles of the person', async () => {
    await add('gina', ['analyst', 'viewer'], 'safety')
    const first = await trySignIn('gina', secret)
    expect(await first.json()).toMatchObject({
      person: { id: 'gina', team: 'safety', permissions: permissionsOf(['analyst']) },
    })
    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-sid=[\w-]{43}; Max-Age=36000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    )
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const again = await send('POST', '/v1/session', cookie, { person: 'gina', secret })
    expect(again.status).toBe(201)
    expect(again.headers.get('set-cookie')).not.toContain(cookie)
    // What this browser had before is worth nothing any more.
    expect((await send('GET', '/v1/cases', cookie)).status).toBe(401)
    const deeds = (await record()).filter(({ who }) => who === 'gina').map(({ deed }) => deed)
    expect(deeds).toEqual(['signed-in', 'signed-out', 'signed-in'])
  })

  it('is refused alike for a wrong secret, a stranger and somebody who is disabled, and recorded', async () => {
    await add('hans', ['analyst'])
    await desk.people.disable('hans', 'root', 'left', 2)
    await add('iris', ['analyst'])
    const answers = [
      await trySignIn('iris', 'not her secret at all'),
      await trySignIn('stranger', secret),
      await trySignIn('hans', secret),
    ]
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
    expect(bodies[0]).toMatchObject({ status: 401, code: 'wrong-secret' })
    expect((await record()).filter(({ deed }) => deed === 'sign-in-refused')).toHaveLength(3)
    expect(desk.notices.filter(({ kind }) => kind === 'SignInRefused')).toHaveLength(3)
  })

  it('comes to an end after a few wrong secrets, also for the right one, and opens again later', async () => {
    await add('jana', ['analyst'])
    const tries = await Promise.all(
      Array.from({ length: triesMax.personAtAddress + 6 }, () => trySignIn('jana', 'guessing and guessing')),
    )
    // However many at once: no more of them were looked at.
    expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(triesMax.personAtAddress)
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(6)
    expect(await (await trySignIn('jana', secret)).json()).toMatchObject({ status: 429, code: 'too-many' })
    expect((await trySignIn('gina', secret)).status).toBe(201)
    desk.clock.aheadMs = windowMs
    expect((await trySignIn('jana', secret)).status).toBe(201)
    desk.clock.aheadMs = 0
  }, 60_000)

  it('a link signs nobody in once there are people', async () => {
    expect(desk.server.signInLink()).toContain('#key=')
    expect(await signIn(desk)).toBe('')
  })

  it('roles that are taken away are gone with the next request, and so is a disabled person', async () => {
    await add('kate', ['analyst'])
    const cookie = await signedIn('kate')
    const turn = () => send('POST', '/v1/kill-switch', cookie, { on: false, reason: 'a drill' })
    expect((await turn()).status).toBe(200)
    await desk.people.change('kate', { roles: ['viewer'] }, 'root', 3)
    expect([(await turn()).status, (await send('GET', '/v1/cases', cookie)).status]).toEqual([403, 200])
    await desk.people.disable('kate', 'root', 'left', 4)
    expect((await send('GET', '/v1/cases', cookie)).status).toBe(401)
  })
})

describe('what people do', () => {
  it('stands in the record with the request that did it: seen, done, before and after', async () => {
    await add('lena', ['analyst'])
    const cookie = await signedIn('lena')
    const caseId = await openCase('watched')
    await send('GET', '/v1/cases', cookie)
    await send('GET', `/v1/cases/${caseId}`, cookie)
    const done = await send(
      'POST',
      `/v1/cases/${caseId}/verdict`,
      cookie,
      { verdict: 'not-meant', note: 'a slip' },
      { 'if-match': '"1"' },
    )
    expect(done.status).toBe(200)
    const mine = (await record()).filter(({ who }) => who === 'lena')
    expect(mine.map(({ deed, about }) => [deed, about])).toEqual([
      ['signed-in', undefined],
      ['cases-listed', undefined],
      ['case-seen', caseId],
      ['verdict-given', caseId],
    ])
    const entry = mine.at(-1)?.entry
    expect(entry).toMatchObject({
      before: { state: 'new', version: 1 },
      after: { state: 'closed', version: 2, lastVerdict: 'not-meant' },
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    })
    expect(await desk.audit.unseal(entry as AuditEntry)).toEqual({
      who: 'lena',
      whom: 'watched',
      why: 'a slip',
    })
  })

  it.each([
    ['themself', 'maria', 'elsewhere', 'own-case'],
    ['their team, where the policy says so', 'mate', 'safety', 'own-team'],
  ])('nobody acts on a case about %s: refused, recorded, alerted', async (_whom, actorId, team, code) => {
    await add('maria', ['analyst'], 'safety')
    const cookie = await signedIn('maria')
    const caseId = await openCase(actorId, team)
    const alertId = alertOn(changeBy(actorId)).alertId
    const tries = [
      await send('POST', `/v1/cases/${caseId}/acknowledge`, cookie, undefined, { 'if-match': '"1"' }),
      await send('POST', `/v1/alerts/${encodeURIComponent(alertId)}/reverse`, cookie, {
        reason: 'please do',
      }),
    ]
    const is = code === 'own-case' ? { status: 404, code: 'not-found' } : { status: 403, code }
    for (const answer of tries) expect(await answer.json()).toMatchObject(is)
    expect((await desk.cases.detail(caseId))?.case).toMatchObject({ state: 'new', version: 1 })
    const refused = (await record()).filter(({ deed, about }) => deed === 'act-refused' && about === caseId)
    expect(refused.map(({ who, entry }) => [who, entry.after])).toEqual([
      ['maria', { act: 'acknowledge', refused: code }],
      ['maria', { act: 'undo', refused: code }],
    ])
    const told = (await desk.outbox.waiting(500)).filter(({ topic }) => topic === 'countermand.alerts')
    const alerts = told.map(({ record: { value } }) => JSON.parse(String(value)))
    expect(alerts.filter((one) => one.change.actor.id === actorId)).toMatchObject([
      { kind: 'own-case', severity: 'critical', mode: 'observe', countermeasure: 'none' },
    ])
    expect(desk.notices.filter(({ kind }) => kind === 'OwnCaseRefused').length).toBeGreaterThanOrEqual(2)
    // Somebody else may.
    await add('nora', ['analyst'], 'payments')
    const other = await send('POST', `/v1/cases/${caseId}/acknowledge`, await signedIn('nora'), undefined, {
      'if-match': '"1"',
    })
    expect(other.status).toBe(200)
  })

  it('what they tell the machine says who they are, their team, and whether they are at the desk', async () => {
    await add('olga', ['analyst'], 'payments')
    const cookie = await signedIn('olga')
    const ask = async (actorId: string) => {
      await openCase(actorId)
      const alertId = alertOn(changeBy(actorId)).alertId
      const answer = await send('POST', `/v1/alerts/${encodeURIComponent(alertId)}/reverse`, cookie, {
        reason: 'the owner called',
      })
      expect(answer.status).toBe(200)
      const waiting = await desk.outbox.waiting(500)
      const told = waiting.find(
        ({ topic, record: { value } }) =>
          topic === 'countermand.instructions' && String(value).includes(alertId),
      )
      return JSON.parse(String(told?.record.value))
    }
    expect(await ask('first')).toMatchObject({ by: 'olga', team: 'payments', onShift: false })
    const page = await openPage(desk, { cookie })
    await page.until((message) => message.type === 'welcome')
    expect(await ask('second')).toMatchObject({ by: 'olga', team: 'payments', onShift: true })
    page.close()
    desk.clock.aheadMs = 121_000
    expect(await ask('third')).toMatchObject({ onShift: false })
    desk.clock.aheadMs = 0
    await until(() => desk.live.clients() === 0)
  })

  it('shows no member of the staff by their id, but to whoever may know and says why', async () => {
    await add('petra', ['approver'])
    await add('quentin', ['auditor'])
    await add('rosa', ['analyst'])
    const [approver, auditor, analyst] = [
      await signedIn('petra'),
      await signedIn('quentin'),
      await signedIn('rosa'),
    ]
    const caseId = await openCase('st-4711')
    const seen = await (await send('GET', `/v1/cases/${caseId}`, analyst)).text()
    const list = await (await send('GET', '/v1/cases', analyst)).text()
    const acted = await send('POST', `/v1/cases/${caseId}/acknowledge`, analyst, undefined, {
      'if-match': '"1"',
    })
    for (const text of [seen, list, await acted.text()])
      expect(text.replaceAll(/"(alertId|eventId)":"[^"]*"/g, '')).not.toContain('st-4711')
    const pseudonym = /actor-[0-9a-f]{10}/.exec(seen)?.[0]

    const ask = (cookie: string, body: object) => send('POST', `/v1/cases/${caseId}/reveal`, cookie, body)
    expect((await ask(analyst, { reason: 'just curious' })).status).toBe(403)
    expect((await ask(approver, {})).status).toBe(400)
    expect(await (await ask(approver, { reason: 'to call them' })).json()).toEqual({
      actors: [{ pseudonym, actorId: 'st-4711' }],
    })
    const told = (await record()).filter(({ deed }) => deed === 'actors-revealed')
    expect(told.map(({ who, about }) => [who, about])).toEqual([['petra', caseId]])

    expect((await send('GET', `/v1/cases/${caseId}/record`, approver)).status).toBe(403)
    const answer = await send('GET', `/v1/cases/${caseId}/record`, auditor)
    const { entries } = (await answer.json()) as { entries: { deed: string; who: string; whom: string }[] }
    expect(entries.map(({ deed, who, whom }) => [deed, who, whom])).toEqual([
      ['case-seen', 'rosa', pseudonym],
      ['acknowledged', 'rosa', pseudonym],
      ['actors-revealed', 'petra', pseudonym],
    ])
    expect(entries.at(-1)).toMatchObject({ why: 'to call them' })
    expect(JSON.stringify(entries)).not.toContain('st-4711')
  })
})
