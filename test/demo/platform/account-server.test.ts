import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type AccountBook, openAccountBook } from '../../../src/demo/platform/account-book.ts'
import { type AccountServer, openAccountServer } from '../../../src/demo/platform/account-server.ts'
import type { Fault } from '../../../src/demo/platform/faults.ts'

const clock = { now: () => Date.UTC(2026, 10, 10, 14), monotonicMs: () => 0 }
let changes: AccountChange[]
let book: AccountBook
let server: AccountServer

beforeEach(async () => {
  changes = []
  book = openAccountBook({
    seed: 1,
    path: ':memory:',
    append: async (records) => void changes.push(...records.map(({ value }) => JSON.parse(String(value)))),
    notice: () => undefined,
  })
  server = await openAccountServer({ book, clock, seed: 1 })
  await suspend('a17')
  changes = []
})
afterEach(async () => {
  await server.close()
  await book.close()
})

test('an account is shown with its state, version and last change', async () => {
  const response = await get('a17')
  expect(response.status).toBe(200)
  expect(response.headers.get('etag')).toBe('"v1"')
  expect(await response.json()).toMatchObject({
    id: 'a17',
    state: 'suspended',
    version: 'v1',
    holds: [],
    lastChange: { action: 'suspend', actorId: 'someone' },
  })
  expect((await get('nobody')).status).toBe(404)
})

