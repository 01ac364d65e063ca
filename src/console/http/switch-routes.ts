import type { FastifyInstance } from 'fastify'
import type { KillSwitchState } from '../../core/reversal/limits-standing.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import { whoAsks } from './acts.ts'
import { reasonText } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { openShownBefore } from './shown-before.ts'

/** The kill switch: while it is on, the machine undoes nothing. */
export interface KillSwitch {
  read(): Promise<KillSwitchState>
  /** Safe to repeat: turning on what is on changes nothing but the reason. */
  turn(on: boolean, by: string, reason: string, requestId?: string): Promise<KillSwitchState>
}

export function addSwitchRoutes(app: FastifyInstance, needs: SwitchRouteNeeds): void {
  const { killSwitch } = needs
  const isNew = openShownBefore()

  app.get('/v1/kill-switch', { config: { permission: 'read' } }, async (request) => {
    const standing = await killSwitch.read()
    if (isNew(visitorOf(request).idHash, JSON.stringify(standing))) {
      const after = { on: standing.on }
      await needs.audit.record([{ deed: 'kill-switch-seen', after, ...whoAsks(needs, request) }])
    }
    return standing
  })

  app.post<{ Body: { on: boolean; reason: string } }>(
    '/v1/kill-switch',
    { config: { permission: 'kill-switch' }, schema: { body: turnBody } },
    async (request, reply) => {
      if (keyOf(request, reply) === undefined) return reply
      const { on, reason } = request.body
      return reply.send(await killSwitch.turn(on, visitorOf(request).person.id, reason, request.id))
    },
  )
}

export interface SwitchRouteNeeds {
  readonly killSwitch: KillSwitch
  readonly audit: Pick<Audit, 'record'>
  readonly clock: Clock
}

const turnBody = {
  type: 'object',
  required: ['on', 'reason'],
  additionalProperties: false,
  properties: { on: { type: 'boolean' }, reason: reasonText },
}
