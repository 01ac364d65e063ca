import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type ConfluentRegistryOptions,
  openConfluentRegistry,
  referencesMax,
} from '../../../src/edges/registry/confluent-registry.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function registryThat(answer: Answer, options: Partial<ConfluentRegistryOptions> = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const url = `http://user:secret@127.0.0.1:${port}`
  return openConfluentRegistry({ urls: [url], timeoutMs: 10_000, ...options })
}

function answers(status: number, body: unknown): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

describe('a registry over HTTP', () => {
  it('is told user and password', async () => {
    const seen: unknown[] = []
    const registry = await registryThat(
      (request, response) => {
        seen.push(request.headers.authorization)
        answers(200, { schema: '"int"' })(request, response)
      },
      { user: 'countermand', password: 'of:its own' },
    )
    expect(await registry.lookUp(7)).toEqual({ id: 7, format: 'AVRO', text: '"int"', references: [] })
    expect(seen).toEqual([`Basic ${Buffer.from('countermand:of:its own').toString('base64')}`])
  })

  it.each([
    ['knows no such user', 401, { error_code: 401, message: 'who?' }, 'registry-refused', false],
    ['forbids it', 403, { error_code: 403, message: 'no' }, 'registry-refused', false],
    ['is in trouble', 500, { error_code: 50001, message: 'store' }, 'registry-unavailable', true],
    ['is overrun', 429, { error_code: 429, message: 'slow' }, 'registry-unavailable', true],
    ['is not one', 404, { hello: 'world' }, 'registry-unavailable', true],
    ['sends too much', 200, { schema: 'x'.repeat(1_100_000) }, 'registry-unavailable', true],
    ['sends no schema', 200, { hello: 'world' }, 'registry-unavailable', true],
  ])('that %s is an error of its own kind', async (_, status, body, code, retryable) => {
    const registry = await registryThat(answers(status, body))
    const failure = await registry.lookUp(7).catch((cause: unknown) => cause)
    expect(failure).toMatchObject({ code, retryable })
    expect(String(failure)).toContain('schema 7 cannot be had from the registry at http://…@127.0.0.1')
    expect(String(failure)).not.toContain('secret')
  })

  it('that has no such id says so', async () => {
    const registry = await registryThat(answers(404, { error_code: 40403, message: 'Schema not found' }))
    expect(await registry.lookUp(7)).toBeUndefined()
  })

  it('that never answers is given up after the time set', async () => {
    const registry = await registryThat(() => {}, { timeoutMs: 100 })
    await expect(registry.lookUp(7)).rejects.toMatchObject({ code: 'registry-unavailable', retryable: true })
  })

  it('gives the schemas that one builds on, each before those that need it', async () => {
    const references = (...subjects: string[]) =>
      subjects.map((subject) => ({ name: subject, subject, version: 1 }))
    const registry = await registryThat((request, response) => {
      const schema = /subjects\/(\w+)\//.exec(request.url ?? '')?.[1] ?? 'root'
      const builtOn = { root: ['middle', 'leaf'], middle: ['leaf'] }[schema] ?? []
      answers(200, { schema, references: references(...builtOn) })(request, response)
    })
    expect(await registry.lookUp(7)).toMatchObject({ text: 'root', references: ['leaf', 'middle'] })
  })

  it('cannot send it round in circles', async () => {
    const registry = await registryThat((request, response) => {
      const version = Number(/versions\/(\d+)/.exec(request.url ?? '')?.[1] ?? 0) + 1
      answers(200, { schema: 'x', references: [{ name: 'x', subject: 'x', version }] })(request, response)
    })
    await expect(registry.lookUp(7)).rejects.toMatchObject({
      code: 'too-large',
      message: `a schema builds on more than ${referencesMax} others`,
    })
  })

  it('keeps a stricter setting of the platform, and makes a lax one strict', async () => {
    const settings = { strict: 'FULL', lax: 'NONE' }
    const set: string[] = []
    const registry = await registryThat((request, response) => {
      const subject = request.url?.includes('strict') ? 'strict' : 'lax'
      if (request.method === 'PUT') set.push(subject)
      if (request.url?.startsWith('/config'))
        answers(200, { compatibilityLevel: settings[subject] })(request, response)
      else answers(200, { id: 3 })(request, response)
    })
    expect(await registry.register('strict-value', '"int"')).toBe(3)
    expect(await registry.register('lax-value', '"int"')).toBe(3)
    expect(set).toEqual(['lax'])
  })
})
