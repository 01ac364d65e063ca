import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PlatformSpec, platformDefaults } from '../../../src/core/change/platform-spec.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import { mayGo } from './may-go.ts'

const now = 1_700_000_000_000
const clock = { now: () => now, monotonicMs: () => 0 }

let server: Server
let url: string
let answer: RequestListener
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]

beforeEach(async () => {
  requests = []
  answer = (_request, response) => response.writeHead(200).end('{}')
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      answer(request, response)
    })
  })
  url = await listening(server)
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const command: Command = {
  commandId: 'c0ffee',
  alertId: 'alert-1',
  source: 'demo',
  causeEventId: 'e1',
  accountId: 'a/1',
  action: 'reactivate',
  countermeasure: 'restore',
  expectedVersion: 'v2',
  expectedState: 'deactivated',
  issuedAt: now,
  expiresAt: now + 30_000,
}

function platform(part: Partial<PlatformSpec> = {}, environment: Record<string, string> = {}) {
  return openHttpPlatform(
    {
      ...platformDefaults,
      baseUrl: url,
      guard: 'native',
      links: {},
      states: { closed: 'deactivated' },
      timeoutMs: 300,
      read: {
        method: 'GET',
        url: '/accounts/${account.id}',
        headers: {},
        stateAt: 'account.state',
        versionAt: 'header:etag',
        causedByAt: 'account.by',
        holdsAt: 'account.holds',
      },
      calls: { reactivate: { method: 'POST', url: '/accounts/${account.id}/reactivate', headers: {} } },
      ...part,
    },
    clock,
    environment,
  )
}

describe('asking for an undoing', () => {
  test('carries the version it applies to and the key under which it is done once', async () => {
    expect(await platform().send(command, mayGo)).toEqual({ kind: 'acked' })
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/accounts/a%2F1/reactivate' })
    expect(requests[0]?.headers).toMatchObject({ 'if-match': '"v2"', 'idempotency-key': 'c0ffee' })
  })

  test('puts both where the mapping wants them', async () => {
    const body = {
      undo: '${cause.eventId}',
      only: { at: '${command.expectedVersion}' },
      key: '${command.id}',
    }
    const calls = {
      reactivate: { method: 'PUT', url: '/undo', headers: { 'X-For': '${alert.id}' }, body },
    } as const
    await platform({ calls }).send(command, mayGo)
    expect(requests[0]).toMatchObject({ method: 'PUT', url: '/undo' })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ undo: 'e1', only: { at: 'v2' }, key: 'c0ffee' })
    expect(requests[0]?.headers).toMatchObject({ 'x-for': 'alert-1', 'content-type': 'application/json' })
    expect(requests[0]?.headers['if-match']).toBeUndefined()
  })

  test('sends the authorization that the environment holds, and does not start without it', async () => {
    const spec = { authorizationFrom: 'PLATFORM_TOKEN' }
    await platform(spec, { PLATFORM_TOKEN: 'Bearer abc' }).send(command, mayGo)
    expect(requests[0]?.headers.authorization).toBe('Bearer abc')
    expect(() => platform(spec)).toThrow(
      'the environment variable PLATFORM_TOKEN, which its mapping names, is not set',
    )
  })

  test('never sends what it could not guard', async () => {
    const { expectedVersion: _unknown, ...unguarded } = command
    expect(await platform().send(unguarded, mayGo)).toEqual({
      kind: 'refused',
      says: 'not sent: its header If-Match is not known',
    })
    expect(await platform().send({ ...command, action: 'unlock' }, mayGo)).toEqual({
      kind: 'refused',
      says: 'the platform has no call for unlock',
    })
    for (const accountId of ['', '.', '..'])
      expect((await platform().send({ ...command, accountId }, mayGo)).kind).toBe('refused')
    expect(await platform().send({ ...command, expiresAt: now }, mayGo)).toEqual({
      kind: 'unsent',
      says: 'not sent: the command has expired',
    })
    expect(requests).toEqual([])
  })

  test.each([
    [200, 'acked'],
    [204, 'acked'],
    [412, 'superseded'],
    [409, 'superseded'],
    [404, 'refused'],
    [422, 'refused'],
    [500, 'unknown'],
    [503, 'unknown'],
    [429, 'unknown'],
    [302, 'unknown'],
  ])('an answer of %i is %s', async (status, kind) => {
    answer = (_request, response) => response.writeHead(status, { location: '/elsewhere' }).end()
    expect((await platform().send(command, mayGo)).kind).toBe(kind)
    expect(requests).toHaveLength(1)
  })

  test('tells the version that the platform answered, without the quotes of an entity tag', async () => {
    answer = (_request, response) => response.writeHead(200, { etag: 'W/"v3"' }).end('{}')
    expect(await platform().send(command, mayGo)).toEqual({ kind: 'acked', version: 'v3' })
  })

  test('no answer in time is unknown, in time', async () => {
    answer = () => {}
    const began = performance.now()
    expect(await platform().send(command, mayGo)).toEqual({
      kind: 'unknown',
      says: 'no answer within 300 ms',
    })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('an answer that never ends is unknown, in time', async () => {
    answer = (_request, response) => void response.writeHead(200).write('{"account":')
    expect(await platform().send(command, mayGo)).toEqual({
      kind: 'unknown',
      says: 'no answer within 300 ms',
    })
  })

  test('a broken connection is unknown, and where there never was one nothing was sent', async () => {
    answer = (request) => request.socket.destroy()
    expect(await platform().send(command, mayGo)).toMatchObject({
      kind: 'unknown',
      says: expect.stringMatching(/^the connection broke/),
    })
    const closed = createTcpServer()
    const free = await listening(closed)
    await new Promise((resolve) => closed.close(resolve))
    expect(await platform({ baseUrl: free }).send(command, mayGo)).toEqual({
      kind: 'unsent',
      says: 'no connection (ECONNREFUSED): it was never sent',
    })
  })

  test('an endless answer is cut off', async () => {
    answer = (_request, response) => response.writeHead(200).end(Buffer.alloc(5_000_000, 0x20))
    expect((await platform().send(command, mayGo)).kind).toBe('acked')
  })

  test('preserve has a call of its own', async () => {
    const preserve = { method: 'POST', url: '/keep/${account.id}', headers: {} } as const
    await platform({ preserve }).send({ ...command, countermeasure: 'preserve' }, mayGo)
    expect(requests[0]?.url).toBe('/keep/a%2F1')
    expect(await platform().send({ ...command, countermeasure: 'preserve' }, mayGo)).toEqual({
      kind: 'refused',
      says: 'the platform has no call for preserve',
    })
  })
})

