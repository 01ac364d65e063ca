import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealIncident } from '../../src/app/veiled.ts'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import type { Sealable } from '../../src/core/case/seal.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import { shippedPolicy } from '../core/people.ts'
import { askAt, causeFor, foreseen, someBar } from './asking.ts'
import { openPage } from './live-page.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'
import { containmentOn, orderOn, questionOn } from './standing-things.ts'

/** What a court has sealed: its word, however it is spelt, and what stands in a note or an order. */
const secret = /court|NO-77/iu
const shipped = shippedPolicy('default')
/** Facts alone say that it applies (`when`): no word of the change is on any list. */
const gagOrder: Sealable = { name: 'gag-court', reasons: new Set(), holds: new Set(), sealed: true }
const exclusions = [...shipped.exclusions, gagOrder]
const gagged = (): AccountChange => ({ ...change('spam'), reason: { code: 'spam', note } })
const checkId = '00000000-0000-4000-8000-000000000001'
const cause = causeFor('a question')
const reason = 'looked at it'

let desk: TestConsole
let hands: Readonly<
  Record<'viewer' | 'analyst' | 'approver' | 'admin' | 'auditor' | 'cleared' | 'known', Hand>
>
let caseId: string
let judged: Response

const note = 'sealed order of the high court NO-77'
const change = (code = 'court-order') =>
  changeBy('d.keller', { occurredAt: desk.clock.now(), reason: { code, policies: ['Court_Order'], note } })
const alert = () =>
  alertOn(change(), {
    alertId: 'a-1',
    exclusion: 'court-order',
    says: 'nobody but the actor says that "court-order" applies.',
    bars: [{ ...someBar, observed: 'never gave the code Court Order' }],
  })
const waiting = (state: 'proposed' | 'counting' = 'counting') =>
  reversalOf(alert(), state, {
    version: 1,
    commandHash: 'hash-1',
    deadlineAt: desk.clock.now() + 120_000,
    says: 'it waits: the account is held: court-order',
  })

beforeAll(async () => {
  desk = await openTestConsole({
    veiled: true,
    exclusions,
    changes: { readChange: () => [gagged()] },
    check: async (asked) => {
      const seen = foreseen(asked, 'second-person')
      return { ...seen, foresight: { ...seen.foresight, exclusions: ['gag-court'] } }
    },
    containing: { sources: ['desk'], approvers: 2 },
  })
  const people = await peopleOf(desk)
  hands = {
    viewer: await people.add('vera', ['viewer'], 'safety'),
    analyst: await people.add('ines', ['analyst'], 'safety'),
    approver: await people.add('omar', ['approver'], 'safety'),
    admin: await people.add('ada', ['admin'], 'safety'),
    auditor: await people.add('otto', ['auditor'], 'safety'),
    cleared: await people.add('cleo', ['cleared'], 'safety'),
    known: await people.add('lena', ['approver', 'cleared'], 'legal'),
  }
  const now = desk.clock.now()
  await desk.cases.takeAlerts([alert()], now)
  await desk.cases.takeReversals([waiting()], now)
  const contained = { state: 'contained', says: 'for the court order' } as const
  await containmentOn(desk, { actorId: 'd.keller', alertId: 'a-1', ...contained })
  const bars = [{ ...someBar, observed: 'a COURT_ORDER' }]
  await questionOn(desk, { checkId, cause, change: change('Court-Order'), says: 'says "Court-Order"', bars })
  await orderOn(desk, { order: 'high court NO-77' })
  caseId = (await desk.cases.list({ order: 'newest', limit: 1 }))[0]?.caseId ?? ''
  const words = { verdict: 'not-meant', note: 'there is no Court Order for this' }
  judged = await hands.analyst.post(`/v1/cases/${caseId}/verdict`, words, { 'if-match': '"1"' })
}, 60_000)
afterAll(() => desk.close())

const addressOf = (url: string) =>
  url.replace('/checks/:id', `/checks/${checkId}`).replace('/cases/:id', `/cases/${caseId}`)

