import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDemo } from '../../src/commands/demo.ts'
import { answerProblems } from '../../src/console/http/problems.ts'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { demoRoutes } from '../../src/demo/routes.ts'

const result = {
  incident: 'last-day-2017',
  alerts: [
    {
      severity: 'critical',
      mode: 'auto',
      says: 'A contractor in the last hour deactivated a head of state.',
    },
  ],
  commands: [{ id: 'c', action: 'reactivate', account: 'x1', at: 1, outcome: 'applied' }],
  reversals: [{ countermeasure: 'restore', accountId: 'x1', state: 'confirmed', says: 'seen restored' }],
  secondsToConfirmed: 0.284,
} as unknown as IncidentResult

let app: FastifyInstance
let data: string
let port: string
let outcome: IncidentResult | Error
let printed: string[]
let complaints: string[]

beforeEach(async () => {
  outcome = result
  printed = []
  complaints = []
  data = mkdtempSync(join(tmpdir(), 'countermand-'))
  writeFileSync(join(data, 'demo.token'), 'token\n')
  app = Fastify()
  demoRoutes(app, demo, { permit: () => false, notice: () => undefined })
  port = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port
})
const demo = {
  token: { matches: (authorization: string | undefined) => authorization === 'Bearer token' },
  ratePerSecond: () => 20,
  setRate: () => undefined,
  play: async (_: string, options: { seed: number; reason?: string }) => {
    if (outcome instanceof Error) throw outcome
    return { ...outcome, played: options }
  },
}
afterEach(async () => {
  await app.close()
  rmSync(data, { recursive: true })
})

test('--json prints the outcome as one object and nothing else', async () => {
  expect(await run('last-day-2017', { json: true, seed: '7', reason: 'child-safety' })).toBe(0)
  expect(printed.length).toBe(1)
  expect(JSON.parse(printed[0] ?? '')).toEqual({ ...result, played: { seed: 7, reason: 'child-safety' } })
  expect(complaints).toEqual([])
})

test('in words it tells alert, command, reversal, and the seconds beside those of 2017', async () => {
  expect(await run('last-day-2017')).toBe(0)
  expect(printed.join('\n')).toBe(
    [
      'last-day-2017',
      '',
      '1 alert',
      '  critical (auto): A contractor in the last hour deactivated a head of state.',
      '1 command',
      '  reactivate x1: applied',
      '1 reversal',
      '  restore x1: confirmed, seen restored',
      '',
      'Restored, and seen restored, after 0.28 s. In 2017 it took 660 s.',
    ].join('\n'),
  )
})

test('of many alerts the first are told and the rest is counted', async () => {
  outcome = {
    ...result,
    alerts: Array.from({ length: 273 }, () => result.alerts[0]!),
    secondsToConfirmed: null,
  }
  expect(await run('lock-down')).toBe(0)
  expect(printed.join('\n')).toContain('273 alerts')
  expect(printed.join('\n')).toContain('  and 265 more\n')
  expect(printed.join('\n')).toContain('Nothing was restored.')
})

test('where the program does not run, it says how to start it', async () => {
  await app.close()
  expect(await run('last-day-2017')).toBe(1)
  expect(complaints.join()).toContain(
    `nothing answers at http://127.0.0.1:${port} (ECONNREFUSED): start the program`,
  )
})

test('without a token file it says what is missing', async () => {
  rmSync(join(data, 'demo.token'))
  expect(await run('last-day-2017')).toBe(1)
  expect(complaints.join()).toContain(`${join(data, 'demo.token')} is not there: start the program`)
})

test('a token of another start is explained', async () => {
  writeFileSync(join(data, 'demo.token'), 'older')
  expect(await run('last-day-2017')).toBe(1)
  expect(complaints.join()).toContain('does not know this token')
})

test('an incident that does not exist is answered with those that do', async () => {
  expect(await run('last-week')).toBe(2)
  expect(complaints.join()).toBe(
    'there is no incident "last-week"; there are last-day-2017, delayed-2017, tools-2020, mass-mistake, rogue-return, lock-down',
  )
})

