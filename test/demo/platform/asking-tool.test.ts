import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AccountBook, openAccountBook } from '../../../src/demo/platform/account-book.ts'
import { askOverHttp, type Told } from '../../../src/demo/platform/ask-first.ts'
import { openAskingTool, type Tool } from '../../../src/demo/platform/asking-tool.ts'
import type { Act } from '../../../src/demo/world/act.ts'
import type { Profile } from '../../../src/demo/world/population.ts'
import { testSecret } from '../../console/open-console.ts'

let book: AccountBook
let tool: Tool
/** How far the platform's clock was turned on. */
let aheadMs: number
let answer: Told | undefined
let asked: string[]
const now = () => Date.now() + aheadMs
const inAnHour = () => Date.now() + 3_600_000

beforeEach(() => {
  aheadMs = 0
  book = openAccountBook({ seed: 1, path: ':memory:', append: async () => {}, notice: () => {} })
  const like = { kind: 'person', createdAt: 1_000_000_000_000, verified: 'none', protectedClass: [] }
  const profile = (handle: string, followers: number) =>
    ({ ...like, handle, followers }) as unknown as Profile
  book.enrol(
    new Map([
      ['star', profile('star', 2_000_000)],
      ['small', profile('small', 12)],
    ]),
  )
  asked = []
  tool = openAskingTool({
    book,
    ask: async ({ account }) => {
      asked.push(account.id)
      return answer
    },
    clock: { now, monotonicMs: now },
    notice: () => {},
    askAgainMs: 10,
  })
})
afterEach(async () => {
  await tool.stop()
  await book.close()
})

function act(accountId: string, over: Partial<Act> = {}): Act {
  return {
    eventId: `e-${accountId}-${asked.length}`,
    occurredAt: now(),
    action: 'suspend',
    accountId,
    actor: { id: 'someone', kind: 'employee' },
    ...over,
  }
}

const stateOf = (accountId: string) => book.look(accountId, now())?.state
const lets = async (told: Told | undefined) => {
  answer = told
  return (await tool.perform([act('star')])).length
}

test('it asks of people on accounts of note, and of nobody else', async () => {
  answer = { answer: 'allow', expiresAt: inAnHour() }
  await tool.perform([act('star'), act('small'), act('star', { actor: { id: 'bot', kind: 'automation' } })])
  expect(asked).toEqual(['star'])
  expect([stateOf('star'), stateOf('small')]).toEqual(['suspended', 'suspended'])
})

test('without an answer it acts by its own default', async () => {
  expect(await lets(undefined)).toBe(1)
})

test('sent to a second person, it waits for the yes, and then acts', async () => {
  expect(await lets({ answer: 'second-person', state: 'waiting', expiresAt: inAnHour() })).toBe(0)
  await pause(50)
  expect([stateOf('star'), tool.waiting()]).toEqual(['active', 1])
  // Whoever was told to wait and hears nothing waits on.
  answer = undefined
  await pause(50)
  expect(stateOf('star')).toBe('active')
  answer = { answer: 'allow', state: 'approved', expiresAt: inAnHour() }
  await expect.poll(() => stateOf('star')).toBe('suspended')
  expect(tool.waiting()).toBe(0)
})

test('refused, or never answered, it does not act', async () => {
  await lets({ answer: 'second-person', state: 'waiting', expiresAt: inAnHour() })
  answer = { answer: 'hold', state: 'refused', holdUntil: inAnHour(), expiresAt: inAnHour() }
  await expect.poll(() => tool.waiting()).toBe(0)
  await lets({ answer: 'second-person', state: 'waiting', expiresAt: inAnHour() })
  aheadMs = 21 * 60_000
  await expect.poll(() => tool.waiting()).toBe(0)
  expect(stateOf('star')).toBe('active')
})

test('held, it asks again when the hold is over, and not before', async () => {
  await lets({ answer: 'hold', state: 'held', holdUntil: now() + 600_000, expiresAt: inAnHour() })
  await pause(50)
  expect(asked).toHaveLength(1)
  answer = { answer: 'allow', expiresAt: inAnHour() }
  aheadMs = 600_001
  await expect.poll(() => stateOf('star')).toBe('suspended')
})

test('nobody there, silence, a refusal and nonsense are no answer, soon', async () => {
  const change = book.foresee(act('star'))!
  const answers: Record<string, (answer: { end(text?: string): void; statusCode: number }) => void> = {
    silence: () => {},
    refusal: (reply) => {
      reply.statusCode = 503
      reply.end('{}')
    },
    nonsense: (reply) => reply.end('"yes"'),
    html: (reply) => reply.end('<p>'),
  }
  let server: Server | undefined
  for (const [, reply] of Object.entries(answers)) {
    server = createServer((_request, answer) => reply(answer)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server?.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const ask = askOverHttp({ address: `http://127.0.0.1:${port}`, secret: testSecret, now })
    const began = performance.now()
    expect(await ask(change)).toBeUndefined()
    // 50 ms, and what a busy machine adds.
    expect(performance.now() - began).toBeLessThan(1_000)
    server.closeAllConnections()
    server.close()
  }
  const gone = askOverHttp({ address: 'http://127.0.0.1:1', secret: testSecret, now })
  expect(await gone(change)).toBeUndefined()
})
