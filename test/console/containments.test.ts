import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import type { CaseDetail } from '../../src/core/case/case-detail.ts'
import type { ShownContainment } from '../../src/core/case/shown-containment.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import { beforeContainment, type Containment } from '../../src/core/reversal/contain.ts'
import { openContainments } from '../../src/edges/store/containments.ts'
import type { Containments } from '../../src/ports/containments.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** What people say about the hand of an alert: asked over HTTP, told to the machine, shown and recorded. */
let desk: TestConsole
let store: Containments
let hands: Record<'ines' | 'omar' | 'mate' | 'rita' | 'd.keller', Hand>

beforeAll(async () => {
  desk = await openTestConsole({
    veiled: true,
    authors: { 'last-hour-on-protected': 'rita' },
    containing: { sources: ['desk'], approvers: 2 },
  })
  store = openContainments(desk.database)
  const people = await peopleOf(desk)
  hands = {
    ines: await people.add('ines', ['analyst'], 'safety'),
    omar: await people.add('omar', ['approver'], 'payments'),
    mate: await people.add('mate', ['approver'], 'support'),
    rita: await people.add('rita', ['approver']),
    'd.keller': await people.add('d.keller', ['approver']),
  }
}, 60_000)
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.database.deleteFrom('containments').execute()
})

let accounts = 0
async function alerted(
  actorId = 'd.keller',
  over: Partial<Alert> = {},
  hand: { team?: string | undefined; onBehalfOf?: string } = { team: 'support' },
): Promise<Alert> {
  const account = { id: `account-${++accounts}`, handle: `@account-${accounts}` }
  const { team, ...rest } = hand
  const actor = { id: actorId, kind: 'contractor', ...rest, ...(team === undefined ? {} : { team }) } as const
  const alert = alertOn(changeBy(actorId, { account, actor, occurredAt: desk.clock.now() }), {
    rules: [],
    ...over,
  })
  await desk.cases.takeAlerts([alert], desk.clock.now())
  return alert
}
async function stands(
  alert: Alert,
  life: Partial<Containment>,
  namedAlertIds?: readonly string[],
): Promise<void> {
  const actorId = alert.change?.actor.id ?? ''
  const entry = {
    containId: `of ${actorId}`,
    source: 'desk',
    actorId,
    alertId: alert.alertId,
    partition: 0,
    version: 1,
    at: desk.clock.now(),
    heard: [],
    life: beforeContainment,
    ...(namedAlertIds === undefined ? {} : { namedAlertIds }),
  }
  await store.open(entry)
  await store.move(entry, { ...entry, version: 2, life: { ...beforeContainment, round: 1, ...life } })
}

const say = (who: keyof typeof hands, verb: string, alert: Alert, body: object = {}, headers = {}) =>
  hands[who].post(
    `/v1/alerts/${alert.alertId}/${verb}`,
    { reason: 'stop them until we know', ...body },
    headers,
  )
const problem = async (answer: Response) => {
  const { code, title } = (await answer.json()) as { code: string; title: string }
  return [answer.status, code, title]
}
async function told(alert: Alert) {
  const all = await desk.outbox.waiting(1_000)
  return all
    .filter(({ topic }) => topic === 'countermand.instructions')
    .map(({ record }) => ({ key: record.key, word: JSON.parse(String(record.value)) }))
    .filter(({ word }) => word.alertId === alert.alertId)
}
async function entries(alert: Alert) {
  const [row] = (await desk.database
    .selectFrom('case_alerts')
    .select('case_id')
    .where('alert_id', '=', alert.alertId)
    .execute()) as [{ case_id: string }]
  const rows = await desk.audit.rowsAbout([row.case_id, alert.alertId], 100)
  return Promise.all(
    rows.map(async ({ body }) => {
      const entry: AuditEntry = JSON.parse(body)
      return { ...entry, ...(await desk.audit.unseal(entry)) }
    }),
  )
}

