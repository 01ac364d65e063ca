import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { caseStates } from '../../core/case/case.ts'
import { type VerdictWord, verdictWords } from '../../core/decision/verdict.ts'
import type { OwnTeam } from '../../core/policy/policy.ts'
import type { Audit } from '../../ports/audit.ts'
import { type Act, type ActOutcome, type CasePlace, type Cases, casesPageMax } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { SessionDoor } from '../auth/session-door.ts'
import { keyOf, visitorOf } from './door.ts'
import { refuse } from './problems.ts'

/** Cases over HTTP: read them, and everything a person may do about one. */
export function addCaseRoutes(app: FastifyInstance, needs: CaseRouteNeeds): void {
  const { cases } = needs

  app.get<{ Querystring: { state?: 'open'; limit?: string; after?: string } }>(
    '/v1/cases',
    { config: { permission: 'read' }, schema: { querystring: listQuery } },
    async (request, reply) => {
      const { state, limit, after } = request.query
      const place = after === undefined ? undefined : placeOf(after)
      if (after !== undefined && place === undefined) return refuse(reply, 'bad-request', 'after is no place')
      const rows = await cases.list({
        order: 'newest',
        limit: Number(limit ?? casesPageMax),
        ...(state === undefined ? {} : { state }),
        ...(place === undefined ? {} : { after: place }),
      })
      const last = rows.at(-1)
      await needs.audit.record([
        { deed: 'cases-listed', after: { cases: rows.length }, ...whoAsks(needs, request) },
      ])
      return { cases: rows, ...(last === undefined ? {} : { next: `${last.updatedAt}.${last.caseId}` }) }
    },
  )

  app.get<CaseParams>('/v1/cases/:id', { config: { permission: 'read' } }, async (request, reply) => {
    const detail = await cases.detail(request.params.id)
    if (detail === undefined) return refuse(reply, 'not-found', 'there is no such case')
    // Nobody sees what cannot be recorded as seen.
    const { caseId, actorId, version } = detail.case
    const seen = { about: caseId, whom: actorId, after: { version } }
    await needs.audit.record([{ deed: 'case-seen', ...seen, ...whoAsks(needs, request) }])
    return reply.header('etag', etagOf(detail.case)).send(detail)
  })

  app.post<CaseParams>('/v1/cases/:id/acknowledge', { config: { permission: 'work' } }, (request, reply) =>
    onCase(needs, request, reply, { do: 'acknowledge' }),
  )

  app.post<CaseParams & { Body: { assignee: string | null } }>(
    '/v1/cases/:id/assign',
    { config: { permission: 'work' }, schema: { body: assignBody } },
    (request, reply) =>
      onCase(needs, request, reply, { do: 'assign', assignee: request.body.assignee ?? undefined }),
  )

  app.post<CaseParams & { Body: { verdict: VerdictWord; note?: string } }>(
    '/v1/cases/:id/verdict',
    { config: { permission: 'work' }, schema: { body: verdictBody } },
    (request, reply) => onCase(needs, request, reply, { do: 'verdict', ...request.body }),
  )

  app.post<CaseParams & { Body: { reason: string } }>(
    '/v1/alerts/:id/reverse',
    { config: { permission: 'undo' }, schema: { body: reverseBody } },
    async (request, reply) => {
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const asked = { do: 'undo', alertId: request.params.id, reason: request.body.reason } as const
      return carryOut(needs, reply, { ...asked, ...(await signature(needs, request, key, asked)) })
    },
  )
}

export interface CaseRouteNeeds {
  readonly cases: Cases
  readonly clock: Clock
  /** Something waits in the outbox. */
  readonly wrote: () => void
  readonly door: Pick<SessionDoor, 'isOnShift'>
  readonly audit: Pick<Audit, 'record'>
  readonly notice: Notify
  /** Whether the policy keeps people from cases about their own team. */
  readonly ownTeam: () => OwnTeam
}

interface CaseParams {
  Params: { id: string }
}