test('a run that failed is told with its reason', async () => {
  outcome = new Error('the log is away')
  expect(await run('last-day-2017')).toBe(1)
  expect(complaints.join()).toBe('last-day-2017 could not be played to its end: the log is away')
})

test('changes that were not assessed in time are no outcome: it complains and prints none', async () => {
  outcome = new Error('3 of 69 changes were not assessed within 60 s')
  expect(await run('mass-mistake', { json: true })).toBe(1)
  expect(printed).toEqual([])
  expect(complaints).toEqual([
    'mass-mistake could not be played to its end: 3 of 69 changes were not assessed within 60 s',
  ])
})

test('a reason that is no code is refused for what it is; one that is spelt otherwise is played', async () => {
  // As the program answers, which gives every refusal of its own the same form.
  await app.close()
  app = Fastify()
  answerProblems(app, () => undefined)
  demoRoutes(app, demo, { permit: () => false, notice: () => undefined })
  port = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port
  for (const reason of ['Child Safety!', '', 'x'.repeat(65), 'k\u0131nd']) {
    complaints = []
    expect(await run('last-day-2017', { reason }), reason).toBe(2)
    expect(complaints.join()).toBe(
      `the reason "${reason.length > 64 ? `${'x'.repeat(64)}\u2026` : reason}" is no code: 1 to 64 letters of a to z, digits, spaces, hyphens, underscores and full stops are meant, such as child-safety`,
    )
  }
  complaints = []
  for (const reason of ['Child-Safety', 'CHILD_SAFETY', ' child safety']) {
    expect(await run('last-day-2017', { json: true, reason })).toBe(0)
    expect(JSON.parse(printed.pop() ?? '')).toMatchObject({ played: { reason } })
  }
  expect(await run('last-day-2017', { seed: '900000000000000' })).toBe(0)
  expect(complaints).toEqual([])
})

test('what the program refuses otherwise is told in its own words, and never as a demo that is missing', async () => {
  await app.close()
  app = Fastify()
  let send = {
    status: 503,
    body: { title: 'this cannot be done right now: try again', code: 'unavailable' } as object,
  }
  app.post('/v1/demo/incidents/:name', (_, reply) => reply.code(send.status).send(send.body))
  port = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port
  expect(await run('last-day-2017')).toBe(1)
  send = { status: 502, body: {} }
  expect(await run('last-day-2017')).toBe(1)
  send = { status: 404, body: { title: 'there is nothing at POST /v1/demo', code: 'not-found' } }
  expect(await run('last-day-2017')).toBe(1)
  expect(complaints).toEqual([
    'this cannot be done right now: try again',
    `the program at http://127.0.0.1:${port} could not do this (502)`,
    `the program at http://127.0.0.1:${port} has no demo (404): start it with --demo on`,
  ])
})

test('a program without demo, or another program, is told apart', async () => {
  const other = Fastify()
  const otherPort = new URL(await other.listen({ host: '127.0.0.1', port: 0 })).port
  expect(await run('last-day-2017', { port: otherPort })).toBe(1)
  expect(complaints.join()).toContain('has no demo (404)')
  await other.close()
})

const wrong: readonly { options: object; says: string }[] = [
  { options: { port: '0' }, says: '--port 0: a number from 1 to 65535 is meant' },
  { options: { port: '99999' }, says: '--port 99999: a number from 1 to 65535 is meant' },
  { options: { port: 'http' }, says: '--port http: a number from 1 to 65535 is meant' },
  { options: { seed: '-1' }, says: '--seed -1: a whole number of at most 15 digits is meant' },
  { options: { seed: '1e3' }, says: '--seed 1e3: a whole number of at most 15 digits is meant' },
]
test.each(wrong)('$says', async ({ options, says }) => {
  expect(await run('last-day-2017', options)).toBe(2)
  expect(complaints).toEqual([says])
})

function run(incident: string, options: object = {}) {
  const output = {
    print: (text: string) => void printed.push(text),
    complain: (text: string) => void complaints.push(text),
  }
  return runDemo(incident, { port, data, ...options }, output)
}