describe('looking at an account', () => {
  test('reads state, version, cause and holds, in the words of changes', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, { etag: '"v7"' })
        .end('{"account":{"state":"closed","by":"c1","holds":["legal",3]}}')
    expect(await platform().read('a1')).toEqual({
      accountId: 'a1',
      state: 'deactivated',
      version: 'v7',
      causedBy: 'c1',
      holds: ['legal'],
    })
  })

  test.each([
    ['{"account":{}}', 200, 'its answer has no state at account.state', false],
    ['not JSON', 200, 'its answer has no state at account.state', false],
    ['{"account":{"state":null}}', 200, 'its answer has no state at account.state', false],
    ['{"__proto__":{"account":{"state":"x"}}}', 200, 'its answer has no state at account.state', false],
    ['{}', 404, 'it answered 404 to a read', false],
    ['{}', 301, 'it answered 301 to a read', false],
  ])('%s with %i is an error: %s', async (body, status, says, retryable) => {
    answer = (_request, response) => response.writeHead(status, { location: '/elsewhere' }).end(body)
    const error = await platform()
      .read('a1')
      .catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(EdgeError)
    expect(error).toMatchObject({
      code: 'platform-unavailable',
      retryable,
      message: `the platform cannot be asked: ${says}`,
    })
    expect(requests).toHaveLength(1)
  })

  test('a look that failed for a moment is repeated at once, three times at most', async () => {
    answer = (_request, response) => response.writeHead(502).end('{}')
    await expect(platform().read('a1')).rejects.toMatchObject({
      retryable: true,
      message: 'the platform cannot be asked: it answered 502 to a read',
    })
    expect(requests).toHaveLength(3)
    requests = []
    answer = (_request, response) =>
      requests.length < 2
        ? response.writeHead(503).end()
        : response.writeHead(200, { etag: '"v1"' }).end('{"account":{"state":"open"}}')
    expect(await platform().read('a1')).toMatchObject({ state: 'open', version: 'v1' })
    expect(requests).toHaveLength(2)
  })

  test('a command that failed for a moment is not: whether it worked is looked up first', async () => {
    answer = (_request, response) => response.writeHead(503).end()
    expect(await platform().send(command, mayGo)).toEqual({
      kind: 'unknown',
      says: 'the platform answered 503',
    })
    expect(requests).toHaveLength(1)
  })

  test('silence is an error that may pass', async () => {
    answer = () => {}
    await expect(platform().read('a1')).rejects.toMatchObject({ retryable: true })
  })
})

