import { randomInt, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { plainly } from '../core/spelling/plainly.ts'
import type { Notify } from '../ports/notice.ts'
import { rateMax } from './demo.ts'
import { incidentNamed, incidents } from './incidents/incidents.ts'
import type { IncidentResult, PlayOptions } from './incidents/play.ts'
import type { DemoToken } from './token.ts'

export interface DemoRoutesOptions {
  /** Whether a signed-in person asks: the console knows. */
  readonly permit: (request: FastifyRequest) => boolean | Promise<boolean>
  readonly notice: Notify
}

/** As much of the demo as can be reached over HTTP; it may live in another thread. */
export interface PlayableDemo {
  readonly token: DemoToken
  play(incident: string, options: PlayOptions): Promise<IncidentResult>
  ratePerSecond(): number | Promise<number>
  setRate(ratePerSecond: number): void | Promise<void>
}

type Run =
  | { readonly state: 'running'; readonly incident: string; readonly seed: number }
  | {
      readonly state: 'done'
      readonly incident: string
      readonly seed: number
      readonly result: IncidentResult
    }
  | { readonly state: 'failed'; readonly incident: string; readonly seed: number; readonly says: string }

/** So many incidents may be under way at once, and so many runs are remembered. */
export const runningMax = 3
export const runsMax = 100
/** Seeds are drawn below this: short enough to be typed again. */
const seedMax = 1_000_000_000

/** GET  /v1/demo                  the incidents, a sentence each, and the rate
 *  POST /v1/demo/incidents/:name  {seed?, reason?} -> 202 {runId}
 *  GET  /v1/demo/runs/:runId      {state, incident, seed, result?, says?}
 *  POST /v1/demo/rate             {ratePerSecond}
 *
 *  All of them for a person with a session, or for whoever can read the token file. */
export function demoRoutes(
  app: FastifyInstance,
  demo: PlayableDemo,
  { permit, notice }: DemoRoutesOptions,
): void {
  const runs = new Map<string, Run>()

  const onlyPermitted = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (demo.token.matches(request.headers.authorization)) return
    if (request.headers.authorization === undefined && (await permit(request))) return
    await reply.code(401).send({ says: 'sign in, or show the token of the data folder' })
  }

  app.get('/v1/demo', { onRequest: onlyPermitted }, async () => ({
    ratePerSecond: await demo.ratePerSecond(),
    incidents: incidents.map(({ name, says }) => ({ name, says })),
  }))

  app.post<{ Params: { name: string }; Body: { seed?: number; reason?: string } | null }>(
    '/v1/demo/incidents/:name',
    { onRequest: onlyPermitted, schema: { body: playBody } },
    async (request, reply) => {
      const { name } = request.params
      const { seed = randomInt(seedMax), reason } = request.body ?? {}
      if (reason !== undefined && !codePattern.test(reason))
        return reply.code(400).send({ says: noCode(reason) })
      if (incidentNamed(name) === undefined) {
        const names = incidents.map((incident) => incident.name).join(', ')
        return reply.code(404).send({ says: `there is no incident "${name}"; there are ${names}` })
      }
      const running = [...runs.values()].filter(({ state }) => state === 'running').length
      if (running >= runningMax) {
        return reply.code(429).send({ says: `${running} incidents are being played; wait for one of them` })
      }
      const runId = start(name, seed, reason)
      return reply.code(202).send({ runId })
    },
  )

  app.get<{ Params: { runId: string } }>(
    '/v1/demo/runs/:runId',
    { onRequest: onlyPermitted },
    (request, reply) => {
      const run = runs.get(request.params.runId)
      return run ?? reply.code(404).send({ says: 'there is no such run, or it was long ago' })
    },
  )

  app.post<{ Body: { ratePerSecond: number } }>(
    '/v1/demo/rate',
    { onRequest: onlyPermitted, schema: { body: rateBody } },
    async (request) => {
      await demo.setRate(request.body.ratePerSecond)
      return { ratePerSecond: await demo.ratePerSecond() }
    },
  )

  function start(incident: string, seed: number, reason: string | undefined): string {
    const runId = randomUUID()
    runs.set(runId, { state: 'running', incident, seed })
    forgetOldRuns()
    demo.play(incident, { seed, ...(reason === undefined ? {} : { reason }) }).then(
      (result) => runs.set(runId, { state: 'done', incident, seed, result }),
      (cause: unknown) => {
        notice({ kind: 'DemoTrouble', what: `${incident} could not be played to its end`, cause })
        runs.set(runId, { state: 'failed', incident, seed, says: sentenceOf(cause) })
      },
    )
    return runId
  }

  function forgetOldRuns(): void {
    for (const [runId, { state }] of runs) {
      if (runs.size <= runsMax) return
      if (state !== 'running') runs.delete(runId)
    }
  }
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** As tools and hasty people spell them, which is worth a try. */
const codePattern = /^[A-Za-z0-9 ._-]{1,64}$/

function noCode(reason: string): string {
  return `the reason "${plainly(reason, 64)}" is no code: 1 to 64 letters of a to z, digits, spaces, hyphens, underscores and full stops are meant, such as child-safety`
}

const playBody = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    seed: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    reason: { type: 'string' },
  },
} as const

const rateBody = {
  type: 'object',
  additionalProperties: false,
  required: ['ratePerSecond'],
  properties: { ratePerSecond: { type: 'number', minimum: 0, maximum: rateMax } },
} as const
