import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { complete } from '../../../src/core/reference/complete.ts'
import { failuresMax, openCircuit, restMs } from '../../../src/edges/reference/circuit.ts'
import type { OpenReference } from '../../../src/edges/reference/reference.ts'
import { changeOf, now } from '../../core/people.ts'
import { type Desk, openDesk } from './feeds.ts'

let desk: Desk
let open: OpenReference
let server: Server
let asked: string[]
let authorizations: (string | undefined)[]
let atOnceMost: number
let answer: (
  id: string,
) => { status: number; body?: unknown; afterMs?: number; after?: Promise<void> } | 'never'

beforeEach(async () => {
  desk = openDesk()
  asked = []
  authorizations = []
  atOnceMost = 0
  answer = (id) => ({ status: 200, body: { id, validFrom: now - 1000, kind: 'contractor' } })
  let atOnce = 0
  server = createServer((request, response) => {
    const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '')
    asked.push(id)
    authorizations.push(request.headers.authorization)
    atOnceMost = Math.max(atOnceMost, ++atOnce)
    response.on('close', () => (atOnce -= 1))
    const said = answer(id)
    if (said === 'never') return
    const end = () => response.writeHead(said.status).end(JSON.stringify(said.body))
    if (said.after === undefined) setTimeout(end, said.afterMs ?? 0)
    else void said.after.then(end)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open = await desk.open({ staff: address() })
})
afterEach(async () => {
  await open.close()
  server.closeAllConnections()
  server.close()
  desk.close()
})

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/people/{source}/{id}`
const by = (id: string) => changeOf({ actor: { id, kind: 'unknown' } })

/** The changes of one batch, completed as the stream would. */
async function completed(...changes: AccountChange[]) {
  const tables = await open.tablesFor(changes.map((change) => [change]))
  return changes.map((change) => complete(change, tables).change.actor.kind)
}
const outcomes = (wanted: string) =>
  desk.notices.reduce(
    (sum, told) => sum + (told.kind === 'ReferenceAsked' && told.outcome === wanted ? told.count : 0),
    0,
  )

describe('staff who are looked up', () => {
  it('are asked for once for a batch, with our authorization, and not again while the answer is fresh', async () => {
    expect(await completed(by('a'), by('b/c'), by('a'))).toEqual(['contractor', 'contractor', 'contractor'])
    expect(asked.toSorted()).toEqual(['a', 'b/c'])
    expect(authorizations).toEqual(['Bearer a-word', 'Bearer a-word'])
    // What is known already makes nobody wait, not even for a turn.
    expect(open.tablesFor([[by('a')]])).not.toBeInstanceOf(Promise)
    expect(await completed(by('a'))).toEqual(['contractor'])
    expect(asked).toHaveLength(2)
    expect([outcomes('found'), outcomes('cached')]).toEqual([2, 2])
  })

  it('are those behind a tool too', async () => {
    const leavesAt = now + 1_000
    answer = (id) => ({
      status: 200,
      body: { id, validFrom: now - 1000, ...(id === 'tool' ? { kind: 'automation' } : { leavesAt }) },
    })
    const change = changeOf({ actor: { id: 'tool', kind: 'automation', onBehalfOf: 'dana' } })
    const tables = await open.tablesFor([[change]])
    expect(asked.toSorted()).toEqual(['dana', 'tool'])
    expect(complete(change, tables).change.actor.leavesAt).toBe(leavesAt)
  })

  it('that the service does not know are remembered as such', async () => {
    answer = () => ({ status: 404 })
    expect(await completed(by('a'))).toEqual(['unknown'])
    expect(await completed(by('a'))).toEqual(['unknown'])
    expect(asked).toEqual(['a'])
  })

  it('are unknown where the record holds only since after the change', async () => {
    answer = (id) => ({ status: 200, body: { id, validFrom: now + 1, kind: 'contractor' } })
    expect(await completed(by('a'))).toEqual(['unknown'])
  })

  it.each([
    ['is about somebody else', { id: 'b', validFrom: now - 1000, kind: 'contractor' }],
    ['does not say since when', { id: 'a', kind: 'contractor' }],
    ['is no record', 'a text'],
  ])('are unknown where the answer %s', async (_, body) => {
    answer = () => ({ status: 200, body })
    expect(await completed(by('a'))).toEqual(['unknown'])
    expect(outcomes('failed')).toBe(1)
  })

  it('hold the stream no longer than its bound, and are there for the next batch', async () => {
    await open.close()
    open = await desk.open({ staff: address(), over: { waitMsMax: 250 } })
    const { promise: answered, resolve: answerNow } = Promise.withResolvers<void>()
    answer = (id) => ({
      status: 200,
      body: { id, validFrom: now - 1000, kind: 'contractor' },
      after: answered,
    })
    const began = performance.now()
    expect(await completed(by('a'))).toEqual(['unknown'])
    expect(performance.now() - began).toBeLessThan(550)
    answerNow()
    await expect.poll(async () => completed(by('a')), { timeout: 5000 }).toEqual(['contractor'])
    expect(asked).toEqual(['a'])
  })

  it('are asked for at most sixteen at once', async () => {
    answer = (id) => ({ status: 200, body: { id, validFrom: now - 1000, kind: 'contractor' }, afterMs: 5 })
    await completed(...Array.from({ length: 100 }, (_, i) => by(`st-${i}`)))
    expect(atOnceMost).toBeLessThanOrEqual(16)
    expect(asked.length).toBeGreaterThan(16)
  })

  it('are not asked for while the service fails: the stream goes on without, at once', async () => {
    answer = () => ({ status: 503 })
    for (let i = 0; i < failuresMax; i++) await completed(by(`st-${i}`))
    expect(asked).toHaveLength(failuresMax)
    expect(await completed(by('another'))).toEqual(['unknown'])
    expect(asked).toHaveLength(failuresMax)
    expect(outcomes('not-asked')).toBe(1)
  })
})

it('a service that failed is tried by one call after a while, and asked again when that one is answered', () => {
  let time = 0
  const circuit = openCircuit(() => time)
  for (let i = 0; i < failuresMax; i++) circuit.heard(false)
  expect(circuit.mayAsk()).toBe(false)
  time = restMs
  expect([circuit.mayAsk(), circuit.mayAsk()]).toEqual([true, false])
  circuit.heard(false)
  expect(circuit.mayAsk()).toBe(false)
  time = 2 * restMs
  expect(circuit.mayAsk()).toBe(true)
  circuit.heard(true)
  expect([circuit.mayAsk(), circuit.mayAsk()]).toEqual([true, true])
})