test('without the token nothing is shown and nothing done', async () => {
  for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${server.token}`]) {
    const headers = { authorization, 'if-match': '"v1"', 'idempotency-key': 'k' }
    expect((await fetch(`${server.baseUrl}/accounts/a17`, { headers })).status).toBe(401)
    expect(
      (await fetch(`${server.baseUrl}/accounts/a17/unsuspend`, { method: 'POST', headers })).status,
    ).toBe(401)
  }
  expect(changes).toEqual([])
})

test('an undoing is applied, says its version and comes back as a change caused by its command', async () => {
  const response = await ask('a17', 'unsuspend', { key: 'command-1', version: 'v1' })
  expect(response.status).toBe(200)
  expect(response.headers.get('etag')).toBe('"v2"')
  expect(await response.json()).toMatchObject({ state: 'active', version: 'v2', causedBy: 'command-1' })
  expect(changes).toMatchObject([
    {
      source: 'demo',
      action: 'unsuspend',
      causedBy: 'command-1',
      actor: { id: 'countermand', kind: 'system' },
      account: { id: 'a17', stateBefore: 'suspended', stateAfter: 'active', version: 'v2' },
    },
  ])
})

const answers = `
  unsuspend   v1   key    -> 200 applied
  unsuspend   v0   key    -> 412 version-moved
  reactivate  v1   key    -> 409 refused
  preserve    v1   key    -> 200 applied
  unsuspend   -    key    -> 428
  unsuspend   v1   -      -> 400
  explode     v1   key    -> 400
`
test.each(rows(answers))(
  '%s with If-Match %s and Idempotency-Key %s: %s',
  async (action, version, key, expected) => {
    const response = await ask('a17', action ?? '', {
      ...(version !== '-' && { version }),
      ...(key !== '-' && { key }),
    })
    const outcome = server.asked().at(-1)?.outcome
    expect([response.status, outcome].filter((part) => part !== undefined).join(' ')).toBe(expected)
    expect(changes.length).toBe(response.status === 200 ? 1 : 0)
  },
)

test('a command whose time is over is refused, however late it arrives', async () => {
  const headers = {
    authorization: `Bearer ${server.token}`,
    'idempotency-key': 'k',
    'if-match': '"v1"',
    'command-expires-at': String(clock.now()),
  }
  const response = await fetch(`${server.baseUrl}/accounts/a17/unsuspend`, { method: 'POST', headers })
  expect([response.status, changes.length]).toEqual([410, 0])
})

test('preserving stops the purge and leaves the state as it is', async () => {
  const response = await ask('a17', 'preserve', { key: 'k', version: 'v1' })
  expect(await response.json()).toMatchObject({ state: 'suspended', holds: ['preserved'], causedBy: 'k' })
  expect(changes).toMatchObject([{ action: 'other', rawAction: 'preserve', causedBy: 'k' }])
})

test('the same key gets the same answer and is applied once, also while the first is under way', async () => {
  const twenty = await Promise.all(
    Array.from({ length: 20 }, () => ask('a17', 'unsuspend', { key: 'k', version: 'v1' })),
  )
  const bodies = new Set(await Promise.all(twenty.map((response) => response.text())))
  expect(bodies.size).toBe(1)
  expect(new Set(twenty.map(({ status }) => status))).toEqual(new Set([200]))
  expect(changes.length).toBe(1)
  expect(
    server
      .asked()
      .map(({ outcome }) => outcome)
      .sort(),
  ).toEqual(['applied', ...Array<string>(19).fill('repeated')])
})

test('a key that was used for something else is refused', async () => {
  await ask('a17', 'unsuspend', { key: 'k', version: 'v1' })
  expect((await ask('a18', 'unsuspend', { key: 'k', version: 'v0' })).status).toBe(422)
  expect((await ask('a17', 'lock', { key: 'k', version: 'v2' })).status).toBe(422)
  expect(changes.length).toBe(1)
})

test('of two who undo the same suspension one wins', async () => {
  const both = await Promise.all(['one', 'two'].map((key) => ask('a17', 'unsuspend', { key, version: 'v1' })))
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
  expect(changes.length).toBe(1)
})

test('a later decision of staff is not undone by a command for the earlier one', async () => {
  await book.perform([staffAct('unsuspend', 'a17', 'by-staff'), staffAct('suspend', 'a17', 'again-by-staff')])
  expect((await ask('a17', 'unsuspend', { key: 'k', version: 'v1' })).status).toBe(412)
  expect(book.look('a17', clock.now())?.state).toBe('suspended')
})

const befallen: readonly { fault: Fault; answer: number | 'none'; state: string; outcome: string }[] = [
  { fault: 'lost-request', answer: 'none', state: 'suspended', outcome: 'lost' },
  { fault: 'lost-answer', answer: 'none', state: 'active', outcome: 'applied' },
  { fault: 'phantom-success', answer: 200, state: 'suspended', outcome: 'phantom' },
  { fault: 'error-with-effect', answer: 500, state: 'active', outcome: 'applied' },
  { fault: 'slow', answer: 200, state: 'active', outcome: 'applied' },
  { fault: 'version-race', answer: 412, state: 'suspended', outcome: 'version-moved' },
]
test.each(befallen)('with $fault the caller hears $answer and the account is $state', async (row) => {
  server.setFaults({ shares: { [row.fault]: 1 }, slowMs: 30 })
  const answer = await ask('a17', 'unsuspend', { key: 'k', version: 'v1' }).then(
    ({ status }) => status,
    () => 'none',
  )
  expect(answer).toBe(row.answer)
  expect(book.look('a17', clock.now())?.state).toBe(row.state)
  expect(server.asked().at(-1)?.outcome).toBe(row.outcome)
})

test('after a lost answer the same key brings the answer that was lost', async () => {
  server.setFaults({ shares: { 'lost-answer': 1 }, slowMs: 0 })
  await expect(ask('a17', 'unsuspend', { key: 'k', version: 'v1' })).rejects.toThrow('fetch failed')
  server.setFaults({ shares: {}, slowMs: 0 })
  const response = await ask('a17', 'unsuspend', { key: 'k', version: 'v1' })
  expect([response.status, response.headers.get('etag'), changes.length]).toEqual([200, '"v2"', 1])
})

test('faults come in their shares, and are off by default', async () => {
  for (let nth = 0; nth < 40; nth++)
    expect((await ask('a18', 'preserve', { key: `off-${nth}`, version: 'no' })).status).toBe(412)
  server.setFaults({ shares: { 'error-with-effect': 0.5 }, slowMs: 0 })
  let errors = 0
  for (let nth = 0; nth < 200; nth++) {
    const { status } = await ask('a18', 'preserve', { key: `on-${nth}`, version: 'no' })
    if (status === 500) errors += 1
  }
  expect(errors).toBeGreaterThan(70)
  expect(errors).toBeLessThan(130)
})

test('a plan of faults that is none is refused', () => {
  expect(() => server.setFaults({ shares: { slow: 1.1 }, slowMs: 0 })).toThrow('between 0 and 1')
  expect(() => server.setFaults({ shares: { slow: 0.6, 'lost-answer': 0.6 }, slowMs: 0 })).toThrow('add up')
  expect(() => server.setFaults({ shares: {}, slowMs: 30_001 })).toThrow('30000')
  const lateWorker = { share: 2, delayMs: 0 }
  expect(() => server.setFaults({ shares: {}, slowMs: 0, lateWorker })).toThrow('late worker')
})

function get(accountId: string): Promise<Response> {
  return fetch(`${server.baseUrl}/accounts/${accountId}`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
}

function ask(
  accountId: string,
  action: string,
  command: { key?: string; version?: string },
): Promise<Response> {
  return fetch(`${server.baseUrl}/accounts/${accountId}/${action}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(command.key !== undefined && { 'idempotency-key': command.key }),
      ...(command.version !== undefined && { 'if-match': `"${command.version}"` }),
    },
  })
}

function suspend(accountId: string) {
  return book.perform([staffAct('suspend', accountId, 'the-suspension')])
}

function staffAct(action: 'suspend' | 'unsuspend', accountId: string, eventId: string) {
  return {
    eventId,
    occurredAt: clock.now(),
    action,
    accountId,
    actor: { id: 'someone', kind: 'employee' },
  } as const
}

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, action = '', version = '', key = '', expected = ''] =
        /^\s*(\S+)\s+(\S+)\s+(\S+)\s+-> (.+)$/.exec(line) ?? []
      return [action, version, key, expected]
    })
}
