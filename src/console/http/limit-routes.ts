import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BoundingState } from '../../core/reversal/limits-standing.ts'
import type { SecondPerson } from '../../core/reversal/second-person.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PersonAct } from '../../ports/limits.ts'
import { keyOf, visitorOf } from './door.ts'

/** What bounds the machine, as the console sees it. */
export interface Bounding {
  read(): Promise<BoundingState>
  closeBreaker(act: PersonAct): Promise<SecondPerson>
  liftDemotion(scope: string, act: PersonAct): Promise<SecondPerson>
}

export function addLimitRoutes(app: FastifyInstance, needs: LimitRouteNeeds): void {
  const { bounding, clock } = needs

  app.get('/v1/limits', { config: { permission: 'read' } }, async () => ({
    now: clock.now(),
    ...(await bounding.read()),
  }))

  app.post<{ Body: { reason: string } }>(
    '/v1/limits/breaker/close',
    { config: { permission: 'limits' }, schema: { body: body(['reason'], {}) } },
    async (request, reply) => {
      if (keyOf(request, reply) === undefined) return reply
      const answer = await bounding.closeBreaker(actOf(clock, request, request.body.reason))
      return tell(reply, answer, 'the breaker is closed')
    },
  )

  app.post<{ Body: { scope: string; reason: string } }>(
    '/v1/limits/demotions/lift',
    { config: { permission: 'limits' }, schema: { body: body(['scope', 'reason'], { scope }) } },
    async (request, reply) => {
      if (keyOf(request, reply) === undefined) return reply
      const answer = await bounding.liftDemotion(
        request.body.scope,
        actOf(clock, request, request.body.reason),
      )
      return tell(reply, answer, 'it stands where the policy puts it')
    },
  )
}

export interface LimitRouteNeeds {
  readonly bounding: Bounding
  readonly clock: Clock
}

function actOf(clock: Clock, request: FastifyRequest, reason: string): PersonAct {
  return { by: visitorOf(request).person.id, reason, at: clock.now(), requestId: request.id }
}

/** Whoever asks twice is not refused: it waits for somebody else as before. */
function tell(reply: FastifyReply, answer: SecondPerson, done: string): FastifyReply {
  switch (answer.kind) {
    case 'done':
    case 'nothing-to-do':
      return reply.send({ done: true, says: done })
    case 'waits':
    case 'same-person':
      return reply
        .code(202)
        .send({ done: false, until: answer.until, says: 'it waits for a second person, for five minutes' })
    default:
      return answer satisfies never
  }
}

const scope = { type: 'string', minLength: 1, maxLength: 300 }
const body = (required: readonly string[], properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties: { ...properties, reason: { type: 'string', minLength: 3, maxLength: 2_000 } },
})
