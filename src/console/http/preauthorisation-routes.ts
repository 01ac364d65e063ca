import type { FastifyInstance, FastifyRequest } from 'fastify'
import { meantHand, type Pseudonym } from '../../core/case/veil.ts'
import { veilIntended } from '../../core/case/veil-standing.ts'
import { type Action, actions } from '../../core/change/actions.ts'
import type { AskedIntended } from '../../core/reversal/intended.ts'
import { isSameId } from '../../core/spelling/same-id.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Cases } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Preauthorisations } from '../../ports/preauthorisations.ts'
import { fingerprintOf, refuseReused, whoAsks } from './acts.ts'
import { text, words } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { refuse } from './problems.ts'
import { openShownBefore } from './shown-before.ts'

/** What will be done and was meant: one person asks, another confirms, and either of them or anybody else takes it
 *  back. */
export function addPreauthorisationRoutes(
  app: FastifyInstance,
  { preauthorisations, sources, clock, pseudonym, audit, cases }: PreauthorisationRouteNeeds,
): void {
  const isNew = openShownBefore()
  const shownTo = (request: FastifyRequest) => {
    const { permissions } = visitorOf(request).person
    const may = {
      mayReadOrder: permissions.includes('preauthorise'),
      mayReveal: permissions.includes('reveal'),
    }
    return <I extends Pick<AskedIntended, 'actorId' | 'order' | 'byPseudonym'>>(one: I) =>
      veilIntended(one, pseudonym, may)
  }
  /** A change names its actor by the platform's own id, and is held against nothing else. Nobody learns from it which
   *  pseudonym is their own. */
  const onlyBy = async ({ source, actorId: given }: AskBody, askedBy: string) => {
    if (given === undefined) return {}
    const known = (await cases.actorsOf(source)).filter((id) => !isSameId(id, askedBy))
    const actorId = meantHand(given, known, pseudonym)
    if (actorId === undefined) return undefined
    return actorId === given ? { actorId } : { actorId, byPseudonym: true as const }
  }

  app.get('/v1/preauthorisations', { config: { permission: 'read' } }, async (request) => {
    const standing = await preauthorisations.standing(clock.now())
    if (isNew(visitorOf(request).idHash, JSON.stringify(standing)) && standing.length > 0) {
      const after = { preauthorisations: standing.length }
      await audit.record([{ deed: 'preauthorisations-listed', after, ...whoAsks({ clock }, request) }])
    }
    return { preauthorisations: standing.map(shownTo(request)) }
  })

  app.post<{ Body: AskBody }>(
    '/v1/preauthorisations',
    { config: { permission: 'preauthorise' }, schema: { body: askBody } },
    async (request, reply) => {
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const { source } = request.body
      if (sources !== undefined && !sources.includes(source))
        return refuse(
          reply,
          'bad-request',
          `there is no platform "${source}" here: there is ${sources.join(', ')}`,
        )
      const askedBy = visitorOf(request).person.id
      const by = await onlyBy(request.body, askedBy)
      if (by === undefined)
        return refuse(
          reply,
          'bad-request',
          `no case of "${source}" has the hand that is shown as ${request.body.actorId}: give the actor's own id, as the platform has it`,
        )
      const fingerprint = fingerprintOf(['preauthorisation', ...askedIn(request.body)])
      // Made from its cause: the same request twice asks once.
      const intendedId = fingerprintOf([askedBy, key, fingerprint]).slice(0, 32)
      const asked = { ...request.body, ...by, intendedId, askedBy, askedAt: clock.now() }
      const sent = { requestId: request.id, once: { key, fingerprint } }
      const refused = await preauthorisations.ask(asked, sent)
      if (typeof refused === 'string') return refuse(reply, 'conflict', refused)
      if (refused !== undefined) return refuseReused(reply)
      return reply.code(201).send({ intendedId })
    },
  )

  app.post<{ Params: { id: string } }>(
    '/v1/preauthorisations/:id/confirm',
    { config: { permission: 'preauthorise' } },
    async (request, reply) => {
      if (keyOf(request, reply) === undefined) return reply
      const by = visitorOf(request).person.id
      const signed = await preauthorisations.confirm(request.params.id, by, clock.now(), request.id)
      if (typeof signed === 'string') return refuse(reply, 'conflict', signed)
      return reply.send({ ...signed, intended: shownTo(request)(signed.intended) })
    },
  )

  app.post<{ Params: { id: string } }>(
    '/v1/preauthorisations/:id/withdraw',
    { config: { permission: 'preauthorise' } },
    async (request, reply) => {
      if (keyOf(request, reply) === undefined) return reply
      const by = visitorOf(request).person.id
      const withdrawn = await preauthorisations.withdraw(request.params.id, by, clock.now(), request.id)
      return withdrawn
        ? reply.send({ withdrawn })
        : refuse(reply, 'not-found', 'there is no such pre-authorisation')
    },
  )
}

export interface PreauthorisationRouteNeeds {
  readonly preauthorisations: Preauthorisations
  /** Platforms that changes come from; undefined where nothing says which: each change names its own. */
  readonly sources?: readonly string[]
  readonly pseudonym: Pseudonym
  /** Whom a pseudonym may mean. */
  readonly cases: Pick<Cases, 'actorsOf'>
  readonly audit: Pick<Audit, 'record'>
  readonly clock: Clock
}

interface AskBody {
  readonly source: string
  readonly accountId: string
  readonly action: Action
  readonly actorId?: string
  readonly order: string
  readonly ticket: string
  readonly expiresAt: number
}

/** In one order, however the request had them. */
function askedIn({ source, accountId, action, actorId = '', order, ticket, expiresAt }: AskBody) {
  return [source, accountId, action, actorId, order, ticket, expiresAt]
}

const askBody = {
  type: 'object',
  required: ['source', 'accountId', 'action', 'order', 'ticket', 'expiresAt'],
  additionalProperties: false,
  properties: {
    source: text(200),
    accountId: text(200),
    action: { enum: actions },
    actorId: text(200),
    order: words(200),
    ticket: words(200),
    expiresAt: { type: 'integer', minimum: 0 },
  },
}
