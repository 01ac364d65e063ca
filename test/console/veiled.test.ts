import { afterAll, beforeAll, expect, it } from 'vitest'
import { causeFor, someBar } from './asking.ts'
import { openPage } from './live-page.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'
import { containmentOn, orderOn, questionOn } from './standing-things.ts'

/** Everywhere that a member of staff can stand, their id bears this mark; and nowhere does it come out. */
const mark = /marked/
const ids = {
  actor: 'marked.hand',
  boss: 'marked.boss',
  approver: 'marked.approver',
  holder: 'marked.holder',
  later: 'marked.later',
}
const hired = 1_234_567_890_123

let desk: TestConsole
let blind: Record<string, Hand>
let omar: Hand
let caseId: string
const checkId = '00000000-0000-4000-8000-000000000001'

const change = () =>
  changeBy(ids.actor, {
    eventId: 'e-1',
    occurredAt: desk.clock.now(),
    account: { id: 'acc-1', holdsBy: ids.holder },
    actor: { id: ids.actor, kind: 'contractor', team: 'support', hiredAt: hired, onBehalfOf: ids.boss },
    reason: { code: 'spam', approvedBy: [ids.approver], note: `${ids.actor} wrote this` },
  })
const says = `contractor ${ids.actor} for ${ids.boss} deactivated acc-1, where ${ids.holder} had placed a hold`

beforeAll(async () => {
  desk = await openTestConsole({ veiled: true, containing: { sources: ['desk'], approvers: 2 } })
  const people = await peopleOf(desk)
  blind = {
    vera: await people.add('vera', ['viewer'], 'safety'),
    ines: await people.add('ines', ['analyst'], 'safety'),
    ada: await people.add('ada', ['admin'], 'safety'),
  }
  omar = await people.add('omar', ['approver'], 'payments')
  const now = desk.clock.now()
  const alert = alertOn(change(), { alertId: 'a-1', eventId: 'e-1', says })
  const moved = alertOn({ ...change(), eventId: 'e-2' }, { alertId: 'a-2', eventId: 'e-2', says })
  const shown = `the account has moved on: the log shows suspend by {hand 1} after the change`
  const came = `held back; then came suspend by {hand 1}`
  await desk.cases.takeAlerts([alert, moved], now)
  await desk.cases.takeReversals(
    [
      reversalOf(alert, 'counting', {
        version: 1,
        commandHash: 'h',
        deadlineAt: now + 120_000,
        says: came,
        hands: [ids.later],
      }),
      reversalOf(moved, 'superseded', { version: 1, says: shown, hands: [ids.later] }),
    ],
    now,
  )
  const contained = { state: 'contained', says: `${ids.actor} is seen` } as const
  await containmentOn(desk, { actorId: ids.actor, alertId: 'a-1', ...contained })
  await desk.database
    .insertInto('budget_tokens')
    .values([{ budget: `actor-hour:4:desk:${ids.actor}`, token: 4, free_at: now + 500_000 }])
    .execute()
  const bars = [{ ...someBar, observed: says }]
  await questionOn(desk, { checkId, cause: causeFor('a question'), change: change(), says, bars })
  await orderOn(desk, { order: 'AG 12/345', actorId: ids.actor })
  caseId = (await desk.cases.list({ order: 'newest', limit: 1 }))[0]?.caseId ?? ''
}, 60_000)
afterAll(() => desk.close())

/** Addresses for routes that name one thing. */
const addressOf = (url: string) =>
  url.replace('/checks/:id', `/checks/${checkId}`).replace('/cases/:id', `/cases/${caseId}`)

it('nobody without the permission to reveal reads an id of the staff at any address', async () => {
  const urls = desk.server.routes.filter(({ method }) => method === 'GET').map(({ url }) => url)
  const answered = new Set<string>()
  for (const [who, hand] of Object.entries(blind)) {
    for (const url of urls) {
      const answer = await hand.get(addressOf(url))
      const text = await answer.text()
      expect([who, url, text]).toEqual([who, url, expect.not.stringMatching(mark)])
      if (answer.status === 200) answered.add(url)
    }
  }
  // What only an auditor reads is the one exception; all others were truly read, and had something to say.
  expect(urls.filter((url) => !answered.has(url))).toEqual(['/v1/cases/:id/record'])
  for (const [url, what] of [
    ['/v1/reversals', 'actor-'],
    ['/v1/limits', 'for one actor'],
    ['/v1/checks', 'actor-'],
    ['/v1/containments', 'actor-'],
    ['/v1/preauthorisations', 'actor-'],
    [`/v1/cases/${caseId}`, 'the log shows suspend by actor-'],
  ] as const)
    expect([url, await (await (blind['ines'] as Hand).get(url)).text()]).toEqual([
      url,
      expect.stringContaining(what),
    ])
})

it('the list of what waits does not say when somebody came or leaves', async () => {
  const text = await (await (blind['vera'] as Hand).get('/v1/reversals')).text()
  expect(text).not.toContain(String(hired))
})

it('what is answered to an act, or in its refusal, names nobody either', async () => {
  const { ines, ada } = blind as Record<'ines' | 'ada', Hand>
  const reason = 'looked at it'
  const answers = [
    await ines.post('/v1/reversals/r-a-1/veto', { commandHash: 'other', reason }),
    await omar.post('/v1/alerts/a-1/reverse', { reason }),
    await ines.post(`/v1/cases/${caseId}/acknowledge`, {}, { 'if-match': '"99"' }),
    await ines.post(`/v1/checks/${checkId}/approve`, { cause: causeFor('a question'), reason }),
    await ada.post('/v1/preauthorisations/i-1/confirm'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([409, 428, 409, 200, 200])
  for (const answer of answers) expect(await answer.text()).not.toMatch(mark)
})

it('the live feed names nobody: neither cases, nor changes, nor what a log shows', async () => {
  const page = await openPage(desk, { cookie: (blind['vera'] as Hand).cookie })
  page.say({ type: 'subscribe', view: 'queue', filter: 'all' })
  page.say({ type: 'subscribe', view: 'pulse', filter: 'all' })
  const now = desk.clock.now()
  desk.live.changes([['e-1', now, 'deactivate', ids.actor, 'acc-1', 0, 0, 'high', 1]])
  const alert = alertOn(change(), { alertId: 'a-1' })
  const raced = `the log shows delete by {hand 2}, lock by {hand 1} between the change and our undoing`
  desk.live.reversals([reversalOf(alert, 'raced', { version: 2, says: raced, hands: [ids.boss, ids.later] })])
  desk.live.casesMoved()
  const heard = (words: string) => page.until((message) => JSON.stringify(message).includes(words))
  await heard('the log shows delete by actor-')
  await heard('"kind":"change"')
  await heard('"caseId"')
  expect(JSON.stringify(page.heard)).not.toMatch(mark)
  page.close()
})

it('whoever may reveal sees a pre-authorisation as it was written: they confirm it', async () => {
  expect(await (await omar.get('/v1/preauthorisations')).text()).toContain(ids.actor)
  expect(await (await omar.get('/v1/reversals')).text()).not.toMatch(mark)
})
