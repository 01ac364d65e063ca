import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { splitRecords } from '../../src/console/http/change-lines.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Unreadable } from '../../src/core/change/unreadable.ts'
import type { NewRecord } from '../../src/ports/log.ts'
import { openTestConsole, type TestConsole, testSecret } from './open-console.ts'
import { changeBy } from './people-and-alerts.ts'

let desk: TestConsole
let deliveries = 0
const appended: NewRecord[] = []

beforeAll(async () => {
  desk = await openTestConsole({
    changes: {
      readChange: (value) => [read(String(value))],
      // A log that takes its time, so that two deliveries at once really overlap.
      append: async (records) => {
        appended.push(...records)
        await new Promise((resolve) => setTimeout(resolve, 50))
      },
    },
  })
})
afterAll(() => desk.close())

/** Reads `actor/account`; everything else is unreadable. */
function read(text: string): AccountChange | Unreadable {
  const [, actorId, id] = /"(\w+)\/(\w+)"/.exec(text) ?? []
  if (actorId === undefined || id === undefined) {
    return { unreadable: 'wrong-shape', faults: [{ at: 'actor', says: 'is missing' }], mayRestrict: false }
  }
  return changeBy(actorId, { account: { id } })
}

interface Sent {
  readonly id?: string
  readonly at?: Date
  readonly secret?: string
  readonly type?: string
  readonly signed?: string
}

function deliver(body: string, sent: Sent = {}): Promise<Response> {
  const {
    id = `delivery-${++deliveries}`,
    at = new Date(),
    secret = testSecret,
    type = 'application/json',
  } = sent
  return fetch(`${desk.address}/v1/changes`, {
    method: 'POST',
    headers: {
      'content-type': type,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, sent.signed ?? body),
    },
    body,
  })
}

it('one change is in the log, under its actor, before the platform hears that it was taken', async () => {
  const before = appended.length
  const answer = await deliver('"ana/one"')
  expect(answer.status).toBe(202)
  expect(await answer.json()).toEqual({
    accepted: 1,
    repeated: 0,
    unreadable: 0,
    skipped: 0,
    lines: [{ line: 1, answer: 'accepted' }],
  })
  expect(appended.slice(before)).toEqual([{ key: 'ana', value: Buffer.from('"ana/one"') }])
})

it('every line of many is answered for itself, and the bytes go on as they came', async () => {
  const before = appended.length
  const body = '"ana/a"\n{"nothing": "readable"}\n\n  "ben/b" \n"ana/a"\n'
  const answer = await deliver(body, { type: 'application/x-ndjson' })
  expect(await answer.json()).toEqual({
    accepted: 2,
    repeated: 1,
    unreadable: 1,
    skipped: 0,
    lines: [
      { line: 1, answer: 'accepted' },
      { line: 2, answer: 'unreadable', faults: [{ at: 'actor', says: 'is missing' }] },
      { line: 3, answer: 'accepted' },
      { line: 4, answer: 'repeated' },
    ],
  })
  expect(appended.slice(before).map(({ key, value }) => [key, String(value)])).toEqual([
    ['ana', '"ana/a"'],
    // It becomes a dead letter where all others do.
    [null, '{"nothing": "readable"}'],
    ['ben', '  "ben/b" '],
  ])
})

it('an array is taken element by element', async () => {
  const before = appended.length
  expect((await deliver('[ "ana/c", {"x": "]\\",[", "y": "ben/d"} ]')).status).toBe(202)
  expect(appended.slice(before).map(({ key }) => key)).toEqual(['ana', 'ben'])
})

it('the same delivery again gets the same answer and changes nothing, also at the same time', async () => {
  const before = appended.length
  const [one, two] = await Promise.all([
    deliver('"ana/e"', { id: 'same' }),
    deliver('"ana/e"', { id: 'same' }),
  ])
  const three = await deliver('"ana/e"', { id: 'same' })
  expect([one.status, two.status, three.status]).toEqual([202, 202, 202])
  expect(three.headers.get('idempotent-replayed')).toBe('true')
  expect(await three.json()).toEqual(await one.json())
  expect(appended.length - before).toBe(1)
  expect(await (await deliver('"ben/other"', { id: 'same' })).json()).toMatchObject({ code: 'key-reused' })
})

it('a wrong secret, another body, an old or a future time are refused, and nothing is appended', async () => {
  const before = appended.length
  const minutes = (count: number) => new Date(Date.now() + count * 60_000)
  const attempts: readonly Sent[] = [
    { secret: `whsec_${Buffer.from('some other secret').toString('base64')}` },
    { signed: '"ana/else"' },
    { at: minutes(-6) },
    { at: minutes(6) },
  ]
  for (const attempt of attempts) {
    const answer = await deliver('"ana/f"', attempt)
    expect(await answer.json()).toMatchObject({ status: 401, code: 'bad-signature' })
  }
  const bare = await fetch(`${desk.address}/v1/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '"ana/f"',
  })
  expect(bare.status).toBe(401)
  expect(appended.length).toBe(before)
})

it('more than ten thousand lines, or a megabyte, are too much at once', async () => {
  const lines = await deliver('"ana/g"\n'.repeat(10_001), { type: 'application/x-ndjson' })
  expect(await lines.json()).toMatchObject({
    status: 413,
    title: '10001 records: at most 10000 are taken at once',
  })
  expect((await deliver(`"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413)
})

it('a delivery in which nothing can be read is said to be so', async () => {
  const answer = await deliver('{"what": "is this"}')
  expect(await answer.json()).toMatchObject({ status: 422, code: 'nothing-readable', unreadable: 1 })
})

it('cuts arrays without being led astray by strings or depth', () => {
  const cut = (body: string) => splitRecords(Buffer.from(body), 'application/json').map(String)
  expect(cut('[1,[2,3],{"a":[4]}]')).toEqual(['1', '[2,3]', '{"a":[4]}'])
  expect(cut('["a,]\\\\","b"]')).toEqual(['"a,]\\\\"', '"b"'])
  expect(cut('[]')).toEqual([])
  expect(cut('{"a":[1,2]}')).toEqual(['{"a":[1,2]}'])
  expect(cut('[1')).toEqual(['1'])
  expect(cut('[1]x')).toEqual(['1', 'x'])
  expect(cut(`[${'['.repeat(200_000)}`)).toHaveLength(1)
})
