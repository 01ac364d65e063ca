import type { FastifyInstance } from 'fastify'
import type { OneTimeSecrets } from '../auth/one-time.ts'
import type { Person } from '../auth/people.ts'
import type { SessionDoor } from '../auth/session-door.ts'
import type { LiveHub } from '../live/hub.ts'
import { fromOurPage, visitorOf } from './door.ts'
import { refuse } from './problems.ts'

/** Sign in by a one-time link, see who one is, sign out; and the ticket that opens the live feed. */
export function addSessionRoutes(app: FastifyInstance, needs: SessionRouteNeeds): void {
  const { door, links, tickets, live, origins } = needs

  // Answers 200 either way: who is not signed in has done nothing wrong.
  app.get('/v1/session', { config: { door: 'own' } }, async (request) => ({
    person: request.visitor?.person ?? null,
  }))

  app.post<{ Body: { key: string } }>(
    '/v1/session',
    { config: { door: 'own' }, schema: { body: signInBody } },
    async (request, reply) => {
      if (!fromOurPage(request, origins())) {
        return refuse(reply, 'wrong-origin', 'this request does not come from the console’s own page')
      }
      const person = links.redeem(request.body.key)
      if (person === undefined) {
        return refuse(reply, 'link-used', 'this link was used already, or belongs to an earlier start')
      }
      if (request.visitor !== undefined) await door.end(request.visitor.idHash)
      return reply
        .code(201)
        .header('set-cookie', await door.open(person))
        .send({ person })
    },
  )

  app.delete('/v1/session', async (request, reply) => {
    const { idHash } = visitorOf(request)
    const cleared = await door.end(idHash)
    live.signedOut(idHash)
    return reply.code(204).header('set-cookie', cleared).send()
  })

  app.post('/v1/live-ticket', async (request, reply) => {
    return reply.code(201).send({ ticket: tickets.issue(visitorOf(request).idHash), validMs: ticketMsMax })
  })
}

/** Long enough to open a socket with it, too short to carry it elsewhere. */
export const ticketMsMax = 30_000
export const ticketsMax = 1_000

interface SessionRouteNeeds {
  readonly door: SessionDoor
  readonly links: OneTimeSecrets<Person>
  readonly tickets: OneTimeSecrets<string>
  readonly live: Pick<LiveHub, 'signedOut'>
  readonly origins: () => readonly string[]
}

const signInBody = {
  type: 'object',
  required: ['key'],
  additionalProperties: false,
  properties: { key: { type: 'string', minLength: 1, maxLength: 100 } },
}