it('to contain is told to the machine under the actor, remembered and recorded at once', async () => {
  const alert = await alerted()
  const answer = await say('omar', 'contain', alert)
  expect(answer.status).toBe(200)
  expect(await told(alert)).toMatchObject([
    {
      key: 'd.keller',
      word: {
        do: 'contain',
        source: 'desk',
        actorId: 'd.keller',
        actorTeam: 'support',
        by: 'omar',
        team: 'payments',
        reason: 'stop them until we know',
      },
    },
  ])
  const { case: row } = (await answer.json()) as { case: { caseId: string } }
  const { history } = (await desk.cases.detail(row.caseId)) as CaseDetail
  expect(history.at(-1)).toMatchObject({
    by: 'omar',
    did: 'asked-to-contain',
    note: 'stop them until we know',
  })
  expect((await entries(alert)).at(-1)).toMatchObject({
    deed: 'containment-asked',
    who: 'omar',
    whom: 'd.keller',
    why: 'stop them until we know',
    requestId: expect.stringMatching(/^[\w-]{36}$/),
    after: { alertId: alert.alertId },
  })
})

it('sent twice is told once, and needs a key and a reason', async () => {
  const alert = await alerted()
  const send = () => say('omar', 'contain', alert, {}, { 'idempotency-key': 'the-same-containment' })
  expect((await send()).status).toBe(200)
  const again = await send()
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
  expect(await told(alert)).toHaveLength(1)
  expect((await problem(await say('omar', 'contain', alert, {}, { 'idempotency-key': '' })))[1]).toBe(
    'key-missing',
  )
  for (const faulty of [{ reason: undefined }, { reason: 'x' }, { more: 1 }])
    expect((await say('omar', 'contain', alert, faulty)).status).toBe(400)
  expect((await hands.omar.post('/v1/alerts/nothing/contain', { reason: 'stop them' })).status).toBe(404)
})

it.each([
  ['ines', 403, 'not-allowed', expect.any(String)],
  ['d.keller', 404, 'not-found', 'there is no such alert'],
  ['mate', 403, 'not-allowed', 'nobody contains somebody of their own team (support)'],
  ['rita', 403, 'not-allowed', 'nobody contains whom a rule of their own pointed at'],
] as const)('%s may not ask for it, and nothing is told', async (who, status, code, says) => {
  const alert = await alerted('d.keller', { rules: ['last-hour-on-protected'] })
  expect(await problem(await say(who, 'contain', alert))).toEqual([status, code, says])
  expect(await told(alert)).toEqual([])
  if (who === 'ines') return
  expect((await entries(alert)).at(-1)).toMatchObject({ deed: 'act-refused', who, after: { act: 'contain' } })
})

it('nor those whom another alert of the case names as its hand or their team; everybody else may', async () => {
  const alert = await alerted('m.vega', {}, { team: undefined })
  await alerted('m.vega', {}, { team: 'payments', onBehalfOf: 'rita' })
  const ofTeam = 'nobody contains somebody of their own team (payments)'
  expect(await problem(await say('omar', 'contain', alert))).toEqual([403, 'not-allowed', ofTeam])
  expect((await problem(await say('rita', 'contain', alert)))[1]).toBe('not-found')
  expect(await told(alert)).toEqual([])
  expect((await say('mate', 'contain', alert)).status).toBe(200)
  // What it rests on by then is a case of its own, and counts beside the one that a word names.
  const elsewhere = await alerted('m.vega', { campaign: 'ring' }, { team: 'support' })
  await stands(alert, { state: 'asked', approvals: [{ by: 'lena', at: desk.clock.now() }] })
  expect(await problem(await say('omar', 'contain', elsewhere))).toEqual([403, 'not-allowed', ofTeam])
  // To lift it takes nobody of another team.
  await desk.database.deleteFrom('containments').execute()
  await stands(alert, { state: 'contained' })
  expect((await say('omar', 'lift', alert)).status).toBe(200)
})

const asAuthor = [403, 'not-allowed', 'nobody contains whom a rule of their own pointed at']
const asTeam = (team: string) => [403, 'not-allowed', `nobody contains somebody of their own team (${team})`]

it('nor the author of a rule that pointed at them in another alert of the case; of one that pointed at others, may', async () => {
  const campaign = 'authors'
  await alerted('n.ruled', { campaign, rules: ['last-hour-on-protected'] })
  const named = await alerted('n.ruled', { campaign })
  const beside = await alerted('n.other', { campaign })
  expect(await problem(await say('rita', 'contain', named))).toEqual(asAuthor)
  expect(await told(named)).toEqual([])
  expect((await say('omar', 'contain', named)).status).toBe(200)
  expect((await say('rita', 'contain', beside)).status).toBe(200)
})

