import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import { beforeContainment } from '../../src/core/reversal/contain.ts'
import { openContainments } from '../../src/edges/store/containments.ts'
import { openQuestions } from '../../src/edges/store/questions.ts'
import { causeFor } from './asking.ts'
import { openPage, until } from './live-page.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import { reversalsOf } from './reversals-on.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** What is about a person is not there for that person, wherever they look; for everybody else it is. */
let desk: TestConsole
type Name = 'lena' | 'agent-7' | 'dana' | 'h1' | 'h2' | 'mate'
let people: Record<Name, Hand>
const roles = ['approver', 'auditor', 'cleared'] as const
const reason = 'looked at it'
const campaign = 'c'.repeat(32)

beforeAll(async () => {
  desk = await openTestConsole({ veiled: true, containing: { sources: ['desk'], approvers: 2 } })
  const { add } = await peopleOf(desk)
  people = {
    lena: await add('lena', roles, 'safety'),
    'agent-7': await add('agent-7', roles, 'elsewhere'),
    dana: await add('dana', roles, 'elsewhere'),
    h1: await add('h1', roles, 'elsewhere'),
    h2: await add('h2', roles, 'elsewhere'),
    mate: await add('mate', roles, 'support'),
  }
}, 60_000)
afterAll(() => desk.close())

let accounts = 0
/** A case of one alert, with a reversal that waits. */
async function caseBy(
  actor: Omit<AccountChange['actor'], 'kind'>,
  over: Partial<Alert> = {},
  agoMs = 0,
): Promise<{ readonly caseId: string; readonly alert: Alert }> {
  const account = { id: `own-${++accounts}`, handle: `@own-${accounts}` }
  const occurredAt = desk.clock.now() - agoMs
  const done = changeBy(actor.id, { account, occurredAt, actor: { kind: 'contractor', ...actor } })
  const alert = alertOn(done, { mode: 'veto', rules: [], ...over })
  const deadlineAt = occurredAt + 600_000
  await desk.cases.takeAlerts([alert], occurredAt)
  await desk.cases.takeReversals(
    [reversalOf(alert, 'proposed', { commandHash: `hash-${accounts}`, deadlineAt, version: 1 })],
    occurredAt,
  )
  return { caseId: (await desk.cases.casesOf([alert.alertId])).get(alert.alertId) ?? '', alert }
}

const bodyOf = async (answer: Promise<Response>) => (await (await answer).json()) as Record<string, unknown>
async function listed(who: Name, path: string): Promise<string> {
  return JSON.stringify(await bodyOf(people[who].get(path)))
}

/** Every address that leads to one case, and what is answered there. */
async function doors(who: Name, { caseId, alert }: { caseId: string; alert: Alert }) {
  const reversal = `/v1/reversals/${encodeURIComponent(`r-${alert.alertId}`)}`
  const alertPath = `/v1/alerts/${encodeURIComponent(alert.alertId)}`
  const commandHash = `hash-${alert.change?.account.id.slice(4) ?? ''}`
  const hand = people[who]
  const version = { 'if-match': '"99"' }
  return {
    case: await hand.get(`/v1/cases/${caseId}`),
    record: await hand.get(`/v1/cases/${caseId}/record`),
    reveal: await hand.post(`/v1/cases/${caseId}/reveal`, { reason }),
    acknowledge: await hand.post(`/v1/cases/${caseId}/acknowledge`, undefined, version),
    assign: await hand.post(`/v1/cases/${caseId}/assign`, { assignee: null }, version),
    verdict: await hand.post(`/v1/cases/${caseId}/verdict`, { verdict: 'meant' }, version),
    undo: await hand.post(`${alertPath}/reverse`, { reason }),
    contain: await hand.post(`${alertPath}/contain`, { reason }),
    withdraw: await hand.post(`${alertPath}/contain/withdraw`, { reason }),
    lift: await hand.post(`${alertPath}/lift`, { reason }),
    handOver: await hand.post(`${reversal}/hand-over`, { commandHash: 'x', reason, toRole: 'approver' }),
    extend: await hand.post(`${reversal}/extend`, { commandHash: 'x', reason }),
    see: await hand.post(`${reversal}/acknowledge`, { commandHash: 'x' }),
    approve: await hand.post(`${reversal}/approve`, { commandHash: 'x', reason }),
    veto: await hand.post(`${reversal}/veto`, { commandHash, reason }),
  }
}

