import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Webhook } from 'standardwebhooks'
import type { ChangeReader } from '../../ports/change-reader.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Deliveries } from '../../ports/deliveries.ts'
import type { NewRecord } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { hashOf } from '../auth/secrets.ts'
import { type DeliveryAnswer, readDelivery } from './change-delivery.ts'
import { splitRecords } from './change-lines.ts'
import { refuse } from './problems.ts'
import { whyUnsigned } from './signed.ts'

/** `POST /v1/changes`: changes come in over HTTP, signed as Standard Webhooks has it.
 *
 *  Appended to the log before it is answered, and remembered by `webhook-id` after that: a sender who got no
 *  answer sends again, and at worst a change stands in the log twice, which its `eventId` shows. */
export function addChangeRoutes(app: FastifyInstance, needs: ChangeRouteNeeds): void {
  const underWay = new Map<string, Promise<Taken>>()
  const webhooks = needs.secrets.map((secret) => new Webhook(secret))

  void app.register(async (scope) => {
    // The signature is over the bytes, so nothing may parse them first.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      ['application/json', 'application/x-ndjson'],
      { parseAs: 'buffer', bodyLimit: bodyBytesMax },
      (_request, body, done) => done(null, body),
    )
    scope.post<{ Body: Buffer }>('/v1/changes', { config: { door: 'open' } }, async (request, reply) => {
      if (webhooks.length === 0)
        return refuse(reply, 'not-configured', 'no secret for deliveries is configured')
      const refusal = whyUnsigned(webhooks, request)
      if (refusal !== undefined) return refuse(reply, 'bad-signature', refusal)

      // The signature held, so the id is there.
      const id = String(request.headers['webhook-id'])
      // The same delivery twice at the same time: the second waits for the first one's answer.
      const first = underWay.get(id)
      if (first !== undefined) return answer(reply, { ...(await first), replayed: true }, request.body)
      const taking = take(needs, id, request).finally(() => underWay.delete(id))
      underWay.set(id, taking)
      return answer(reply, await taking, request.body)
    })
  })
}

export interface ChangeRouteNeeds {
  /** `whsec_…`; several while one is being replaced. */
  readonly secrets: readonly string[]
  readonly deliveries: Deliveries
  readonly readChange: ChangeReader['read']
  /** To the topic that changes arrive on. Durable when it resolves. */
  readonly append: (records: readonly NewRecord[]) => Promise<void>
  readonly clock: Clock
  readonly notice: Notify
}

export const bodyBytesMax = 1024 * 1024
export const recordsMax = 10_000

type Taken =
  | { readonly kind: 'taken'; readonly bodyHash: string; readonly json: string; readonly replayed: boolean }
  | { readonly kind: 'too-many'; readonly count: number }

async function take(
  needs: ChangeRouteNeeds,
  deliveryId: string,
  request: FastifyRequest<{ Body: Buffer }>,
): Promise<Taken> {
  const { deliveries, clock, notice } = needs
  const earlier = await deliveries.find(deliveryId)
  if (earlier !== undefined) {
    return { kind: 'taken', bodyHash: earlier.bodyHash, json: earlier.answer, replayed: true }
  }
  const records = splitRecords(request.body, request.headers['content-type'] ?? '')
  if (records.length > recordsMax) return { kind: 'too-many', count: records.length }
  const { answer, append } = await readDelivery(records, needs.readChange)
  if (append.length > 0) await needs.append(append)
  const bodyHash = hashOf(request.body.toString('latin1'))
  const json = JSON.stringify(answer)
  await deliveries.remember({ deliveryId, at: clock.now(), bodyHash, answer: json })
  const { accepted, repeated, unreadable: refused } = answer
  notice({ kind: 'ChangesReceived', accepted, repeated, refused })
  return { kind: 'taken', bodyHash, json, replayed: false }
}

function answer(reply: FastifyReply, taken: Taken & { replayed?: boolean }, body: Buffer): FastifyReply {
  if (taken.kind === 'too-many') {
    return refuse(reply, 'too-large', `${taken.count} records: at most ${recordsMax} are taken at once`)
  }
  if (taken.bodyHash !== hashOf(body.toString('latin1'))) {
    return refuse(reply, 'key-reused', 'this webhook-id was used for another body')
  }
  const counts: DeliveryAnswer = JSON.parse(taken.json)
  if (taken.replayed) reply.header('idempotent-replayed', 'true')
  if (counts.accepted + counts.repeated + counts.skipped === 0) {
    return refuse(reply, 'nothing-readable', 'nothing in this delivery could be read', { ...counts })
  }
  return reply.code(202).type('application/json').send(taken.json)
}
