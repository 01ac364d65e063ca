import type { FastifyInstance } from 'fastify'
import { containWords } from '../../core/reversal/contain-message.ts'
import type { Audit } from '../../ports/audit.ts'
import { type ActNeeds, carryOut, signature, whoAsks } from './acts.ts'
import { reasonText } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { openShownBefore } from './shown-before.ts'

/** Freezing what the hand of an alert works with, taking that back before it is sent, and giving it back: who is
 *  contained, and what a person may say. */
export function addContainmentRoutes(app: FastifyInstance, needs: ContainmentRouteNeeds): void {
  const isNew = openShownBefore()

  app.get('/v1/containments', { config: { permission: 'read' } }, async (request) => {
    const containments = await needs.cases.containments(visitorOf(request).person.id)
    const shown = containments.map(({ actorId, state, at }) => `${actorId} ${state} ${at}`).join()
    if (isNew(visitorOf(request).idHash, shown) && containments.length > 0) {
      const after = { containments: containments.length }
      await needs.audit.record([{ deed: 'containments-listed', after, ...whoAsks(needs, request) }])
    }
    return { containments, ...needs.containing() }
  })

  for (const verb of containWords) {
    app.post<{ Params: { id: string }; Body: { reason: string } }>(
      `/v1/alerts/:id/${routes[verb]}`,
      { config: { permission: 'contain' }, schema: { body: reasonBody } },
      async (request, reply) => {
        const key = keyOf(request, reply)
        if (key === undefined) return reply
        const asked = { do: verb, alertId: request.params.id, ...request.body } as const
        return carryOut(needs, reply, { ...asked, ...(await signature(needs, request, key, asked)) })
      },
    )
  }
}

const routes = { contain: 'contain', lift: 'lift', withdraw: 'contain/withdraw' } as const

export interface ContainmentRouteNeeds extends ActNeeds {
  readonly audit: Pick<Audit, 'record'>
  readonly containing: () => Containing
}

/** Platforms on which an actor can be contained, and how many different people must ask for it. */
export interface Containing {
  readonly sources: readonly string[]
  readonly approvers: 1 | 2
}

const reasonBody = {
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: { reason: reasonText },
}
