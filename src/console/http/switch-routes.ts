import type { FastifyInstance } from 'fastify'
import type { KillSwitchState } from '../../core/reversal/limits-standing.ts'
import { keyOf, visitorOf } from './door.ts'

/** The kill switch: while it is on, the machine undoes nothing. */
export interface KillSwitch {
  read(): Promise<KillSwitchState>
  /** Safe to repeat: turning on what is on changes nothing but the reason. */
  turn(on: boolean, by: string, reason: string, requestId?: string): Promise<KillSwitchState>
}

export function addSwitchRoutes(app: FastifyInstance, killSwitch: KillSwitch): void {
  app.get('/v1/kill-switch', { config: { permission: 'read' } }, () => killSwitch.read())

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

const turnBody = {
  type: 'object',
  required: ['on', 'reason'],
  additionalProperties: false,
  properties: { on: { type: 'boolean' }, reason: { type: 'string', minLength: 3, maxLength: 2_000 } },
}