const statuses = (answers: Record<string, Response>) =>
  Object.fromEntries(Object.entries(answers).map(([door, { status }]) => [door, status]))

it.each([
  ['who did it', 'agent-7', { id: 'agent-7' }, {}],
  ['whom it was done for', 'dana', { id: 'agent-7', onBehalfOf: 'dana' }, {}],
  ['one of several hands', 'h2', { id: 'h2' }, { kind: 'relation', campaign }],
  ['who did it, under an id that the platform spells its own way', 'agent-7', { id: 'Agent-7' }, {}],
  ['whom it was done for, likewise', 'dana', { id: 'agent-7', onBehalfOf: 'DANA ' }, {}],
] as const)(
  '%s finds no door to the case, and no door says that there is one',
  async (_whom, who, actor, over) => {
    if ('campaign' in over) await caseBy({ id: 'h1' }, over)
    const about = await caseBy(actor, over)
    const nothing = { caseId: 'nothing', alert: { ...about.alert, alertId: 'nothing' } }
    const [own, none, others] = [
      await doors(who, about),
      await doors(who, nothing),
      await doors('lena', about),
    ]
    expect(Object.values(statuses(own))).toEqual(Object.values(own).map(() => 404))
    // Word by word, but for the moment, the answer about what is not there.
    for (const [door, answer] of Object.entries(own)) {
      const { title, code, type } = (await answer.json()) as Record<string, string>
      const other = (await none[door as keyof typeof none].json()) as Record<string, string>
      expect({ door, title, code, type }).toEqual({
        door,
        title: other['title'],
        code: other['code'],
        type: other['type'],
      })
    }
    expect(Object.values(statuses(others)).filter((status) => status === 404)).toEqual([])
    expect([others.case.status, others.reveal.status, others.veto.status]).toEqual([200, 200, 200])
    for (const path of ['/v1/cases', '/v1/cases?state=open'])
      expect([await listed('lena', path), await listed(who, path)]).toEqual([
        expect.stringContaining(about.caseId),
        expect.not.stringContaining(about.caseId),
      ])
  },
)

it('no verdict, no veto and no yes of whoever it was done for is ever told to the machine', async () => {
  const about = await caseBy({ id: 'agent-8', onBehalfOf: 'dana' })
  await doors('dana', about)
  const told = (await desk.outbox.waiting(1_000)).map(({ topic, record }) => [topic, String(record.value)])
  const ofCase = told.filter(([, value]) => value?.includes(about.alert.alertId))
  expect(ofCase.filter(([topic]) => topic !== 'countermand.alerts')).toEqual([])
  expect(JSON.stringify(told)).toContain('dana tried to')
  expect((await desk.cases.detail(about.caseId))?.history).toEqual([])
  const { entries } = reversalsOf(() => desk)
  expect((await entries(about.caseId)).filter(({ deed }) => deed === 'act-refused')).toHaveLength(12)
})

it('what waits is neither listed for its hands nor counted', async () => {
  const about = await caseBy({ id: 'agent-7', onBehalfOf: 'dana' })
  const id = `r-${about.alert.alertId}`
  const [all, ofDana] = [
    await bodyOf(people.lena.get('/v1/reversals')),
    await bodyOf(people.dana.get('/v1/reversals')),
  ]
  expect(JSON.stringify(all)).toContain(id)
  expect(JSON.stringify(ofDana)).not.toContain(id)
  expect(ofDana['total']).toBe((ofDana['reversals'] as unknown[]).length)
  expect(Number(ofDana['total'])).toBeLessThan(Number(all['total']))
})

