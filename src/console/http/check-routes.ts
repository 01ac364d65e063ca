import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { Webhook } from 'standardwebhooks'
import type { AskedAbout, Question } from '../../core/ask/question.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import type { ChangeReader } from '../../ports/change-reader.ts'
import type { Check, Foreseen, Questions } from '../../ports/checks.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import { hashOf } from '../auth/secrets.ts'
import {
  beforeItsQuestion,
  type CheckAnswer,
  standingAnswer,
  toAllow,
  withoutQuestion,
} from './check-answer.ts'
import { refuse } from './problems.ts'
import { whyUnsigned } from './signed.ts'

/** `POST /v1/checks`: a platform's tool asks before it acts, signed as deliveries are. Nothing is learnt from it, and
 *  nothing written but a question that has to wait.
 *
 *  Who waits for a second person asks again, under a new `webhook-id`: the same change is the same question. */
export function addCheckRoutes(app: FastifyInstance, needs: CheckRouteNeeds): void {
  const webhooks = needs.secrets.map((secret) => new Webhook(secret))
  /** What was answered to which id: sent again, the same is answered and nothing looked at. */
  const answered = new LRUCache<string, { readonly bodyHash: string; readonly json: string }>({
    max: repeatsMax,
    ttl: repeatMsMax,
  })

  void app.register(async (scope) => {
    // The signature is over the bytes, so nothing may parse them first.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: checkBytesMax },
      (_request, body, done) => done(null, body),
    )
    scope.post<{ Body: Buffer }>('/v1/checks', { config: { door: 'open' } }, async (request, reply) => {
      if (webhooks.length === 0)
        return refuse(reply, 'not-configured', 'no secret for deliveries is configured')
      if (!Buffer.isBuffer(request.body)) return refuse(reply, 'bad-request', 'a check needs a body')
      const refusal = whyUnsigned(webhooks, request)
      if (refusal !== undefined) return refuse(reply, 'bad-signature', refusal)
      const id = String(request.headers['webhook-id'])
      const bodyHash = hashOf(request.body.toString('latin1'))
      const earlier = answered.get(id)
      if (earlier !== undefined && earlier.bodyHash !== bodyHash)
        return refuse(reply, 'key-reused', 'this webhook-id was used for another body')
      if (earlier !== undefined)
        return reply.header('idempotent-replayed', 'true').type('application/json').send(earlier.json)
      const answer = await answerTo(needs, request, reply)
      if (answer === undefined) return reply
      const json = JSON.stringify(answer)
      answered.set(id, { bodyHash, json })
      return reply.type('application/json').send(json)
    })
  })
}

export interface CheckRouteNeeds {
  /** `whsec_…`; several while one is being replaced. */
  readonly secrets: readonly string[]
  readonly readChange: ChangeReader['read']
  /** Absent where this process has no detect role. */
  readonly check?: Check | undefined
  readonly questions: Questions
  /** How long an answer waits for its question to be written down. */
  readonly storeMsMax?: number
  /** Where people open the console. */
  readonly address: () => string
  readonly clock: Clock
  readonly notice: Notify
}

/** One change; the longest that a platform may send is far below. */
export const checkBytesMax = 64 * 1024
/** A signature runs out after five minutes; an id that left earlier for want of room is looked at anew, which harms
 *  nobody. */
const repeatsMax = 20_000
const repeatMsMax = 10 * 60_000
const retryAfterSeconds = '1'
/** A tool waits for 50 ms or so, and for most of that on others. */
const storeMsMaxUsual = 5

/** Undefined after it was refused. */
async function answerTo(
  needs: CheckRouteNeeds,
  request: FastifyRequest<{ Body: Buffer }>,
  reply: FastifyReply,
): Promise<CheckAnswer | undefined> {
  const began = needs.clock.monotonicMs()
  const asked = await readOne(needs, request, reply)
  if (asked === undefined) return undefined
  const foreseen = await needs.check?.(asked)
  if (foreseen === undefined) {
    needs.notice({ kind: 'CheckRefused' })
    void refuse(
      reply.header('retry-after', retryAfterSeconds),
      'unavailable',
      'this instance does not know the actor: ask another one, or go by your own default',
    )
    return undefined
  }
  const answer = await answerFor(needs, foreseen)
  const durationMs = needs.clock.monotonicMs() - began
  needs.notice({ kind: 'CheckAnswered', answer: answer.answer, severity: answer.severity, durationMs })
  return answer
}

async function readOne(
  { readChange }: CheckRouteNeeds,
  request: FastifyRequest<{ Body: Buffer }>,
  reply: FastifyReply,
): Promise<AccountChange | undefined> {
  const found = await readChange(request.body)
  const faults = found.flatMap((one) => ('unreadable' in one ? one.faults : []))
  const [only, ...more] = found
  if (faults.length > 0) {
    void refuse(reply, 'nothing-readable', 'this cannot be read as a change', {
      faults: faults.slice(0, faultsMax),
    })
  } else if (only === undefined) {
    void refuse(
      reply,
      'nothing-readable',
      'the mapping takes no interest in this: it would never be looked at',
    )
  } else if (more.length > 0) {
    void refuse(reply, 'bad-request', `these are ${found.length} changes: ask about one at a time`)
  } else if (!('unreadable' in only)) {
    // It has not happened, so it was neither refused nor has it failed.
    return only.outcome === 'done' ? only : { ...only, outcome: 'done' }
  }
  return undefined
}

const faultsMax = 20

/** The store may be slow or away; what is answered does not hang on it. The link comes with the next answer then. */
async function answerFor(
  { questions, clock, address, notice, storeMsMax = storeMsMaxUsual }: CheckRouteNeeds,
  foreseen: Foreseen,
): Promise<CheckAnswer> {
  const { answer, approved } = foreseen.foresight
  const about = aboutOf(foreseen)
  const now = clock.now()
  const checkId = randomUUID()
  if (answer === 'allow') return toAllow(about, { checkId, approved, now })
  const { holdMs } = foreseen
  const asking = questions.ask({ about, answer, checkId, at: now, holdMs }).catch((cause: unknown) => {
    notice({ kind: 'StoreTrouble', what: 'a question is not kept', cause })
    return undefined
  })
  const asked = await Promise.race([asking, pause(storeMsMax, undefined, { ref: false })])
  if (asked === undefined) return beforeItsQuestion(about, { checkId, answer, now, holdMs })
  if (asked === 'full') return withoutQuestion(about, { checkId, until: now + holdMs })
  return standingAnswer(about, asked, linkTo(address(), asked))
}

function aboutOf({ cause, change, foresight, policy }: Foreseen): AskedAbout {
  const { assessment, decision, bars, says, exclusions } = foresight
  const { severity, suspicionCenti, stakesCenti, scoreCenti } = assessment
  const sums = { severity, suspicionCenti, stakesCenti, scoreCenti }
  const about = { cause, change, says, ...sums, bars, tier: decision.tier, policy }
  return exclusions.length === 0 ? about : { ...about, exclusions }
}

/** Behind `#`: which question somebody opens lands in no log on the way. */
function linkTo(address: string, { checkId }: Question): string {
  return `${address}/#check=${checkId}`
}