it('nor those whom an alert on the same change names in another case; an alert on another change there does not count', async () => {
  const alone = await alerted('s.same', {}, { team: undefined })
  const campaign = 'same-change'
  const known = { ...alone.change!.actor, team: 'payments' }
  const wider = { ...alone, alertId: `wider-${alone.alertId}`, kind: 'relation', campaign } as const
  const rules = ['last-hour-on-protected']
  await desk.cases.takeAlerts(
    [{ ...wider, rules, change: { ...alone.change!, actor: known } }],
    desk.clock.now(),
  )
  await alerted('s.same', { campaign }, { team: 'support' })
  expect(await problem(await say('omar', 'contain', alone))).toEqual(asTeam('payments'))
  expect(await problem(await say('rita', 'contain', alone))).toEqual(asAuthor)
  expect(await told(alone)).toEqual([])
  expect((await say('mate', 'contain', alone)).status).toBe(200)
})

it.each(['lifted', 'withdrawn', 'expired', 'refused', 'blocked'] as const)(
  'what is %s keeps nobody from the next one any more, unless somebody may still be frozen by it',
  async (state) => {
    const actorId = `over.${state}`
    const old = await alerted(actorId, { campaign: `old-${state}` }, { team: 'payments' })
    const now = await alerted(actorId)
    await stands(old, { state, inDoubt: true }, [old.alertId])
    expect(await problem(await say('omar', 'contain', now))).toEqual(asTeam('payments'))
    await desk.database.deleteFrom('containments').execute()
    await stands(old, { state }, [old.alertId])
    expect((await say('omar', 'contain', now)).status).toBe(200)
  },
)

it('all that it was asked for upon counts, whichever of it was named last', async () => {
  const first = await alerted('r.rests', { campaign: 'first' }, { team: 'support', onBehalfOf: 'rita' })
  const last = await alerted('r.rests')
  await stands(last, { state: 'contained' }, [first.alertId, last.alertId])
  const own = [403, 'not-allowed', 'nobody decides about their own act']
  expect(await problem(await say('rita', 'lift', last))).toEqual(own)
  const listed = async (who: 'rita' | 'omar') => {
    const answer = await hands[who].get('/v1/containments')
    return ((await answer.json()) as { containments: unknown[] }).containments.length
  }
  expect([await listed('rita'), await listed('omar')]).toEqual([0, 1])
  expect((await say('omar', 'lift', last)).status).toBe(200)
})

it('of a row of before that was kept, all that is known of that hand counts as long as it stands', async () => {
  await alerted('r.before', { campaign: 'before' }, { onBehalfOf: 'rita' })
  const last = await alerted('r.before')
  await stands(last, { state: 'contained' })
  const own = [403, 'not-allowed', 'nobody decides about their own act']
  expect(await problem(await say('rita', 'lift', last))).toEqual(own)
  expect((await say('omar', 'lift', last)).status).toBe(200)
  await desk.database.deleteFrom('containments').execute()
  await stands(last, { state: 'lifted' })
  expect((await say('rita', 'contain', last)).status).toBe(200)
})

it('a flood of alerts does not slow it: none but the one that is named is read', async () => {
  const alert = await alerted('f.lood')
  for (let at = 0; at < 20; at++) await alerted('f.lood')
  const { case_id } = await desk.database
    .selectFrom('case_alerts')
    .select('case_id')
    .where('alert_id', '=', alert.alertId)
    .executeTakeFirstOrThrow()
  await desk.database
    .updateTable('case_alerts')
    .set({ body: 'never read' })
    .where('case_id', '=', case_id)
    .where('alert_id', '!=', alert.alertId)
    .execute()
  expect(await problem(await say('mate', 'contain', alert))).toEqual(asTeam('support'))
  expect((await say('omar', 'contain', alert)).status).toBe(200)
  await desk.database.deleteFrom('case_alerts').where('case_id', '=', case_id).execute()
})