it('what waits is not shown to somebody in the words of a graver case that is about them', async () => {
  const wide = 'f'.repeat(32)
  const about = await caseBy({ id: 'h9' }, { severity: 'high', says: 'h9 alone' })
  const { change, eventId } = about.alert
  const graver = {
    alertId: `wide-${eventId}`,
    kind: 'relation',
    campaign: wide,
    says: 'five hands at once',
  } as const
  await desk.cases.takeAlerts([alertOn(change as AccountChange, graver)], desk.clock.now())
  await caseBy({ id: 'h2' }, { kind: 'relation', campaign: wide })
  expect(await listed('lena', '/v1/reversals')).toContain('five hands at once')
  const ofHand = await listed('h2', '/v1/reversals')
  expect(ofHand).toContain(`r-${about.alert.alertId}`)
  expect(ofHand).not.toContain('five hands at once')
})

it('a case that somebody joins as a further hand is not there for them any more, nor is what they said answered again', async () => {
  const other = 'd'.repeat(32)
  const about = await caseBy({ id: 'h1' }, { kind: 'relation', campaign: other })
  const key = { 'idempotency-key': 'said-before-it-was-theirs', 'if-match': '"1"' }
  const acknowledge = () => people.h2.post(`/v1/cases/${about.caseId}/acknowledge`, undefined, key)
  expect((await acknowledge()).status).toBe(200)
  expect((await acknowledge()).headers.get('idempotent-replayed')).toBe('true')
  await caseBy({ id: 'h2' }, { kind: 'relation', campaign: other })
  expect((await acknowledge()).status).toBe(404)
  expect((await people.h2.get(`/v1/cases/${about.caseId}`)).status).toBe(404)
})

it('who is contained is not told so, nor whoever they acted for; everybody else is', async () => {
  const about = await caseBy({ id: 'agent-7', onBehalfOf: 'dana' })
  const store = openContainments(desk.database)
  const { alertId } = about.alert
  const first = { containId: 'k', source: 'desk', actorId: 'agent-7', alertId, partition: 0, heard: [] }
  const at = desk.clock.now()
  await store.open({ ...first, version: 1, at, life: beforeContainment })
  const asked = { ...beforeContainment, round: 1, state: 'asked', approvals: [{ by: 'lena', at }] } as const
  await store.move(
    { ...first, version: 1, at, life: beforeContainment },
    { ...first, version: 2, at, life: asked },
  )
  const shown = async (who: Name) => {
    const { containments } = await bodyOf(people[who].get('/v1/containments'))
    return (containments as unknown[]).length
  }
  expect([await shown('lena'), await shown('agent-7'), await shown('dana')]).toEqual([1, 0, 0])
  // Nor does dana lift it through another act of the same hand, which lies in a case of its own.
  const plain = await caseBy({ id: 'agent-7' }, {}, 10 * 3_600_000)
  expect(plain.caseId).not.toBe(about.caseId)
  const path = `/v1/alerts/${encodeURIComponent(plain.alert.alertId)}`
  const other = { ...first, version: 2, at, life: asked }
  await store.move(other, { ...other, version: 3, life: { ...asked, state: 'contained' } })
  const { problem } = reversalsOf(() => desk)
  expect(await problem(await people.dana.post(`${path}/lift`, { reason }))).toEqual([
    403,
    'not-allowed',
    'nobody decides about their own act',
  ])
  expect((await people.lena.post(`${path}/lift`, { reason })).status).toBe(200)
})

