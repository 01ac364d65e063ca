import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Question, ShownQuestion } from '../../core/ask/question.ts'
import { isSealedQuestion, type Sealable, sealQuestion } from '../../core/case/seal.ts'
import type { Pseudonym } from '../../core/case/veil.ts'
import { veilQuestion } from '../../core/case/veil-standing.ts'
import { isHandOf } from '../../core/change/hand.ts'
import { sealedSays } from '../../core/reversal/exclusions.ts'
import type { Audit } from '../../ports/audit.ts'
import type { OpinionOutcome, Questions } from '../../ports/checks.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import { whoAsks } from './acts.ts'
import { reasonText } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { refuse } from './problems.ts'
import { openShownBefore } from './shown-before.ts'

/** Questions that wait for a second person: see them, say yes, say no. Nobody sees one about themself. Whoever asked
 *  may have told the second person anything; what a court has sealed is still shown, and put to, only those who are
 *  cleared: others learn that something is asked, and send for one. */
export function addQuestionRoutes(app: FastifyInstance, needs: QuestionRouteNeeds): void {
  const { questions, clock } = needs
  const config = { permission: 'vouch' } as const
  const isNew = openShownBefore()
  const isCleared = (request: FastifyRequest) => visitorOf(request).person.permissions.includes('excluded')
  const shownTo = (request: FastifyRequest, question: Question): ShownQuestion => {
    const veiled = veilQuestion(question, needs.pseudonym)
    return isCleared(request) ? veiled : sealQuestion(veiled, needs.sealable())
  }

  app.get('/v1/checks', { config }, async (request) => {
    const { idHash, person } = visitorOf(request)
    const open = await questions.open(clock.now())
    const checks = open.filter((question) => !isHandOf(person.id, question.change))
    const shown = checks.map(({ checkId, state }) => `${checkId} ${state}`).join()
    if (isNew(idHash, shown) && checks.length > 0) {
      const after = { checks: checks.length }
      await needs.audit.record([{ deed: 'checks-listed', after, ...whoAsks(needs, request) }])
    }
    return { checks: checks.map((question) => shownTo(request, question)) }
  })

  app.get<CheckParams>('/v1/checks/:id', { config, schema: { params } }, async (request, reply) => {
    const question = await questions.find(request.params.id, clock.now())
    if (question === undefined) return refuse(reply, 'not-found', gone)
    if (isHandOf(visitorOf(request).person.id, question.change)) return refuse(reply, 'own-case', own)
    // Nobody sees what cannot be recorded as seen.
    const { checkId, state, change } = question
    const seen = { about: checkId, whom: change.actor.id, other: change.account.id, after: { state } }
    await needs.audit.record([{ deed: 'check-seen', ...seen, ...whoAsks(needs, request) }])
    return shownTo(request, question)
  })

  for (const opinion of ['approve', 'refuse'] as const) {
    app.post<CheckParams & { Body: { cause: string; reason: string } }>(
      `/v1/checks/:id/${opinion}`,
      { config, schema: { params, body } },
      async (request, reply) => {
        if (keyOf(request, reply) === undefined) return reply
        const { id: by, team } = visitorOf(request).person
        const { cause, reason } = request.body
        const checkId = request.params.id
        const question = isCleared(request) ? undefined : await questions.find(checkId, clock.now())
        const isSealed = question !== undefined && isSealedQuestion(question, needs.sealable())
        return say(
          needs,
          request,
          reply,
          await questions.answer({
            ...(isSealed ? { uncleared: true } : {}),
            checkId,
            opinion,
            cause,
            by,
            team,
            reason,
            at: clock.now(),
            requestId: request.id,
          }),
        )
      },
    )
  }
}

export interface QuestionRouteNeeds {
  readonly questions: Questions
  readonly audit: Pick<Audit, 'record'>
  /** Questions come under the actor's own id, which tells whether it is about whoever asks. */
  readonly pseudonym: Pseudonym
  /** The exclusions of the policy that is in force. */
  readonly sealable: () => readonly Sealable[]
  /** Something waits in the outbox. */
  readonly wrote: () => void
  readonly clock: Clock
  readonly notice: Notify
}

interface CheckParams {
  Params: { id: string }
}

function say(
  { wrote, notice, pseudonym }: QuestionRouteNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: OpinionOutcome,
): FastifyReply {
  switch (outcome.kind) {
    case 'done': {
      wrote()
      const shown = veilQuestion(outcome.question, pseudonym)
      if (outcome.repeated) return reply.header('idempotent-replayed', 'true').send(shown)
      notice({ kind: 'QuestionAnswered', opinion: outcome.question.state, by: visitorOf(request).person.id })
      return reply.send(shown)
    }
    case 'missing':
      return refuse(reply, 'not-found', gone)
    case 'own':
      return refuse(reply, 'own-case', own)
    case 'same-team':
      return refuse(reply, 'not-allowed', 'you are of the same team: somebody of another one must say it')
    case 'uncleared':
      return refuse(reply, 'not-allowed', `${sealedSays}: somebody who is cleared for it must answer`)
    case 'other-change':
      return refuse(reply, 'conflict', 'this is not the change that you were shown: look again')
    case 'too-late':
      return refuse(reply, 'conflict', outcome.says)
    default:
      return outcome satisfies never
  }
}

const gone = 'there is no such question, or its time is over'
const own = 'you asked this yourself: somebody else must answer it'
const params = {
  type: 'object',
  properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } },
}
const body = {
  type: 'object',
  required: ['cause', 'reason'],
  additionalProperties: false,
  properties: {
    cause: { type: 'string', pattern: '^[0-9a-f]{48}$' },
    reason: reasonText,
  },
}