describe('reading the log of an account', () => {
  const log = {
    method: 'GET',
    url: '/log?account=${account.id}',
    headers: {},
    order: 'newest-first',
    entriesAt: 'log.entries',
    idAt: 'id',
    timeAt: 'at',
    accountAt: 'of',
    actorAt: 'by.name',
    actionAt: 'did',
    stateAt: 'after',
    batchAt: 'meta.batch',
    ignored: ['comment'],
  } as const

  test('says what was done, oldest first, without other accounts and without what changes nothing', async () => {
    const entries = [
      {
        id: 3,
        at: '2017-11-02T22:57:00Z',
        of: 'a1',
        by: { name: 'us' },
        did: 'lift',
        after: 'OPEN',
        meta: { batch: 'c1' },
      },
      { id: 9, of: 'a2', by: { name: 'mo' }, did: 'ban' },
      { id: 2, of: 'a1', by: { name: 'mo' }, did: 'comment' },
      { id: 1, at: 1_509_663_000, of: 'a1', by: { name: 'mo' }, did: 'ban', after: 'odd' },
    ]
    answer = (_request, response) => response.writeHead(200).end(JSON.stringify({ log: { entries } }))
    expect(await platform({ log, states: { OPEN: 'active' } }).readLog('a1')).toEqual([
      { id: '1', at: 1_509_663_000_000, actor: 'mo', action: 'ban', state: 'odd' },
      { id: '3', at: 1_509_663_420_000, actor: 'us', action: 'lift', state: 'active', batch: 'c1' },
    ])
    expect(requests[0]?.url).toBe('/log?account=a1')
  })

  test.each([
    ['{}', 200, 'its answer has no list of entries at log.entries'],
    ['{"log":{"entries":[{"of":"a1"}]}}', 200, 'an entry of its log has no id at id'],
    ['{"log":{"entries":[{"id":1}]}}', 200, 'an entry of its log has no account at of'],
    ['{}', 403, 'its log answered 403'],
  ])('%s with %i is an error: %s', async (body, status, says) => {
    answer = (_request, response) => response.writeHead(status).end(body)
    await expect(platform({ log }).readLog('a1')).rejects.toThrow(says)
  })
})

describe('what the public sees', () => {
  const publicView = {
    method: 'GET',
    url: '/public/${account.id}',
    headers: {},
    shown: [200],
    hidden: [400],
    wordAt: 'error',
    hiddenWords: ['AccountTakedown'],
  } as const
  test.each([
    [200, '{}', 'shown'],
    [400, '{"error":"AccountTakedown"}', 'hidden'],
    [400, '{"error":"InvalidRequest"}', 'its public view answered 400 InvalidRequest'],
    [503, '{}', 'its public view answered 503'],
  ])('%i %s: %s', async (status, body, says) => {
    answer = (request, response) => {
      if (request.url?.startsWith('/public/')) response.writeHead(status).end(body)
      else response.writeHead(200).end('{"account":{"state":"open"}}')
    }
    const spec = { publicView, authorizationFrom: 'TOKEN' }
    const looked = await platform(spec, { TOKEN: 'Bearer abc' })
      .read('a1')
      .then(
        ({ visibility }) => visibility,
        (cause: unknown) => (cause instanceof EdgeError && cause.retryable ? cause.message : ''),
      )
    expect(looked).toContain(says)
    // Our authorization is for the platform, not for what anybody may see.
    const asked = requests.find((one) => one.url.startsWith('/public/'))
    expect(asked?.headers.authorization).toBeUndefined()
  })
})

function listening(one: TcpServer): Promise<string> {
  return new Promise((resolve) => {
    one.listen(0, '127.0.0.1', () => {
      const address = one.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}
