import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type PlatformSpec, platformDefaults } from '../../../src/core/change/platform-spec.ts'
import { openConnection } from '../../../src/edges/platform/connection.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'

const at = { now: Date.UTC(2026, 10, 30, 12) }
const clock = { now: () => at.now, monotonicMs: () => performance.now() }
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => void (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const look = (url: string) => ({ method: 'GET', url, headers: {} })

describe('a platform that wants tokens', () => {
  const environment = { SHOP_ID: 'countermand', SHOP_SECRET: 's3cret' }
  async function shop(tokens: { lifeSeconds: number; refuse?: ReadonlySet<string>; afterMs?: number }) {
    const fetched: string[] = []
    const asked: string[] = []
    const url = await serve((request, response) => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/token') {
        const basic = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()
        fetched.push(basic)
        if (basic !== 'countermand:s3cret') return response.writeHead(401).end('{"error":"invalid_client"}')
        const access_token = `token-${fetched.length}`
        const token = { access_token, token_type: 'bearer', expires_in: tokens.lifeSeconds }
        return setTimeout(() => response.end(JSON.stringify(token)), tokens.afterMs ?? 0)
      }
      const header = request.headers.authorization ?? ''
      asked.push(header)
      return response.writeHead(tokens.refuse?.has(header) === true ? 401 : 200).end('{}')
    })
    const oauth = { tokenUrl: `${url}/token`, clientIdFrom: 'SHOP_ID', clientSecretFrom: 'SHOP_SECRET' }
    const spec: PlatformSpec = {
      ...platformDefaults,
      guard: 'native',
      links: {},
      calls: {},
      states: {},
      oauth,
    }
    return { url, fetched, asked, spec }
  }

  test('is given one token for many calls at once, and a new one before the first has ended', async () => {
    const { url, fetched, asked, spec } = await shop({ lifeSeconds: 300 })
    const connection = openConnection(spec, clock, environment)
    await Promise.all(Array.from({ length: 5 }, () => connection.call(look(url), 1_000, true)))
    expect(fetched).toEqual(['countermand:s3cret'])
    expect(new Set(asked)).toEqual(new Set(['Bearer token-1']))
    at.now += 269_000
    await connection.call(look(url), 1_000, true)
    expect(fetched).toHaveLength(1)
    at.now += 2_000
    await connection.call(look(url), 1_000, true)
    expect([fetched.length, asked.at(-1)]).toEqual([2, 'Bearer token-2'])
  })

  test('that takes its token back is asked again with a fresh one, once: 401 has done nothing', async () => {
    const { url, asked, spec } = await shop({ lifeSeconds: 300, refuse: new Set(['Bearer token-1']) })
    const answer = await openConnection(spec, clock, environment).call(look(url), 1_000, false)
    expect(answer).toMatchObject({ status: 200 })
    expect(asked).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('is looked at once more when the token is there: what is over by then is not sent, nor is it tried again', async () => {
    const { url, asked, spec } = await shop({ lifeSeconds: 300, afterMs: 200 })
    const connection = openConnection(spec, clock, environment)
    const began = performance.now()
    const looks: number[] = []
    const lastLook = async () => {
      looks.push(performance.now() - began)
      return performance.now() - began > 100 ? 'the command has expired' : undefined
    }
    const says = 'the command has expired: it was never sent'
    expect(await connection.call(look(url), 1_000, false, lastLook)).toBe(says)
    expect([looks.length, asked]).toEqual([1, []])
    expect(looks[0]).toBeGreaterThan(190)
  })

  test('gets nothing whose time was over when the token came', async () => {
    const { url, asked, spec } = await shop({ lifeSeconds: 300, afterMs: 200 })
    const answer = await openConnection(spec, clock, environment).call(look(url), 100, false)
    expect(answer).toBe('its time was over before it could go: it was never sent')
    expect(asked).toEqual([])
  })

  test('is looked at before a repeat with a fresh token too', async () => {
    const { url, asked, spec } = await shop({ lifeSeconds: 300, refuse: new Set(['Bearer token-1']) })
    const lastLook = async () => (asked.length === 0 ? undefined : 'the kill switch is on')
    const answer = await openConnection(spec, clock, environment).call(look(url), 1_000, false, lastLook)
    expect([answer, asked]).toEqual(['the kill switch is on: it was never sent', ['Bearer token-1']])
  })

  test('that gives none is never sent anything', async () => {
    const { url, asked, spec } = await shop({ lifeSeconds: 300 })
    const wrong = openConnection(spec, clock, { ...environment, SHOP_SECRET: 'guess' })
    expect(await wrong.call(look(url), 1_000, false)).toMatch(/no token from .*: it was never sent$/)
    expect(asked).toEqual([])
    expect(() => openConnection(spec, clock, {})).toThrow(EdgeError)
  })
})

test('where the connection was refused, every repeat is looked at first', async () => {
  const url = await serve((_request, response) => response.end('{}'))
  for (const close of closing.splice(0)) close()
  let looks = 0
  const lastLook = async () => (++looks === 2 ? 'the kill switch is on' : undefined)
  const connection = openConnection({ timeoutMs: 1_000 }, clock, {}, () => 0)
  const answer = await connection.call(look(url), 1_000, false, lastLook)
  expect([answer, looks]).toEqual(['the kill switch is on: it was never sent', 2])
})

describe('a platform that wants a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const file = (name: string) => join(folder, name)
  const openssl = (line: string) => execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' })
  const missing = (() => {
    try {
      openssl('version')
      return undefined
    } catch {
      return 'there is no openssl here to make certificates with'
    }
  })()
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('knows us by ours, and is known by its authority', async (context) => {
    if (missing !== undefined) return context.skip(missing)
    openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 2')
    for (const name of ['server', 'client']) {
      openssl(
        `req -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name} -addext subjectAltName=IP:127.0.0.1`,
      )
      openssl(
        `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy -out ${name}.pem`,
      )
    }
    const read = (name: string) => readFileSync(file(name))
    const server = createTlsServer(
      {
        key: read('server.key'),
        cert: read('server.pem'),
        ca: read('ca.pem'),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (request, response) =>
        response.end(JSON.stringify({ peer: (request.socket as TLSSocket).getPeerCertificate().subject.CN })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => void (server.closeAllConnections(), server.close()))
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const environment = { CERT: file('client.pem'), KEY: file('client.key'), CA: file('ca.pem') }
    const base = { ...platformDefaults, guard: 'native', links: {}, calls: {}, states: {} } as const

    const tls = { certificateFrom: 'CERT', keyFrom: 'KEY', authorityFrom: 'CA' }
    const answer = await openConnection({ ...base, tls }, clock, environment).call(look(url), 2_000, true)
    expect(answer).toMatchObject({ status: 200, json: { peer: 'client' } })

    const nameless = openConnection({ ...base, tls: { authorityFrom: 'CA' } }, clock, environment)
    expect(await nameless.call(look(url), 2_000, false)).toMatch(/^the connection broke/)
    const trusting = openConnection(
      { ...base, tls: { certificateFrom: 'CERT', keyFrom: 'KEY' } },
      clock,
      environment,
    )
    expect(await trusting.call(look(url), 2_000, false)).toMatch(/^the connection broke/)
  })

  test('is not asked where a file of ours cannot be read', () => {
    const spec = { ...platformDefaults, tls: { authorityFrom: 'CA' } }
    expect(() => openConnection(spec, clock, { CA: file('nothing.pem') })).toThrow(/cannot be read/)
  })
})