it.each([
  ['contain', 'contained', 'it is contained already'],
  ['contain', 'sent', 'it is sent already'],
  ['contain/withdraw', 'sent', 'it is sent already'],
  ['contain/withdraw', 'withdrawn', 'it is withdrawn already'],
  ['lift', 'lifted', 'it is lifted already'],
  ['lift', 'blocked', 'it is blocked already'],
] as const)('to %s what is %s comes too late, in words', async (verb, state, says) => {
  const alert = await alerted()
  await stands(alert, { state })
  expect(await problem(await say('omar', verb, alert))).toEqual([403, 'not-allowed', says])
  expect(await told(alert)).toEqual([])
})

it('whoever is contained lifts nothing of their own, and their team may lift it', async () => {
  const alert = await alerted()
  await stands(alert, { state: 'contained', approvedBy: ['ines', 'omar'] })
  expect((await problem(await say('d.keller', 'lift', alert)))[1]).toBe('not-found')
  expect((await say('mate', 'lift', alert)).status).toBe(200)
  expect(await told(alert)).toMatchObject([{ word: { do: 'lift', by: 'mate' } }])
  expect((await entries(alert)).at(-1)).toMatchObject({ deed: 'containment-lift-asked', who: 'mate' })
})

it('a request is taken back by one person, with a reason, and recorded; the hand itself is refused, and everybody is told in words', async () => {
  const alert = await alerted('rita')
  await stands(alert, { state: 'asked', approvals: [{ by: 'omar', at: desk.clock.now() }] })
  expect((await say('mate', 'contain/withdraw', alert, { reason: undefined })).status).toBe(400)
  expect((await problem(await say('rita', 'contain/withdraw', alert)))[1]).toBe('not-found')
  expect((await say('mate', 'contain/withdraw', alert)).status).toBe(200)
  expect(await told(alert)).toMatchObject([{ key: 'rita', word: { do: 'withdraw', by: 'mate' } }])
  expect((await entries(alert)).at(-1)).toMatchObject({ deed: 'containment-withdrawal-asked', who: 'mate' })
  const waiting = await desk.outbox.waiting(1_000)
  const alarms = waiting
    .filter(({ topic }) => topic === 'countermand.alerts')
    .map(({ record }): Alert => JSON.parse(String(record.value)))
  expect(alarms.map(({ says }) => says)).toContain(
    'rita tried to take back that the actor be contained in a case about themself, and was refused.',
  )
})

it('who is contained stands in the list and in every case of that hand, under a pseudonym', async () => {
  const alert = await alerted()
  const at = desk.clock.now()
  await stands(alert, { state: 'asked', approvals: [{ by: 'omar', at }], says: 'omar asked, of d.keller' })
  const listed = async () => {
    const answer = await hands.ines.get('/v1/containments')
    return (await answer.json()) as { containments: ShownContainment[]; sources: string[]; approvers: number }
  }
  const { containments, ...can } = await listed()
  expect(can).toEqual({ sources: ['desk'], approvers: 2 })
  const [one] = containments
  expect(one).toMatchObject({
    state: 'asked',
    askedBy: ['omar'],
    until: at + 300_000,
    alertId: alert.alertId,
  })
  expect(one?.actorId).toMatch(/^actor-[0-9a-f]{10}$/)
  expect(one?.says).toBe(`omar asked, of ${one?.actorId}`)
  const detail = (await (await hands.ines.get(`/v1/cases/${one?.caseId}`)).json()) as CaseDetail
  expect(detail.containments).toEqual([one])
  expect(detail.case.actorId).toBe(one?.actorId)

  const seen = async () =>
    (await desk.audit.rows(0, 10_000)).filter(({ body }) => body.includes('"containments-listed"')).length
  const before = await seen()
  await listed()
  expect(await seen()).toBe(before)
})

it('what became of it stays in the case when it no longer stands', async () => {
  const alert = await alerted()
  await stands(alert, { state: 'blocked', says: 'nobody else could lift it again' })
  const answer = await hands.ines.get('/v1/containments')
  expect(((await answer.json()) as { containments: [] }).containments).toEqual([])
  const { caseId } = (await desk.cases.list({ order: 'newest', limit: 1 }))[0] ?? { caseId: '' }
  const { containments, case: row } = (await desk.cases.detail(caseId)) as CaseDetail
  expect(containments).toMatchObject([{ state: 'blocked', says: 'nobody else could lift it again' }])
  expect(row.actorId).toBe('d.keller')
})
