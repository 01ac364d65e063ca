import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pseudonym } from '../../core/case/veil.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Notify } from '../../ports/notice.ts'
import type { OneTimeSecrets } from '../auth/one-time.ts'
import type { Person } from '../auth/people.ts'
import type { SessionDoor } from '../auth/session-door.ts'
import { type SignIn, windowMs } from '../auth/sign-in.ts'
import type { LiveHub } from '../live/hub.ts'
import { text } from './body-words.ts'
import { fromOurPage, visitorOf } from './door.ts'
import { type ProblemCode, refuse } from './problems.ts'

/** Sign in by a one-time link or with a secret, see who one is, sign out; and the ticket that opens the live
 *  feed. */
export function addSessionRoutes(app: FastifyInstance, needs: SessionRouteNeeds): void {
  const { door, tickets, live, origins, pseudonym } = needs
  /** With the name under which the page shows what they did themselves: they decide nothing about that. */
  const shown = (person: Person) => ({ ...person, pseudonym: pseudonym(person.id) })

  // Answers 200 either way: who is not signed in has done nothing wrong.
  app.get('/v1/session', { config: { door: 'own' } }, async (request) => ({
    person: request.visitor === undefined ? null : shown(request.visitor.person),
  }))

  app.post<{ Body: SignInBody }>(
    '/v1/session',
    { config: { door: 'own' }, schema: { body: signInBody } },
    async (request, reply) => {
      if (!fromOurPage(request, origins())) {
        return refuse(reply, 'wrong-origin', 'this request does not come from the console’s own page')
      }
      const { body } = request
      const person =
        'key' in body
          ? await byLink(needs, body.key)
          : await bySecret(needs, request, body.person, body.secret)
      if ('code' in person) {
        if (person.code === 'too-many') reply.header('retry-after', String(windowMs / 1000))
        return refuse(reply, person.code, person.says)
      }
      // A session that this browser had ends; the new one is a new secret, whatever was planted before.
      if (request.visitor !== undefined) await door.end(request.visitor, request.id)
      return reply
        .code(201)
        .header('set-cookie', await door.open(person, 'key' in body ? 'link' : 'secret', request.id))
        .send({ person: shown(person) })
    },
  )

  app.delete('/v1/session', { config: { permission: 'read' } }, async (request, reply) => {
    const visitor = visitorOf(request)
    const cleared = await door.end(visitor, request.id)
    live.signedOut(visitor.idHash)
    return reply.code(204).header('set-cookie', cleared).send()
  })

  app.post('/v1/live-ticket', { config: { permission: 'read' } }, async (request, reply) => {
    return reply.code(201).send({ ticket: tickets.issue(visitorOf(request).idHash), validMs: ticketMsMax })
  })
}

type SignInBody = { readonly key: string } | { readonly person: string; readonly secret: string }
interface Refusal {
  readonly code: ProblemCode
  readonly says: string
}

async function byLink({ links, linkStands }: SessionRouteNeeds, key: string): Promise<Person | Refusal> {
  const person = links.redeem(key)
  if (person === undefined)
    return { code: 'link-used', says: 'this link was used already, or belongs to an earlier start' }
  if (!(await linkStands()))
    return { code: 'link-used', says: 'links sign nobody in any more: people of their own were added' }
  return person
}

async function bySecret(
  { signIn, audit, now, notice }: SessionRouteNeeds,
  request: FastifyRequest,
  id: string,
  secret: string,
): Promise<Person | Refusal> {
  const outcome = await signIn(id, secret, request.ip)
  if (outcome.kind === 'in') return outcome.person
  const why = says[outcome.kind]
  if (outcome.kind === 'wrong' || (outcome.kind === 'too-many' && outcome.isFirst)) {
    const { id: requestId } = request
    await audit.record([{ deed: 'sign-in-refused', at: now(), whom: id, why, requestId }])
    notice({ kind: 'SignInRefused', says: why })
  }
  return outcome.kind === 'wrong' ? { code: 'wrong-secret', says: why } : { code: 'too-many', says: why }
}

const says = {
  wrong: 'there is nobody of that name with that secret',
  'too-many': 'too many tries: wait a quarter of an hour',
  busy: 'too many people sign in at once: try again in a moment',
} as const

/** Long enough to open a socket with it, too short to carry it elsewhere. */
export const ticketMsMax = 30_000
export const ticketsMax = 1_000

interface SessionRouteNeeds {
  readonly door: SessionDoor
  readonly links: OneTimeSecrets<Person>
  /** Whether links sign anybody in: on the demo, and before the first person was added. */
  readonly linkStands: () => Promise<boolean>
  readonly signIn: SignIn
  readonly tickets: OneTimeSecrets<string>
  readonly live: Pick<LiveHub, 'signedOut'>
  readonly audit: Pick<Audit, 'record'>
  readonly pseudonym: Pseudonym
  readonly now: () => number
  readonly notice: Notify
  readonly origins: () => readonly string[]
}

const signInBody = {
  oneOf: [
    { type: 'object', required: ['key'], additionalProperties: false, properties: { key: text(100) } },
    {
      type: 'object',
      required: ['person', 'secret'],
      additionalProperties: false,
      properties: { person: text(100), secret: text(1_000) },
    },
  ],
}
