import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import { isAbout } from '../../src/core/reversal/intended.ts'
import { openTestConsole, signIn, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'
import { peopleOf } from './signed-in-people.ts'

let desk: TestConsole
let cookie: string

beforeAll(async () => {
  desk = await openTestConsole({ sources: ['desk', 'forum'] })
  cookie = await signIn(desk)
})
afterAll(() => desk.close())

let keys = 0
const ask = (path: string, body?: unknown, key = `intended-key-${++keys}`) =>
  fetch(`${desk.address}/v1/preauthorisations${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: desk.address,
      'idempotency-key': key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const list = async () => {
  const answer = await fetch(`${desk.address}/v1/preauthorisations`, { headers: { cookie } })
  return ((await answer.json()) as { preauthorisations: { intendedId: string; confirmedBy?: string }[] })
    .preauthorisations
}

const body = () => ({
  source: 'desk',
  accountId: 'potus',
  action: 'suspend',
  order: 'AG 12/345',
  ticket: 'LEGAL-7',
  expiresAt: desk.clock.now() + 86_400_000,
})

it('is in the record as seen by whoever was shown it, once for what is new', async () => {
  const seen = async () =>
    (await desk.audit.rows(0, 10_000)).filter(
      ({ body: text }) => (JSON.parse(text) as AuditEntry).deed === 'preauthorisations-listed',
    ).length
  const before = await seen()
  await list()
  // There was nothing to see.
  expect(await seen()).toBe(before)
  const { intendedId } = (await (await ask('', body())).json()) as { intendedId: string }
  for (let n = 0; n < 3; n++) await list()
  expect(await seen()).toBe(before + 1)
  expect((await ask(`/${intendedId}/withdraw`)).status).toBe(200)
})

it('is asked for by one person and counts when another confirms it', async () => {
  const what = body()
  const [first, again] = [await ask('', what, 'the-same-key'), await ask('', what, 'the-same-key')]
  expect([first.status, again.status]).toEqual([201, 201])
  const { intendedId } = (await first.json()) as { intendedId: string }
  expect(await list()).toMatchObject([{ intendedId, askedBy: 'analyst', order: 'AG 12/345' }])

  const alone = await ask(`/${intendedId}/confirm`)
  expect([alone.status, await alone.json()]).toMatchObject([
    409,
    { title: 'a second person must confirm it' },
  ])
  await desk.preauthorisations.confirm(intendedId, 'jonas', desk.clock.now())
  expect(await list()).toMatchObject([{ intendedId, confirmedBy: 'jonas' }])

  expect((await ask(`/${intendedId}/withdraw`)).status).toBe(200)
  expect(await list()).toEqual([])
  // Sent again, as when the answer was lost: it stands as it was answered, and in the record once.
  expect((await ask(`/${intendedId}/withdraw`)).status).toBe(200)
  expect((await ask('/nothing/withdraw')).status).toBe(404)
  expect((await ask(`/${intendedId}/confirm`)).status).toBe(409)

  const rows = await desk.audit.rowsAbout([intendedId], 100)
  const told = rows.map(async ({ body: text }) => {
    const entry: AuditEntry = JSON.parse(text)
    const { who, whom, other, why } = await desk.audit.unseal(entry)
    return [
      entry.deed,
      who,
      whom,
      other,
      why,
      entry.before?.stands,
      entry.after?.stands,
      entry.requestId !== undefined,
    ]
  })
  // biome-ignore format: a table for people.
  expect(await Promise.all(told)).toEqual([
    ['preauthorisation-asked', 'analyst', 'potus', undefined, 'AG 12/345, LEGAL-7', undefined, 'asked', true],
    ['preauthorised', 'jonas', 'potus', 'analyst', 'AG 12/345, LEGAL-7', 'asked', 'signed', false],
    ['preauthorisation-withdrawn', 'analyst', 'potus', undefined, 'AG 12/345, LEGAL-7', 'signed', 'withdrawn', true],
  ])
})

it('a key stands for what was asked with it, and for nothing once that was taken back', async () => {
  const what = body()
  const idOf = async (answer: Response) => ((await answer.json()) as { intendedId: string }).intendedId
  const first = await idOf(await ask('', what, 'once-for-this'))
  const { expiresAt, ...rest } = what
  expect(await idOf(await ask('', { expiresAt, ...rest }, 'once-for-this'))).toBe(first)
  for (const other of [
    { ...what, accountId: 'other' },
    { ...what, expiresAt: expiresAt + 1 },
    { ...what, actorId: 'd.keller' },
  ]) {
    const answer = await ask('', other, 'once-for-this')
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'key-reused' }])
  }
  expect(await list()).toMatchObject([{ intendedId: first, accountId: 'potus' }])
  const second = await idOf(await ask('', { ...what, accountId: 'other' }, 'once-for-other'))
  expect(second).not.toBe(first)
  for (const one of [first, second]) expect((await ask(`/${one}/withdraw`)).status).toBe(200)
  const late = await ask('', what, 'once-for-this')
  expect([late.status, await late.json()]).toMatchObject([
    409,
    { title: 'this was asked for before, and was taken back: ask anew, with a new key' },
  ])
  expect(await list()).toEqual([])
  const asked = (await desk.audit.rowsAbout([first], 9)).map(
    ({ body: text }) => (JSON.parse(text) as AuditEntry).deed,
  )
  expect(asked).toEqual(['preauthorisation-asked', 'preauthorisation-withdrawn'])
  await desk.database.deleteFrom('case_acts').where('key', '=', 'once-for-this').execute()
  // Nobody remembers the key any more: what was taken back still does not stand.
  expect((await ask('', what, 'once-for-this')).status).toBe(409)
  const anew = await idOf(await ask('', what, 'once-for-this-anew'))
  expect((await ask(`/${anew}/withdraw`)).status).toBe(200)
})

it('wants all that makes one: an order, a ticket, an action that there is, and an end within thirty days', async () => {
  const { order: _order, ...without } = body()
  for (const faulty of [without, { ...body(), action: 'obliterate' }, { ...body(), confirmedBy: 'jonas' }])
    expect((await ask('', faulty)).status).toBe(400)
  const tooLong = await ask('', { ...body(), expiresAt: desk.clock.now() + 40 * 86_400_000 })
  expect([tooLong.status, await tooLong.json()]).toMatchObject([
    409,
    { title: 'it may be valid for 30 days at most' },
  ])
  expect(await list()).toEqual([])
})

it('is closed to whoever is not signed in', async () => {
  expect((await fetch(`${desk.address}/v1/preauthorisations`)).status).toBe(401)
})

it('is refused for a platform that there is not, with the names of those that there are', async () => {
  const answer = await ask('', { ...body(), source: 'dsek' })
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { title: 'there is no platform "dsek" here: there is desk, forum' },
  ])
  expect(await list()).toEqual([])
})

it('"only by" the name that the page shows means that hand, and whoever confirms it sees the same name', async () => {
  const campaign = 'c'.repeat(32)
  const alerts = [changeBy('D.Keller'), changeBy('h2', { account: { id: 'other' } })].map((change) =>
    alertOn(change),
  )
  await desk.cases.takeAlerts(alerts, desk.clock.now())
  const several = ['h3', 'h4'].map((hand) => alertOn(changeBy(hand), { kind: 'relation', campaign }))
  await desk.cases.takeAlerts(several, desk.clock.now())
  const people = await peopleOf(desk)
  const [admin, approver] = [await people.add('ada', ['admin']), await people.add('bob', ['approver'])]

  for (const hand of ['D.Keller', 'h4']) {
    const shown = desk.pseudonym(hand)
    const asked = await ask('', { ...body(), actorId: shown })
    expect(asked.status).toBe(201)
    const { intendedId } = (await asked.json()) as { intendedId: string }
    const confirmed = await admin.post(`/v1/preauthorisations/${intendedId}/confirm`)
    expect(await confirmed.json()).toMatchObject({ intended: { actorId: shown } })
    const [signed] = await desk.preauthorisations.of('desk', 'potus')
    expect(signed && isAbout(signed.intended, changeBy(hand, { action: 'suspend' }))).toBe(true)
    for (const one of [admin, approver]) {
      const answer = await one.get('/v1/preauthorisations')
      const text = await answer.text()
      expect(text).toContain(`"actorId":"${shown}"`)
      expect(text).not.toContain(hand)
    }
    expect((await ask(`/${intendedId}/withdraw`)).status).toBe(200)
  }

  // Written by its own id, it is shown as everywhere; whoever may learn whose a pseudonym is sees both.
  const { intendedId } = (await (await ask('', { ...body(), actorId: 'somebody' })).json()) as {
    intendedId: string
  }
  const seen = async (one: typeof admin) => {
    const { preauthorisations } = (await (await one.get('/v1/preauthorisations')).json()) as {
      preauthorisations: { actorId: string; actorWritten?: string }[]
    }
    return preauthorisations.map(({ actorId, actorWritten }) => [actorId, actorWritten])
  }
  expect(await seen(admin)).toEqual([[desk.pseudonym('somebody'), undefined]])
  expect(await seen(approver)).toEqual([[desk.pseudonym('somebody'), 'somebody']])
  expect((await ask(`/${intendedId}/withdraw`)).status).toBe(200)
})

it('"only by" a pseudonym that no case knows, or that is one’s own, is refused, and says what to give', async () => {
  await desk.cases.takeAlerts([alertOn(changeBy('carol'))], desk.clock.now())
  const carol = await (await peopleOf(desk)).add('Carol', ['approver'])
  for (const hand of ['nobody-here', 'carol']) {
    const shown = desk.pseudonym(hand)
    const answer = await carol.post('/v1/preauthorisations', { ...body(), actorId: shown })
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      {
        title: `no case of "desk" has the hand that is shown as ${shown}: give the actor's own id, as the platform has it`,
      },
    ])
  }
  expect(await list()).toEqual([])
})
