import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AskAnswer, askMs } from '../../src/core/ask/answer.ts'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Unreadable } from '../../src/core/change/unreadable.ts'
import { questionsOfActorMax } from '../../src/edges/store/questions.ts'
import { EdgeError } from '../../src/ports/edge-error.ts'
import { askAt, causeFor, foreseen, type Sent, someBar } from './asking.ts'
import { openTestConsole, signIn, type TestConsole } from './open-console.ts'
import { changeBy } from './people-and-alerts.ts'

let desk: TestConsole
let cookie: string
let keys = 0
/** What the detect role would answer; undefined: another instance knows the actor. */
let answer: AskAnswer | undefined
let looks = 0

beforeAll(async () => {
  desk = await openTestConsole({
    changes: { readChange: (value) => read(String(value)) },
    check: async (change) => {
      looks += 1
      return answer === undefined ? undefined : foreseen(change, answer)
    },
  })
  cookie = await signIn(desk)
})
afterAll(() => desk.close())
beforeEach(() => {
  answer = 'second-person'
})

/** Reads `actor/account`, several with commas between; nothing for "", everything else is unreadable. */
function read(text: string): (AccountChange | Unreadable)[] {
  if (text === '""') return []
  return text.split(',').map((one) => {
    const [, actorId, id] = /"([\w.-]+)\/(\w+)"/.exec(one) ?? []
    if (actorId === undefined || id === undefined)
      return { unreadable: 'wrong-shape', faults: [{ at: 'actor', says: 'is missing' }], mayRestrict: false }
    return { ...changeBy(actorId, { account: { id } }), outcome: 'refused' }
  })
}

/** What the record says of a check, with its sealed words opened; each entry has the id of its request. */
async function recorded(checkId: string) {
  const rows = await desk.audit.rowsAbout([checkId], 100)
  return Promise.all(
    rows.map(async ({ body }) => {
      const entry: AuditEntry = JSON.parse(body)
      const { deed, before, after, requestId } = entry
      expect(requestId).toMatch(/^[\w-]{36}$/)
      return { deed, ...(before && { before }), ...(after && { after }), ...(await desk.audit.unseal(entry)) }
    }),
  )
}

function ask(body: string, sent: Sent = {}, { address } = desk): Promise<Response> {
  return askAt(address, body, sent)
}

const get = (path: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${desk.address}${path}`, { headers })

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${desk.address}${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: desk.address,
      'idempotency-key': `check-key-${++keys}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })

interface Answered {
  readonly checkId: string
  readonly answer: AskAnswer
  readonly state?: string
  readonly link?: string
  readonly holdUntil?: number
  readonly expiresAt: number
  readonly says: string
}
const asked = async (body: string): Promise<Answered> => (await ask(body)).json() as Promise<Answered>
const causeOf = async (checkId: string) =>
  ((await (await get(`/v1/checks/${checkId}`)).json()) as { cause: string }).cause

