import { randomBytes, timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify, { type FastifyReply } from 'fastify'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Account } from './account.ts'
import type { AccountBook, PlatformKind } from './account-book.ts'
import {
  asAsked,
  type Command,
  commandOf,
  decide,
  outcomeOf,
  phantom,
  raceOf,
  says,
  shown,
} from './account-calls.ts'
import { addCommandHook } from './command-hook.ts'
import { type Fault, type FaultPlan, faultInPlan, faultOf, noFaults } from './faults.ts'
import { openLateWorker } from './late-worker.ts'
import { addStaffRoutes, answer, openStaffDesk } from './staff-routes.ts'

/** The account service of the demo platform, over real HTTP on loopback:
 *
 *  GET  /accounts/:id            200 with the account and its version as `ETag`   404
 *  POST /accounts/:id/:action    200 done   404 no such account   409 its state does not allow it
 *                                412 it has moved on from the `If-Match` version   428 no `If-Match`
 *                                400 no `Idempotency-Key`, or an unknown action
 *                                422 the key was used for something else
 *                                410 its `Command-Expires-At` is over (in ms since the epoch; may be left out)
 *
 *  Of staff see `staff-routes.ts`. All need the bearer token. What it does comes back on the changes topic, `causedBy` the key.
 *
 *  The plain platform has neither version nor key: it carries out each call on whatever stands, and has
 *  GET  /log?account=:id         200 `{entries}`, the newest first */
export interface AccountServer {
  readonly baseUrl: string
  /** Made at each start. Handed over in memory, never printed. */
  readonly token: string
  /** `whsec_…`, for commands that come to one address. As the token. */
  readonly hookSecret: string
  /** Carries out a command that came another way than by a call. */
  take(command: Command): Promise<void>
  /** The same for freezing what an actor works with, and giving it back. */
  contain(command: ContainCommand): void
  /** What was asked, oldest first: the last `askedMax`. */
  asked(): readonly AskedCommand[]
  /** Throws where the plan is not a plan. */
  setFaults(plan: FaultPlan): void
  close(): Promise<void>
}

/** One call as the platform saw it. */
export interface AskedCommand {
  /** Its key; empty on a platform without. */
  readonly id: string
  readonly action: string
  readonly account: string
  readonly at: number
  readonly outcome: 'applied' | 'repeated' | 'version-moved' | 'refused' | 'lost' | 'phantom'
}

export const askedMax = 10_000

interface Options {
  readonly book: AccountBook
  readonly clock: Clock
  readonly seed: number
  /** The same as the book's. */
  readonly kind?: PlatformKind
  /** Who could lift a containment now. Absent: nobody, so that nobody can be contained. */
  readonly mayLift?: () => readonly string[]
}

export async function openAccountServer(options: Options): Promise<AccountServer> {
  const { book, clock, seed, kind = 'versioned' } = options
  const token = randomBytes(32).toString('base64url')
  const hookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const seen: AskedCommand[] = []
  let plan = noFaults
  let calls = 0
  const worker = openLateWorker(book, seed, () => plan)
  const app = Fastify({
    logger: false,
    bodyLimit: 16_384,
    requestTimeout: 60_000,
    forceCloseConnections: true,
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!isBearer(request.headers.authorization, token))
      await reply.code(401).send(says('the bearer token is missing or wrong'))
  })

  const staff = openStaffDesk(book, () => options.mayLift?.() ?? [])
  addStaffRoutes(app, staff, clock)

  app.get<{ Params: { id: string } }>('/accounts/:id', async (request, reply) => {
    const account = book.look(request.params.id, clock.now())
    if (account === undefined) return reply.code(404).send(says('there is no such account'))
    if (kind === 'versioned') reply.header('etag', `"${account.version}"`)
    return reply.send(shown(kind, account))
  })

  if (kind === 'plain')
    app.get<{ Querystring: { account?: string } }>('/log', async (request, reply) =>
      reply.send({ entries: book.log(request.query.account ?? '') }),
    )

  app.post<{ Params: { id: string; action: string } }>('/accounts/:id/:action', async (request, reply) => {
    const command = commandOf(kind, request)
    if ('status' in command) return reply.code(command.status).send(says(command.says))
    const fault = faultOf(plan, seed, calls++)
    if (fault === 'lost-request') {
      note(command, 'lost')
      return cutOff(reply)
    }
    if (fault === 'slow') await delay(plan.slowMs)
    if (fault === 'version-race') await book.perform([raceOf(command, clock.now(), calls)])
    return carryOut(command, fault, reply)
  })

  async function carryOut(command: Command, fault: Fault | undefined, reply: FastifyReply) {
    const at = clock.now()
    let before: Account | undefined
    const answered = await book.ask({ ...command, at }, (account) => {
      before = account
      return fault === 'phantom-success' ? phantom : decide(kind, command, account, at, calls)
    })
    if (answered.accountId !== command.accountId || answered.doing !== command.doing) {
      note(command, 'refused')
      return reply.code(422).send(says('this Idempotency-Key was used for something else'))
    }
    note(
      command,
      answered.repeated ? 'repeated' : fault === 'phantom-success' ? 'phantom' : outcomeOf(answered.status),
    )
    if (before !== undefined && !answered.repeated && fault !== 'phantom-success' && answered.status === 200)
      worker.undone(before, at)
    if (fault === 'lost-answer') return cutOff(reply)
    if (fault === 'error-with-effect') return reply.code(500).send(says('something went wrong'))
    const { version }: { version?: string } = JSON.parse(answered.body)
    if (version !== undefined) reply.header('etag', `"${version}"`)
    return reply.code(answered.status).type('application/json').send(answered.body)
  }

  function note(command: Command, outcome: AskedCommand['outcome']): void {
    seen.push({
      id: command.key ?? '',
      action: command.doing,
      account: command.accountId,
      at: clock.now(),
      outcome,
    })
    if (seen.length > askedMax) seen.shift()
  }

  addCommandHook(app, {
    secret: hookSecret,
    clock,
    carryOut: (command, reply) =>
      'actorId' in command
        ? answer(reply, staff.carryOut(command))
        : carryOut(asAsked(command), undefined, reply),
  })

  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    baseUrl,
    token,
    hookSecret,
    contain: (command) => void staff.carryOut(command),
    take: async (command) => {
      const at = clock.now()
      const { repeated, status } = await book.ask({ ...command, at }, (account) =>
        decide(kind, command, account, at, calls++),
      )
      note(command, repeated ? 'repeated' : outcomeOf(status))
    },
    asked: () => [...seen],
    setFaults: (next) => {
      const fault = faultInPlan(next)
      if (fault !== undefined) throw new RangeError(fault)
      plan = next
    },
    close: async () => {
      worker.stop()
      await app.close()
    },
  }
}

/** The connection ends without an answer, as when a network fails. */
function cutOff(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const meant = Buffer.from(`Bearer ${token}`)
  return given.length === meant.length && timingSafeEqual(given, meant)
}
