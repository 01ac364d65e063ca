import type { FastifyInstance } from 'fastify'
import type { KillSwitchState } from '../../core/reversal/limits-standing.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SentTurn, Turned } from '../../ports/ledger.ts'
import { fingerprintOf, refuseReused, whoAsks } from './acts.ts'
import { reasonText } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { openShownBefore } from './shown-before.ts'

/** The kill switch: while it is on, the machine undoes nothing. */
export interface KillSwitch {
  read(): Promise<KillSwitchState>
  /** Turning it on is safe to repeat: what is on stays on, and the reason is added. Turning it off is done once for each
   *  key: what comes late must not undo what somebody said since. */
  turn(word: SwitchWord): Promise<Turned>
}

export interface SwitchWord extends SentTurn {
  readonly on: boolean
  readonly by: string
  readonly reason: string
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
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const { on, reason } = request.body
      const once = { key, fingerprint: fingerprintOf(['kill-switch', on, reason]) }
      const word = { on, reason, by: visitorOf(request).person.id, requestId: request.id, once }
      const turned = await killSwitch.turn(word)
      if (turned === 'key-reused') return refuseReused(reply)
      if (turned === 'repeated') reply.header('idempotent-replayed', 'true')
      return reply.send(await killSwitch.read())
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