it('a question is asked of everybody but those who would do it, and those it would be done for', async () => {
  const questions = openQuestions(desk.database)
  const change = changeBy('agent-7', { actor: { id: 'agent-7', kind: 'contractor', onBehalfOf: 'dana' } })
  const sums = { severity: 'medium', suspicionCenti: 0, stakesCenti: 700, scoreCenti: 700 } as const
  const cause = causeFor('for dana')
  const about = { cause, change, says: 'asks', ...sums, tier: 'notable', policy: '0123456789ab', bars: [] }
  const checkId = '00000000-0000-4000-8000-00000000000d'
  const at = desk.clock.now()
  await questions.ask({ about, answer: 'second-person', checkId, at, holdMs: 900_000 })
  for (const who of ['agent-7', 'dana'] as const) {
    expect(await listed(who, '/v1/checks')).not.toContain(checkId)
    expect((await people[who].get(`/v1/checks/${checkId}`)).status).toBe(403)
    expect((await people[who].post(`/v1/checks/${checkId}/approve`, { cause, reason })).status).toBe(403)
    const asStore = { checkId, cause, opinion: 'approve', by: who, reason, at, requestId: 'r' } as const
    expect(await questions.answer({ ...asStore, team: undefined })).toEqual({ kind: 'own' })
  }
  expect(await listed('lena', '/v1/checks')).toContain(checkId)
  expect((await people.lena.post(`/v1/checks/${checkId}/approve`, { cause, reason })).status).toBe(200)
})

it('is given to nobody who could not work on it: not there, not allowed, disabled, or one of its hands', async () => {
  const { add } = await peopleOf(desk)
  await add('vera', ['viewer'])
  await add('olga', ['analyst'])
  await desk.people.disable('olga', 'test', 'left', desk.clock.now())
  const { caseId } = await caseBy({ id: 'agent-7', onBehalfOf: 'DANA ' })
  const etag = (await people.lena.get(`/v1/cases/${caseId}`)).headers.get('etag') ?? ''
  const assign = async (assignee: string) =>
    bodyOf(people.lena.post(`/v1/cases/${caseId}/assign`, { assignee }, { 'if-match': etag }))
  for (const who of ['nobody-such', 'analyst', 'vera', 'olga', 'agent-7', 'dana'])
    expect(await assign(who)).toMatchObject({
      code: 'not-allowed',
      title: `there is nobody called ${who} who may work on this case`,
    })
  expect(await assign('h1')).toMatchObject({ case: { assignee: 'h1' } })
})

it('nobody sees that their own budget was drawn on', async () => {
  const until = desk.clock.now() + 500_000
  await desk.database
    .insertInto('budget_tokens')
    .values([{ budget: 'actor-hour:4:desk:agent-7', token: 4, free_at: until }])
    .execute()
  expect(await listed('lena', '/v1/limits')).toContain(desk.pseudonym('agent-7'))
  expect(await listed('agent-7', '/v1/limits')).not.toContain(desk.pseudonym('agent-7'))
})

it('that somebody tried to decide about their team is an alert for everybody else', async () => {
  const strict = await openTestConsole({ ownTeam: 'refuse', veiled: true })
  try {
    const { add } = await peopleOf(strict)
    const [mate, ines] = [await add('mate', roles, 'support'), await add('ines', roles, 'safety')]
    const now = strict.clock.now()
    await strict.cases.takeAlerts([alertOn(changeBy('d.keller', { occurredAt: now }))], now)
    const [seen] = await strict.cases.list({ order: 'newest', limit: 1 })
    const path = `/v1/cases/${seen?.caseId ?? ''}`
    expect((await mate.get(path)).status).toBe(200)
    const tried = await mate.post(`${path}/acknowledge`, undefined, { 'if-match': '"1"' })
    expect(tried.status).toBe(403)
    const told = (await strict.outbox.waiting(10)).filter(({ topic }) => topic === 'countermand.alerts')
    const alerts = told.map(({ record: { value } }): Alert => JSON.parse(String(value)))
    await strict.cases.takeAlerts(alerts, now)
    const kinds = async (hand: Hand) =>
      ((await bodyOf(hand.get('/v1/cases')))['cases'] as { kind: string }[]).map(({ kind }) => kind).sort()
    expect(await kinds(ines)).toEqual(['change', 'own-case'])
    expect(await kinds(mate)).toEqual(['change'])
  } finally {
    await strict.close()
  }
}, 30_000)