type CaseDeed =
  | { readonly do: 'acknowledge' }
  | { readonly do: 'assign'; readonly assignee: string | undefined }
  | { readonly do: 'verdict'; readonly verdict: VerdictWord; readonly note?: string }

async function onCase(
  needs: CaseRouteNeeds,
  request: FastifyRequest<CaseParams>,
  reply: FastifyReply,
  deed: CaseDeed,
): Promise<FastifyReply> {
  const key = keyOf(request, reply)
  if (key === undefined) return reply
  const version = versionOf(request.headers['if-match'])
  if (version === undefined) {
    return refuse(
      reply,
      'version-missing',
      'a write needs If-Match with the version of the case that was seen',
    )
  }
  const asked = { ...deed, caseId: request.params.id, version }
  return carryOut(needs, reply, { ...asked, ...(await signature(needs, request, key, asked)) })
}

async function signature(needs: CaseRouteNeeds, request: FastifyRequest, key: string, asked: object) {
  const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('hex')
  const { person } = visitorOf(request)
  return {
    ...whoAsks(needs, request),
    ...(person.team === undefined ? {} : { team: person.team }),
    ownTeam: needs.ownTeam(),
    onShift: await needs.door.isOnShift(person),
    key,
    fingerprint,
  }
}

function whoAsks(needs: CaseRouteNeeds, request: FastifyRequest) {
  return { by: visitorOf(request).person.id, at: needs.clock.now(), requestId: request.id }
}

async function carryOut(needs: CaseRouteNeeds, reply: FastifyReply, act: Act): Promise<FastifyReply> {
  const outcome: ActOutcome = await needs.cases.act(act)
  switch (outcome.kind) {
    case 'done':
      needs.wrote()
      if (outcome.repeated) reply.header('idempotent-replayed', 'true')
      return reply.header('etag', etagOf(outcome.case)).send({ case: outcome.case })
    case 'missing':
      return refuse(reply, 'not-found', `there is no such ${act.do === 'undo' ? 'alert' : 'case'}`)
    case 'conflict':
      return refuse(reply, 'conflict', 'the case has changed since: look again', { case: outcome.case })
    case 'own-case':
      needs.wrote()
      needs.notice({
        kind: 'OwnCaseRefused',
        ...ownCase(act),
        says: 'somebody tried to act on a case about themself',
      })
      return refuse(reply, 'own-case', 'this case is about you: somebody else must decide it')
    case 'own-team':
      needs.wrote()
      needs.notice({
        kind: 'OwnCaseRefused',
        ...ownCase(act),
        says: 'somebody tried to act on a case about their team',
      })
      return refuse(reply, 'own-team', 'this case is about your team: somebody else must decide it')
    case 'not-allowed':
      return refuse(reply, 'not-allowed', outcome.says)
    case 'key-reused':
      return refuse(reply, 'key-reused', 'this Idempotency-Key was used for something else')
    default:
      return outcome satisfies never
  }
}

function ownCase(act: Act): { readonly caseId: string } {
  return { caseId: act.do === 'undo' ? act.alertId : act.caseId }
}

function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`
}

function versionOf(ifMatch: string | undefined): number | undefined {
  const digits = /^"(\d{1,15})"$/.exec(ifMatch ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function placeOf(text: string): CasePlace | undefined {
  const [, updatedAt, caseId] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? []
  return updatedAt === undefined || caseId === undefined
    ? undefined
    : { updatedAt: Number(updatedAt), caseId }
}

const text = (lengthMax: number) => ({ type: 'string', minLength: 1, maxLength: lengthMax })
const body = (required: readonly string[], properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
})
const assignBody = body(['assignee'], { assignee: { ...text(200), nullable: true } })
const verdictBody = body(['verdict'], { verdict: { enum: verdictWords }, note: text(2_000) })
const reverseBody = body(['reason'], { reason: text(2_000) })
const listQuery = body([], {
  state: { enum: ['open', ...caseStates] },
  limit: { type: 'string', pattern: '^([1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' },
  after: text(100),
})
