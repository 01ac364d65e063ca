import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type AccountBook, openAccountBook } from '../../../src/demo/platform/account-book.ts'
import { type AccountServer, openAccountServer } from '../../../src/demo/platform/account-server.ts'

const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
let changes: AccountChange[]
let book: AccountBook
let server: AccountServer

beforeEach(async () => {
  changes = []
  book = openAccountBook({
    seed: 1,
    kind: 'plain',
    path: ':memory:',
    append: async (records) => void changes.push(...records.map(({ value }) => JSON.parse(String(value)))),
    notice: () => undefined,
  })
  server = await openAccountServer({ book, clock, seed: 1, kind: 'plain' })
  await staff('suspend', 'e1')
})
afterEach(async () => {
  await server.close()
  await book.close()
})

test('the plain platform tells no versions and no causes, neither in changes nor when asked', async () => {
  await ask('unsuspend')
  expect(changes.map(({ action }) => action)).toEqual(['suspend', 'unsuspend'])
  for (const change of changes) {
    expect(change.account.version).toBeUndefined()
    expect(change.causedBy).toBeUndefined()
  }
  const response = await call('GET', '/accounts/a17')
  expect(response.headers.get('etag')).toBeNull()
  const shown = await response.json()
  expect(shown).toMatchObject({ state: 'active', visibility: 'public' })
  expect(shown).not.toHaveProperty('version')
  expect(shown).not.toHaveProperty('causedBy')
})

test('its log says who did what, the newest first, and of no other account', async () => {
  await book.perform([act('suspend', 'e2', 'a18')])
  await ask('unsuspend')
  const { entries } = (await (await call('GET', '/log?account=a17')).json()) as { entries: unknown }
  expect(entries).toMatchObject([
    { actor: 'countermand', account: 'a17', action: 'unsuspend', state: 'active' },
    { id: 'e1', actor: 'mo', account: 'a17', action: 'suspend', state: 'suspended' },
  ])
  expect((await call('GET', '/log?account=nobody')).status).toBe(200)
})

test('it carries out each call on whatever stands: a later decision too, and an equal call again', async () => {
  await staff('unsuspend', 'e2')
  await staff('suspend', 'e3')
  expect((await ask('unsuspend')).status).toBe(200)
  expect((await ask('unsuspend')).status).toBe(409)
  expect(book.log('a17').map(({ actor }) => actor)).toEqual(['countermand', 'mo', 'mo', 'mo'])
})

test('a late worker undoes an undoing that came too early, and neither a change nor the log says so', async () => {
  server.setFaults({ shares: {}, slowMs: 0, lateWorker: { share: 1, delayMs: 150 } })
  await staff('unsuspend', 'e2')
  await staff('suspend', 'e3')
  expect(await (await ask('unsuspend')).json()).toMatchObject({ state: 'active' })
  const told = changes.length
  await expect.poll(() => book.look('a17', Date.now())?.state).toBe('suspended')
  expect([changes.length, book.log('a17').length]).toEqual([told, 4])
})

test('what is undone after the worker came stays undone', async () => {
  server.setFaults({ shares: {}, slowMs: 0, lateWorker: { share: 1, delayMs: 40 } })
  await new Promise((resolve) => setTimeout(resolve, 60))
  await ask('unsuspend')
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(book.look('a17', Date.now())?.state).toBe('active')
})

function call(method: string, path: string): Promise<Response> {
  return fetch(`${server.baseUrl}${path}`, { method, headers: { authorization: `Bearer ${server.token}` } })
}

function ask(action: string): Promise<Response> {
  return call('POST', `/accounts/a17/${action}`)
}

function staff(action: 'suspend' | 'unsuspend', eventId: string) {
  return book.perform([act(action, eventId, 'a17')])
}

function act(action: 'suspend' | 'unsuspend', eventId: string, accountId: string) {
  return {
    eventId,
    occurredAt: Date.now(),
    action,
    accountId,
    actor: { id: 'mo', kind: 'employee' },
  } as const
}