describe('a tool that asks', () => {
  it('is told to go on, and nothing is written down', async () => {
    answer = 'allow'
    expect(await asked('"ana/one"')).toEqual({
      checkId: expect.any(String),
      answer: 'allow',
      says: 'asked with outcome done',
      severity: 'info',
      suspicionCenti: 0,
      stakesCenti: 700,
      scoreCenti: 700,
      bars: [someBar],
      tier: 'everyone',
      policy: '0123456789ab',
      expiresAt: expect.any(Number),
    })
    expect(await (await get('/v1/checks')).json()).toEqual({ checks: [] })
  })

  it('is answered in the form that its schema says', async () => {
    const ajv = new Ajv2020({ allErrors: true })
    formats.default(ajv)
    const schema = JSON.parse(readFileSync('schemas/check-answer.schema.json', 'utf8')) as object
    const holds = ajv.compile(schema)
    for (answer of ['allow', 'second-person', 'hold'] as const) {
      const valid = holds(await asked(`"eva/${answer.slice(0, 4)}"`))
      expect(holds.errors).toBeNull()
      expect(valid).toBe(true)
    }
  })

  it('is sent to a second person by a link, and gets the same one however often it asks', async () => {
    const first = await asked('"ana/two"')
    expect(first).toMatchObject({ answer: 'second-person', state: 'waiting' })
    expect(first.link).toBe(`${desk.address}/#check=${first.checkId}`)
    expect(first.expiresAt - desk.clock.now()).toBeGreaterThan(askMs - 5_000)
    expect(await asked('"ana/two"')).toEqual(first)
  })

  it('must wait while it is held, and then for a second person', async () => {
    answer = 'hold'
    const held = await asked('"ana/three"')
    expect(held).toMatchObject({ answer: 'hold', state: 'held' })
    expect(held.link).toBeUndefined()
    const cause = await causeOf(held.checkId)
    const early = await post(`/v1/checks/${held.checkId}/approve`, { cause, reason: 'now, please' })
    expect(await early.json()).toMatchObject({ code: 'conflict', title: expect.stringContaining('held') })
    expect(await asked('"ana/three"')).toEqual(held)
    desk.clock.aheadMs = 900_001
    expect(await asked('"ana/three"')).toMatchObject({ checkId: held.checkId, answer: 'second-person' })
    const late = await post(`/v1/checks/${held.checkId}/approve`, { cause, reason: 'looked at it' })
    expect(late.status).toBe(200)
    desk.clock.aheadMs = 0
  })

  it('is told of a no at once, also while it is held', async () => {
    answer = 'hold'
    const held = await asked('"ana/nothere"')
    const cause = await causeOf(held.checkId)
    const no = await post(`/v1/checks/${held.checkId}/refuse`, { cause, reason: 'the wrong account' })
    expect([no.status, await no.json()]).toMatchObject([200, { state: 'refused' }])
    expect(await asked('"ana/nothere"')).toMatchObject({
      answer: 'hold',
      state: 'refused',
      says: expect.stringContaining('said no: the wrong account'),
    })
    expect((await recorded(held.checkId)).map(({ deed }) => deed)).toContain('check-refused')
  })

  it('is held after all where it has become grave meanwhile, but only once', async () => {
    await asked('"ana/four"')
    answer = 'hold'
    expect(await asked('"ana/four"')).toMatchObject({ answer: 'hold' })
    desk.clock.aheadMs = 900_001
    expect(await asked('"ana/four"')).toMatchObject({ answer: 'second-person' })
    desk.clock.aheadMs = 0
  })

  it('is told within a sentence where nobody here knows the actor', async () => {
    answer = undefined
    const refused = await ask('"ana/one"')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.json()).toMatchObject({ code: 'unavailable' })
  })

  it('is refused without a signature, with a wrong one, an old one, or one of another body', async () => {
    const before = looks
    const attempts: readonly Sent[] = [
      { secret: `whsec_${Buffer.from('some other secret').toString('base64')}` },
      { signed: '"ana/else"' },
      { at: new Date(Date.now() - 6 * 60_000) },
      { at: new Date(Date.now() + 6 * 60_000) },
    ]
    for (const attempt of attempts)
      expect(await (await ask('"ana/f"', attempt)).json()).toMatchObject({ code: 'bad-signature' })
    const bare = await fetch(`${desk.address}/v1/checks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '"ana/f"',
    })
    expect(bare.status).toBe(401)
    const signedIn = await post('/v1/checks', 'ana/f')
    expect(signedIn.status).toBe(401)
    expect(looks).toBe(before)
  })

  it('is told what is wrong with what it sent', async () => {
    expect(await (await ask('{"what": "is this"}')).json()).toMatchObject({
      code: 'nothing-readable',
      faults: [{ at: 'actor' }],
    })
    expect(await (await ask('""')).json()).toMatchObject({ code: 'nothing-readable' })
    expect(await (await ask('"ana/a","ana/b"')).json()).toMatchObject({ code: 'bad-request' })
    expect((await ask(`"${'x'.repeat(64 * 1024)}"`)).status).toBe(413)
    expect((await ask('"ana/a"', { type: 'text/plain' })).status).toBe(415)
    expect((await ask('')).status).toBeGreaterThanOrEqual(400)
  })

  it('that sends the same delivery again gets the same answer without a second look', async () => {
    const first = await ask('"ana/six"', { id: 'same' })
    const before = looks
    const again = await ask('"ana/six"', { id: 'same' })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
    expect(looks).toBe(before)
    expect(await (await ask('"ana/seven"', { id: 'same' })).json()).toMatchObject({ code: 'key-reused' })
  })

  it('cannot fill the desk with questions, nor get by because it is full', async () => {
    for (let i = 0; i < questionsOfActorMax; i++) await ask(`"ben/n${i}"`)
    const full = await asked('"ben/more"')
    expect(full).toMatchObject({ answer: 'hold', says: expect.stringContaining('too many questions') })
    expect(full.link).toBeUndefined()
    expect((await get(`/v1/checks/${full.checkId}`)).status).toBe(404)
    expect(await asked('"carl/one"')).toMatchObject({ answer: 'second-person' })
  })
})

it('a tool waits neither for a slow store nor for one that is away: the link comes with the next answer', async () => {
  const slow = await openTestConsole({
    changes: { readChange: (value) => read(String(value)) },
    check: async (change) => foreseen(change, answer ?? 'allow'),
    storeMsMax: 5,
    store: (questions) => ({
      ...questions,
      async ask(question) {
        if (question.about.change.actor.id === 'away')
          throw new EdgeError('store-unavailable', 'gone', { retryable: true })
        const kept = await questions.ask(question)
        await pause(isSlow ? 500 : 0)
        return kept
      },
    }),
  })
  let isSlow = true
  const first = (await (await ask('"ana/one"', {}, slow)).json()) as Answered
  expect(first).toMatchObject({ answer: 'second-person', state: 'waiting' })
  expect(first.link).toBeUndefined()
  isSlow = false
  await expect
    .poll(async () => ((await (await ask('"ana/one"', {}, slow)).json()) as Answered).link)
    .toBe(`${slow.address}/#check=${first.checkId}`)
  isSlow = true
  answer = 'hold'
  for (const who of ['ana', 'away'])
    expect(await (await ask(`"${who}/two"`, {}, slow)).json()).toMatchObject({
      answer: 'hold',
      state: 'held',
    })
  expect(slow.notices).toContainEqual(expect.objectContaining({ kind: 'StoreTrouble' }))
  await slow.close()
})

describe('a second person', () => {
  it('says yes to exactly what was shown, once, and the yes goes out under the actor', async () => {
    const { checkId, expiresAt } = await asked('"dana/one"')
    const cause = await causeOf(checkId)
    const other = await post(`/v1/checks/${checkId}/approve`, {
      cause: 'f'.repeat(48),
      reason: 'looks right',
    })
    expect(await other.json()).toMatchObject({ code: 'conflict' })
    const toApprove = async () =>
      (await desk.outbox.waiting(1000)).filter(({ record }) => record.key === 'dana')
    const yes = await post(`/v1/checks/${checkId}/approve`, { cause, reason: 'looks right' })
    expect(await yes.json()).toMatchObject({
      state: 'approved',
      answeredBy: 'analyst',
      reason: 'looks right',
    })
    const sent = await toApprove()
    expect(sent).toMatchObject([{ topic: 'countermand.approvals' }])
    expect(JSON.parse(String(sent[0]?.record.value))).toEqual({
      checkId,
      source: expect.any(String),
      actorId: 'dana',
      cause,
      by: 'analyst',
      until: expiresAt,
    })
    const again = await post(`/v1/checks/${checkId}/approve`, { cause, reason: 'looks right' })
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    const changed = await post(`/v1/checks/${checkId}/refuse`, { cause, reason: 'after all not' })
    expect(await changed.json()).toMatchObject({ code: 'conflict' })
    expect(await toApprove()).toHaveLength(1)
    // The detect role has not heard of it in this test: the tool waits on, and later asks anew.
    expect(await asked('"dana/one"')).toMatchObject({ checkId, answer: 'second-person' })
    desk.clock.aheadMs = 6_000
    expect((await asked('"dana/one"')).checkId).not.toBe(checkId)
    desk.clock.aheadMs = 0
    expect(await recorded(checkId)).toEqual([
      { deed: 'check-seen', who: 'analyst', whom: 'dana', other: 'one', after: { state: 'waiting' } },
      {
        deed: 'check-approved',
        who: 'analyst',
        whom: 'dana',
        other: 'one',
        why: 'looks right',
        before: { state: 'waiting' },
        after: { state: 'approved', action: 'deactivate', cause },
      },
      {
        deed: 'act-refused',
        who: 'analyst',
        whom: 'dana',
        other: 'one',
        why: 'after all not',
        before: { state: 'approved' },
        after: { act: 'check-refuse', refused: 'it is approved already' },
      },
    ])
  })

  it('says no, and the tool hears why until the question is over', async () => {
    const { checkId, expiresAt } = await asked('"dana/two"')
    const cause = await causeOf(checkId)
    await post(`/v1/checks/${checkId}/refuse`, { cause, reason: 'the wrong account' })
    expect(await asked('"dana/two"')).toMatchObject({
      answer: 'hold',
      state: 'refused',
      holdUntil: expiresAt,
      says: 'a second person, analyst, said no: the wrong account',
    })
    desk.clock.aheadMs = askMs + 1
    expect(await asked('"dana/two"')).toMatchObject({ answer: 'second-person', state: 'waiting' })
    desk.clock.aheadMs = 0
  })

  it('comes too late after a quarter of an hour', async () => {
    const { checkId } = await asked('"dana/three"')
    const cause = await causeOf(checkId)
    desk.clock.aheadMs = askMs + 1
    const late = await post(`/v1/checks/${checkId}/approve`, { cause, reason: 'looks right' })
    expect(await late.json()).toMatchObject({ code: 'conflict', title: expect.stringContaining('over') })
    desk.clock.aheadMs = 0
  })

  it('is never the actor, who does not even see it', async () => {
    const { checkId } = await asked('"analyst/one"')
    expect((await get(`/v1/checks/${checkId}`)).status).toBe(403)
    const { checks } = (await (await get('/v1/checks')).json()) as { checks: { checkId: string }[] }
    expect(checks.map((one) => one.checkId)).not.toContain(checkId)
    const cause = causeFor('analyst/one')
    for (const opinion of ['approve', 'refuse']) {
      const own = await post(`/v1/checks/${checkId}/${opinion}`, { cause, reason: 'I know best' })
      expect(await own.json()).toMatchObject({ status: 403, code: 'own-case' })
    }
    expect(await recorded(checkId)).toMatchObject([
      {
        deed: 'act-refused',
        who: 'analyst',
        whom: 'analyst',
        after: { act: 'check-approve', refused: 'own' },
      },
      {
        deed: 'act-refused',
        who: 'analyst',
        whom: 'analyst',
        after: { act: 'check-refuse', refused: 'own' },
      },
    ])
  })

  it('has to be signed in, on our own page, with a key and a reason', async () => {
    const { checkId } = await asked('"dana/four"')
    const cause = await causeOf(checkId)
    const yes = { cause, reason: 'looks right' }
    const path = `/v1/checks/${checkId}/approve`
    expect((await get(`/v1/checks/${checkId}`, {})).status).toBe(401)
    expect((await post(path, yes, { cookie: '' })).status).toBe(401)
    expect((await post(path, yes, { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await post(path, yes, { 'idempotency-key': '' })).status).toBe(400)
    expect((await post(path, { cause, reason: '' })).status).toBe(400)
    expect((await post(path, { cause })).status).toBe(400)
    expect((await post('/v1/checks/00000000-0000-0000-0000-000000000000/approve', yes)).status).toBe(404)
    expect((await post('/v1/checks/%27/approve', yes)).status).toBe(400)
    expect(await asked('"dana/four"')).toMatchObject({ state: 'waiting' })
  })
})
