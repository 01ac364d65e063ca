import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { IncidentResult, PlayOptions } from '../../src/demo/incidents/play.ts'
import { demoRoutes, type PlayableDemo, runningMax } from '../../src/demo/routes.ts'

const result: IncidentResult = {
  incident: 'last-day-2017',
  alerts: [],
  commands: [],
  reversals: [],
  secondsToConfirmed: 0.3,
}
const withToken = { authorization: 'Bearer token' }
let app: FastifyInstance
let played: { name: string; options: PlayOptions; end: (outcome: IncidentResult | Error) => void }[]
let isSignedIn: boolean

beforeEach(() => {
  app = Fastify()
  played = []
  isSignedIn = false
  let rate = 20
  const demo: PlayableDemo = {
    token: { matches: (authorization) => authorization === 'Bearer token' },
    ratePerSecond: () => rate,
    setRate: (next) => {
      rate = next
    },
    play: (name, options) =>
      new Promise((resolve, reject) => {
        played.push({ name, options, end: (o) => (o instanceof Error ? reject(o) : resolve(o)) })
      }),
  }
  demoRoutes(app, demo, { permit: () => isSignedIn, notice: () => undefined })
})
afterEach(() => app.close())

test('the incidents are listed with a sentence each, and the rate', async () => {
  const { ratePerSecond, incidents } = (await get('/v1/demo')).json()
  expect(ratePerSecond).toBe(20)
  expect(incidents.map(({ name }: { name: string }) => name)).toEqual([
    'last-day-2017',
    'delayed-2017',
    'tools-2020',
    'mass-mistake',
    'rogue-return',
    'lock-down',
  ])
  for (const { says } of incidents) expect(says).toMatch(/^[A-Z].{30,}\.$/)
})

test('an incident runs until its outcome is there', async () => {
  const { runId } = (
    await post('/v1/demo/incidents/last-day-2017', { seed: 7, reason: 'child-safety' })
  ).json()
  expect(played).toMatchObject([{ name: 'last-day-2017', options: { seed: 7, reason: 'child-safety' } }])
  expect((await get(`/v1/demo/runs/${runId}`)).json()).toEqual({
    state: 'running',
    incident: 'last-day-2017',
    seed: 7,
  })
  played[0]?.end(result)
  await new Promise(setImmediate)
  expect((await get(`/v1/demo/runs/${runId}`)).json()).toMatchObject({ state: 'done', result })
  expect((await get('/v1/demo/runs/another')).statusCode).toBe(404)
})

test('a run that fails says so', async () => {
  const { runId } = (await post('/v1/demo/incidents/last-day-2017', {})).json()
  played[0]?.end(new Error('the log is away'))
  await new Promise(setImmediate)
  expect((await get(`/v1/demo/runs/${runId}`)).json()).toMatchObject({
    state: 'failed',
    says: 'the log is away',
  })
})

test('without a seed every run brings people and accounts of its own', async () => {
  for (let nth = 0; nth < runningMax; nth++) {
    expect(
      (await app.inject({ method: 'POST', url: '/v1/demo/incidents/lock-down', headers: withToken }))
        .statusCode,
    ).toBe(202)
  }
  expect(new Set(played.map(({ options }) => options.seed)).size).toBe(runningMax)
})

test('only so many incidents run at once', async () => {
  for (let nth = 0; nth < runningMax; nth++) await post('/v1/demo/incidents/lock-down', {})
  expect((await post('/v1/demo/incidents/lock-down', {})).statusCode).toBe(429)
  played[0]?.end(result)
  await new Promise(setImmediate)
  expect((await post('/v1/demo/incidents/lock-down', {})).statusCode).toBe(202)
})

test('the rate can be set within its bounds', async () => {
  expect((await post('/v1/demo/rate', { ratePerSecond: 100 })).json()).toEqual({ ratePerSecond: 100 })
  for (const ratePerSecond of [-1, 5_001, 'many'])
    expect((await post('/v1/demo/rate', { ratePerSecond })).statusCode).toBe(400)
  expect((await get('/v1/demo')).json().ratePerSecond).toBe(100)
})

const wrong: readonly { body: object; url: string; status: number }[] = [
  { url: '/v1/demo/incidents/unknown', body: {}, status: 404 },
  { url: '/v1/demo/incidents/lock-down', body: { seed: -1 }, status: 400 },
  { url: '/v1/demo/incidents/lock-down', body: { seed: 1.5 }, status: 400 },
  { url: '/v1/demo/incidents/lock-down', body: { reason: 'Child Safety!' }, status: 400 },
  { url: '/v1/demo/incidents/lock-down', body: { reason: 'a'.repeat(65) }, status: 400 },
  { url: '/v1/demo/incidents/lock-down', body: { reason: 7.5, seed: [] }, status: 400 },
]
test.each(wrong)('$url with $body is refused with $status', async ({ url, body, status }) => {
  expect((await post(url, body)).statusCode).toBe(status)
  expect(played).toEqual([])
})

test('nobody without session or token plays or sees anything; a wrong token is not saved by a session', async () => {
  const calls = [
    ['GET', '/v1/demo'],
    ['POST', '/v1/demo/incidents/lock-down'],
    ['GET', '/v1/demo/runs/x'],
    ['POST', '/v1/demo/rate'],
  ] as const
  for (const [method, url] of calls) {
    isSignedIn = false
    expect((await app.inject({ method, url })).statusCode).toBe(401)
    isSignedIn = true
    expect((await app.inject({ method, url, headers: { authorization: 'Bearer wrong' } })).statusCode).toBe(
      401,
    )
    expect((await app.inject({ method, url })).statusCode).not.toBe(401)
  }
})

function get(url: string) {
  return app.inject({ url, headers: withToken })
}

function post(url: string, body: object) {
  return app.inject({ method: 'POST', url, headers: withToken, payload: body })
}