it('the live feed of a person leaves out what is about them, without a hole that would say so', async () => {
  const names = ['lena', 'agent-7', 'dana', 'h1'] as const
  const pages = await Promise.all(names.map((who) => openPage(desk, { cookie: people[who].cookie })))
  for (const page of pages)
    for (const view of ['queue', 'pulse']) page.say({ type: 'subscribe', view, filter: 'all' })
  for (const page of pages) await until(() => page.heard.filter(({ type }) => type === 'live').length === 2)

  const about = await caseBy({ id: 'agent-7', onBehalfOf: 'dana' })
  const { alert, caseId } = about
  const row = (eventId: string, actorId: string, account: string) =>
    [eventId, desk.clock.now(), 'deactivate', actorId, account, 900, 900, 'critical', 1] as const
  // The alert is heard before the change in the one case, and after it in the other.
  desk.live.alerts([alert])
  desk.live.changes([row(alert.eventId, 'agent-7', 'noticed-first')])
  const later = alertOn(
    changeBy('agent-7', {
      eventId: 'later',
      actor: { id: 'agent-7', kind: 'contractor', onBehalfOf: 'Dana' },
    }),
  )
  desk.live.changes([row('later', 'agent-7', 'noticed-later'), row('plain', 'somebody', 'for-everybody')])
  desk.live.alerts([later])
  desk.live.reversals([reversalOf(alert, 'intent', { version: 2 })])
  // What is about nobody here comes after it, so that nobody waits for nothing.
  const witness = await caseBy({ id: 'nobody-here' })
  desk.live.reversals([reversalOf(witness.alert, 'intent', { version: 2 })])
  desk.live.casesMoved()
  const heard = pages.map((page) => () => JSON.stringify(page.heard))
  for (const text of heard)
    await until(
      () =>
        text().includes(witness.caseId) &&
        text().includes(`"reversalId":"r-${witness.alert.alertId}"`) &&
        text().includes('for-everybody'),
    )
  const hidden = [caseId, `"reversalId":"r-${alert.alertId}"`, 'noticed-first', 'noticed-later']
  await until(() => hidden.every((words) => heard[0]?.().includes(words)))
  const shownTo = (index: number) => hidden.filter((words) => heard[index]?.().includes(words))
  expect(names.map((who, index) => [who, shownTo(index)])).toEqual([
    ['lena', hidden],
    ['agent-7', []],
    // What comes out a moment later leaves their feed again, mostly before it was said.
    ['dana', []],
    ['h1', hidden],
  ])

  // A case becomes one about them while they look: it leaves like any other.
  const other = 'e'.repeat(32)
  const joined = await caseBy({ id: 'nobody-yet' }, { kind: 'relation', campaign: other })
  desk.live.reversals([reversalOf(joined.alert, 'intent', { version: 2 })])
  desk.live.casesMoved()
  await until(() => heard[3]?.().includes(joined.caseId))
  await until(() => heard[3]?.().includes(`"reversalId":"r-${joined.alert.alertId}"`))
  await caseBy({ id: 'h1' }, { kind: 'relation', campaign: other })
  desk.live.casesMoved()
  for (const id of [joined.caseId, `r-${joined.alert.alertId}`])
    await until(() => heard[3]?.().includes(`{"op":"del","id":"${id}"}`))
  expect(heard[0]?.()).not.toContain(`{"op":"del","id":"${joined.caseId}"}`)

  for (const page of pages) {
    const lastOf: Record<string, number> = {}
    for (const message of page.heard) {
      if (message.type === 'snapshot') lastOf[message.view] = message.asOfSeq
      if (message.type !== 'delta') continue
      expect(message.from).toBe((lastOf[message.view] ?? 0) + 1)
      expect(message.ops).toHaveLength(message.to - message.from + 1)
      lastOf[message.view] = message.to
    }
    page.close()
  }
  // A page that comes anew gets the same without them, and one that was away resumes in their own numbers.
  const again = await openPage(desk, { cookie: people.dana.cookie })
  for (const view of ['queue', 'pulse']) again.say({ type: 'subscribe', view, filter: 'all' })
  await until(() => again.heard.filter(({ type }) => type === 'live').length === 2)
  const text = JSON.stringify(again.heard)
  expect(text).toContain(witness.caseId)
  for (const words of [...hidden, 'noticed']) expect(text).not.toContain(words)
  again.close()
}, 30_000)
