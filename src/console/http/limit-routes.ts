import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BoundingState } from '../../core/reversal/limits-standing.ts'
import type { SecondPerson } from '../../core/reversal/second-person.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { KeyReused, PersonAct } from '../../ports/limits.ts'
import { fingerprintOf, refuseReused, whoAsks } from './acts.ts'
import { reasonText, text } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { refuse } from './problems.ts'
import { openShownBefore } from './shown-before.ts'

/** What bounds the machine, as the console sees it. */
export interface Bounding {
  /** As far as it is not about the `reader` themself, by their own id. */
  read(reader: string): Promise<BoundingState>
  closeBreaker(act: PersonAct): Promise<SecondPerson | KeyReused>
  endDemotion(scope: string, act: PersonAct): Promise<SecondPerson | KeyReused>
}

export function addLimitRoutes(app: FastifyInstance, needs: LimitRouteNeeds): void {
  const { bounding, clock } = needs
  const isNew = openShownBefore()

  app.get('/v1/limits', { config: { permission: 'read' } }, async (request) => {
    const standing = await bounding.read(visitorOf(request).person.id)
    // A doubt counts its own seconds: it is news when it comes or goes.
    const shown = { ...standing, doubts: standing.doubts.map(({ gate }) => gate) }
    if (isNew(visitorOf(request).idHash, JSON.stringify(shown))) {
      const { killSwitch, breaker, budgets, demotions, doubts } = standing
      const after = {
        killSwitch: killSwitch.on,
        breaker: breaker.open,
        budgets: budgets.length,
        demotions: demotions.length,
        doubts: doubts.length,
      }
      await needs.audit.record([{ deed: 'limits-seen', after, ...whoAsks(needs, request) }])
    }
    return { now: clock.now(), ...standing }
  })

  app.post<{ Body: { reason: string } }>(
    '/v1/limits/breaker/close',
    { config: { permission: 'limits' }, schema: { body: body(['reason'], {}) } },
    async (request, reply) => {
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const answer = await bounding.closeBreaker(actOf(clock, request, key, ['breaker']))
      return tell(reply, answer, 'the breaker is closed')
    },
  )

  app.post<{ Body: { scope: string; reason: string } }>(
    '/v1/limits/demotions/end',
    { config: { permission: 'limits' }, schema: { body: body(['scope', 'reason'], { scope }) } },
    async (request, reply) => {
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const { scope } = request.body
      const answer = await bounding.endDemotion(scope, actOf(clock, request, key, ['demotion', scope]))
      return tell(reply, answer, 'it stands where the policy puts it')
    },
  )
}

export interface LimitRouteNeeds {
  readonly audit: Pick<Audit, 'record'>
  readonly bounding: Bounding
  readonly clock: Clock
}

function actOf(
  clock: Clock,
  request: FastifyRequest<{ Body: { reason: string } }>,
  key: string,
  what: readonly string[],
): PersonAct {
  const { reason } = request.body
  const once = { key, fingerprint: fingerprintOf([...what, reason]) }
  return { by: visitorOf(request).person.id, reason, at: clock.now(), requestId: request.id, once }
}

/** Whoever asks twice is not refused: it waits for somebody else as before. */
function tell(reply: FastifyReply, answer: SecondPerson | KeyReused, done: string): FastifyReply {
  switch (answer.kind) {
    case 'done':
    case 'nothing-to-do':
      return reply.send({ done: true, says: done })
    case 'waits':
    case 'same-person':
      return reply
        .code(202)
        .send({ done: false, until: answer.until, says: 'it waits for a second person, for five minutes' })
    case 'over':
      return refuse(reply, 'conflict', 'this was asked for before, and is over: ask anew, with a new key')
    case 'key-reused':
      return refuseReused(reply)
    default:
      return answer satisfies never
  }
}

const scope = text(300)
const body = (required: readonly string[], properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties: { ...properties, reason: reasonText },
})