describe('what a court has sealed', () => {
  it('is at no address for whoever is not cleared, though each of them says that there is something', async () => {
    const urls = desk.server.routes.filter(({ method }) => method === 'GET').map(({ url }) => url)
    // Who asks for orders and confirms them reads these, and nothing else.
    const readsOrders = new Set(['approver', 'admin'])
    const texts = new Map<string, string>()
    for (const who of ['viewer', 'analyst', 'approver', 'admin', 'cleared'] as const) {
      for (const url of urls) {
        const answer = await hands[who].get(addressOf(url))
        const text = await answer.text()
        const mayRead = url === '/v1/preauthorisations' && readsOrders.has(who)
        expect([who, url, text, secret.test(text)]).toEqual([who, url, text, mayRead])
        if (answer.status === 200) texts.set(`${who} ${url}`, text)
      }
    }
    for (const [place, what] of [
      ['analyst /v1/cases', '"restricted\\" applies'],
      ['analyst /v1/cases/:id', 'restricted, ask legal'],
      ['analyst /v1/cases/:id', 'there is no restricted for this'],
      ['analyst /v1/cases/:id', 'the account is held: restricted'],
      ['viewer /v1/reversals', 'it waits: the account is held: restricted'],
      ['viewer /v1/containments', 'for the restricted'],
      ['viewer /v1/preauthorisations', '"order":"restricted, ask legal","ticket":"LEGAL-7"'],
      ['analyst /v1/checks', '"code":"restricted"'],
      ['approver /v1/checks/:id', '"restricted":true'],
    ] as const)
      expect([place, texts.get(place)]).toEqual([place, expect.stringContaining(what)])
  })

  it('is not in the live feed', async () => {
    const page = await openPage(desk, { cookie: hands.analyst.cookie })
    page.say({ type: 'subscribe', view: 'queue', filter: 'all' })
    page.say({ type: 'subscribe', view: 'pulse', filter: 'all' })
    desk.live.reversals([{ ...waiting(), version: 2, says: 'blocked: held by a Court Order' }])
    desk.live.casesMoved()
    await page.until((message) => JSON.stringify(message).includes('held by a restricted'))
    await page.until((message) => JSON.stringify(message).includes('"caseId"'))
    expect(JSON.stringify(page.heard)).not.toMatch(secret)
    page.close()
  })

  it('is not in what the demo prints', () => {
    const result = {
      incident: 'last-day-2017',
      alerts: [alert()],
      commands: [],
      reversals: [waiting()],
      secondsToConfirmed: null,
    }
    const printed = sealIncident(result, exclusions)
    expect(JSON.stringify(printed)).not.toMatch(secret)
    expect(printed).toMatchObject({
      alerts: [{ exclusion: 'restricted, ask legal' }],
      incident: 'last-day-2017',
    })
    expect(printed.reversals[0]?.says).toBe('it waits: the account is held: restricted')
  })

  it('is not in the answer to an act, nor in one to an act that came too late', async () => {
    expect([judged.status, await judged.text()]).toEqual([200, expect.not.stringMatching(secret)])

    const answer = await hands.analyst.post('/v1/reversals/r-a-1/veto', { commandHash: 'other', reason })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('held: restricted')
  })
})

describe('a question about it', () => {
  it('is no answer of whoever may not know it, be it yes or no, and their try is in the record', async () => {
    for (const who of ['analyst', 'approver'] as const)
      for (const opinion of ['approve', 'refuse']) {
        const answer = await hands[who].post(`/v1/checks/${checkId}/${opinion}`, { cause, reason })
        expect(await answer.json()).toMatchObject({
          code: 'not-allowed',
          title: 'restricted, ask legal: somebody who is cleared for it must answer',
        })
      }
    // To be cleared adds to what somebody may, and lets them do nothing by itself.
    expect((await hands.cleared.get(`/v1/checks/${checkId}`)).status).toBe(403)
    const rows = await desk.audit.rowsAbout([checkId], 100)
    const refused = rows
      .map(({ body }) => JSON.parse(body) as AuditEntry)
      .filter(({ deed }) => deed === 'act-refused')
    expect(refused.map(({ after }) => after)).toEqual([
      { act: 'check-approve', refused: 'uncleared' },
      { act: 'check-refuse', refused: 'uncleared' },
      { act: 'check-approve', refused: 'uncleared' },
      { act: 'check-refuse', refused: 'uncleared' },
    ])
  })

  it('is shown as it is to an approver who is cleared, and is theirs to answer', async () => {
    const shown = (await (await hands.known.get(`/v1/checks/${checkId}`)).json()) as object
    expect(shown).toMatchObject({ change: { reason: { code: 'Court-Order', note } } })
    expect(shown).not.toHaveProperty('restricted')
    expect(await (await hands.known.get('/v1/checks')).text()).toContain('NO-77')
    const yes = await hands.known.post(`/v1/checks/${checkId}/approve`, { cause, reason: 'as NO-77 says' })
    expect(await yes.json()).toMatchObject({ state: 'approved', answeredBy: 'lena' })
    const seen = await (await hands.analyst.get(`/v1/checks/${checkId}`)).text()
    expect(seen).toContain('"state":"approved"')
    expect(seen).not.toMatch(secret)
  })

  it('by facts alone is shown to, and answered by, people who are cleared; the tool is told no name', async () => {
    const told = await askAt(desk.address, '{}')
    expect([told.status, await told.clone().text()]).toEqual([200, expect.not.stringMatching(secret)])
    const { checkId: id } = (await told.json()) as { checkId: string }
    const cause = causeFor('d.keller/potus')
    const shown = await (await hands.approver.get(`/v1/checks/${id}`)).text()
    expect([shown, shown]).toEqual([
      expect.stringContaining('"restricted":true'),
      expect.not.stringMatching(secret),
    ])
    const refused = await hands.approver.post(`/v1/checks/${id}/refuse`, { cause, reason })
    expect(await refused.json()).toMatchObject({ code: 'not-allowed' })
    expect(await (await hands.known.get(`/v1/checks/${id}`)).text()).toContain('gag-court')
    const no = await hands.known.post(`/v1/checks/${id}/refuse`, { cause, reason })
    expect(await no.json()).toMatchObject({ state: 'refused', answeredBy: 'lena' })
  })
})
