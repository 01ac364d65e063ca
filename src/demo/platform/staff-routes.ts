import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AccountBook } from './account-book.ts'
import { says, serviceActor } from './account-calls.ts'

/** Whose access is frozen on the demo platform:
 *
 *  GET  /staff/:id              200 `{id, contained}`
 *  GET  /staff?may=lift         200 `{staff: [{id}]}`: who could lift it again, none of them contained
 *  POST /staff/:id/contain      200 done, or so already   409 nobody else could lift it   403 it is our own hand
 *  POST /staff/:id/lift         200 done, or so already
 *                               400 no `Idempotency-Key`   422 it was used for something else
 *                               410 its `Command-Expires-At` is over (in ms since the epoch; may be left out)
 *
 *  From then on nothing that the actor sets out to do is done: it comes on the changes topic as refused. */
export function addStaffRoutes(app: FastifyInstance, desk: StaffDesk, clock: Clock): void {
  app.get<{ Params: { id: string } }>('/staff/:id', async (request) => desk.show(request.params.id))

  app.get('/staff', async () => ({ staff: desk.lifters().map((id) => ({ id })) }))

  for (const verb of ['contain', 'lift'] as const)
    app.post<{ Params: { id: string } }>(`/staff/:id/${verb}`, async (request, reply) => {
      const key = request.headers['idempotency-key']
      if (typeof key !== 'string' || key === '')
        return reply.code(400).send(says('an Idempotency-Key is needed'))
      const expiresAt = Number(request.headers['command-expires-at'] ?? Number.POSITIVE_INFINITY)
      if (clock.now() >= expiresAt) return reply.code(410).send(says('the command has expired'))
      return answer(reply, desk.carryOut({ do: verb, actorId: request.params.id, commandId: key }))
    })
}

export interface StaffDesk {
  show(actorId: string): { readonly id: string; readonly contained: boolean }
  lifters(): readonly string[]
  carryOut(command: Pick<ContainCommand, 'do' | 'actorId' | 'commandId'>): StaffVerdict
}

export interface StaffVerdict {
  readonly status: number
  readonly body: unknown
}

/** `mayLift`: everybody who could lift a containment now, contained or not. */
export function openStaffDesk(
  book: Pick<AccountBook, 'contained'>,
  mayLift: () => readonly string[],
): StaffDesk {
  const { contained } = book
  const show = (id: string) => ({ id, contained: contained.has(id) })
  const lifters = () => mayLift().filter((id) => !contained.has(id))
  return {
    show,
    lifters,
    carryOut({ do: verb, actorId, commandId }) {
      const refusal = contained.set(commandId, actorId, verb === 'contain', () => {
        if (actorId === serviceActor.id) return { status: 403, says: 'it is the hand that asks' }
        if (verb === 'contain' && lifters().every((id) => id === actorId))
          return { status: 409, says: 'nobody else could lift it again' }
        return undefined
      })
      return refusal === undefined
        ? { status: 200, body: show(actorId) }
        : { status: refusal.status, body: says(refusal.says) }
    },
  }
}

export function answer(reply: FastifyReply, { status, body }: StaffVerdict): FastifyReply {
  return reply.code(status).send(body)
}
