import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { caseStates } from '../../core/case/case.ts'
import { type VerdictWord, verdictWords } from '../../core/decision/verdict.ts'
import { type Countermeasure, countermeasures } from '../../core/reversal/countermeasures.ts'
import type { Audit } from '../../ports/audit.ts'
import { type CasePlace, cannotWorkSays, casesPageMax } from '../../ports/cases.ts'
import type { People } from '../../ports/people.ts'
import { isAllowed } from '../auth/people.ts'
import { type ActNeeds, carryOut, etagOf, signature, whoAsks } from './acts.ts'
import { reasonText, text, words } from './body-words.ts'
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
        reader: visitorOf(request).person.id,
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
    const detail = await cases.detail(request.params.id, visitorOf(request).person.id)
    if (detail === undefined) return refuse(reply, 'not-found', 'there is no such case')
    // Nobody sees what cannot be recorded as seen.
    const { caseId, version } = detail.case
    // The detail has them under the name that people see, which the record would not find again.
    const whom = await cases.actorOf(caseId)
    const seen = { about: caseId, ...(whom === undefined ? {} : { whom }), after: { version } }
    await needs.audit.record([{ deed: 'case-seen', ...seen, ...whoAsks(needs, request) }])
    return reply.header('etag', etagOf(detail.case)).send(detail)
  })

  app.post<CaseParams>('/v1/cases/:id/acknowledge', { config: { permission: 'work' } }, (request, reply) =>
    onCase(needs, request, reply, { do: 'acknowledge' }),
  )

  app.post<CaseParams & { Body: { assignee: string | null } }>(
    '/v1/cases/:id/assign',
    { config: { permission: 'work' }, schema: { body: assignBody } },
    async (request, reply) => {
      const assignee = request.body.assignee ?? undefined
      if (assignee !== undefined && !(await isAllowed(needs.people, assignee, 'work')))
        return refuse(reply, 'not-allowed', cannotWorkSays(assignee))
      return onCase(needs, request, reply, { do: 'assign', assignee })
    },
  )

  app.post<CaseParams & { Body: { verdict: VerdictWord; note?: string } }>(
    '/v1/cases/:id/verdict',
    { config: { permission: 'work' }, schema: { body: verdictBody } },
    (request, reply) => onCase(needs, request, reply, { do: 'verdict', ...request.body }),
  )

  // An undo of what waits is a yes, and then takes what a yes takes: the permission, and the command that was seen.
  app.post<CaseParams & { Body: ReverseBody }>(
    '/v1/alerts/:id/reverse',
    { config: { permission: 'undo' }, schema: { body: reverseBody } },
    async (request, reply) => {
      const key = keyOf(request, reply)
      if (key === undefined) return reply
      const asked = { do: 'undo', alertId: request.params.id, ...request.body } as const
      const mayApprove = visitorOf(request).person.permissions.includes('approve')
      const signed = await signature(needs, request, key, asked)
      return carryOut(needs, reply, { ...asked, mayApprove, ...signed })
    },
  )
}

export interface CaseRouteNeeds extends ActNeeds {
  readonly audit: Pick<Audit, 'record'>
  readonly people: Pick<People, 'find' | 'any'>
}

interface ReverseBody {
  readonly reason: string
  readonly commandHash?: string
  readonly countermeasure?: Countermeasure
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

const body = (required: readonly string[], properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
})
const assignBody = body(['assignee'], { assignee: { ...text(200), nullable: true } })
const verdictBody = body(['verdict'], { verdict: { enum: verdictWords }, note: words(2_000) })
const reverseBody = body(['reason'], {
  reason: reasonText,
  commandHash: text(100),
  countermeasure: { enum: countermeasures },
})
const listQuery = body([], {
  state: { enum: ['open', ...caseStates] },
  limit: { type: 'string', pattern: '^([1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' },
  after: text(100),
})
