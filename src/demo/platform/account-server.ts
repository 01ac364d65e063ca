import { randomBytes, timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { actions } from '../../core/change/actions.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Act } from '../world/act.ts'
import { automations } from '../world/automations.ts'
import type { AccountBook, Verdict } from './account-book.ts'
import { addCommandHook } from './command-hook.ts'
import { type Fault, type FaultPlan, faultInPlan, faultOf, noFaults } from './faults.ts'
import type { Doing } from './transitions.ts'
import { asAsked, type Command, decide, says, shown } from './verdicts.ts'

/** The account service of the demo platform, over real HTTP on loopback:
 *
 *  GET  /accounts/:id            200 with the account and its version as `ETag`   404
 *  POST /accounts/:id/:action    200 done   404 no such account   409 its state does not allow it
 *                                412 it has moved on from the `If-Match` version   428 no `If-Match`
 *                                400 no `Idempotency-Key`, or an unknown action
 *                                422 the key was used for something else
 *
 *  Both need the bearer token. What it does comes back on the changes topic, `causedBy` the key. */
export interface AccountServer {
  readonly baseUrl: string
  /** Made at each start. Handed over in memory, never printed. */
  readonly token: string
  /** `whsec_…`, for commands that come to one address. As the token. */
  readonly hookSecret: string
  /** Carries out a command that came another way than by a call. */
  take(command: Command): Promise<void>
  /** What was asked, oldest first: the last `askedMax`. */
  asked(): readonly AskedCommand[]
  /** Throws where the plan is not a plan. */
  setFaults(plan: FaultPlan): void
  close(): Promise<void>
}

/** One call as the platform saw it. */
export interface AskedCommand {
  readonly id: string
  readonly action: string
  readonly account: string
  readonly at: number
  readonly outcome: 'applied' | 'repeated' | 'version-moved' | 'refused' | 'lost' | 'phantom'
}

export const askedMax = 10_000
const keyLengthMax = 200

interface Options {
  readonly book: AccountBook
  readonly clock: Clock
  readonly seed: number
}

export async function openAccountServer({ book, clock, seed }: Options): Promise<AccountServer> {
  const token = randomBytes(32).toString('base64url')
  const hookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const seen: AskedCommand[] = []
  let plan = noFaults
  let calls = 0
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

  app.get<{ Params: { id: string } }>('/accounts/:id', async (request, reply) => {
    const account = book.look(request.params.id, clock.now())
    if (account === undefined) return reply.code(404).send(says('there is no such account'))
    return reply.header('etag', `"${account.version}"`).send(shown(account))
  })

  app.post<{ Params: { id: string; action: string } }>('/accounts/:id/:action', async (request, reply) => {
    const command = commandOf(request)
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
    const answered = await book.ask({ ...command, at }, (account) =>
      fault === 'phantom-success' ? phantom : decide(command, account, at),
    )
    if (answered.accountId !== command.accountId || answered.doing !== command.doing) {
      note(command, 'refused')
      return reply.code(422).send(says('this Idempotency-Key was used for something else'))
    }
    note(
      command,
      answered.repeated ? 'repeated' : fault === 'phantom-success' ? 'phantom' : outcomeOf(answered.status),
    )
    if (fault === 'lost-answer') return cutOff(reply)
    if (fault === 'error-with-effect') return reply.code(500).send(says('something went wrong'))
    const { version }: { version?: string } = JSON.parse(answered.body)
    if (version !== undefined) reply.header('etag', `"${version}"`)
    return reply.code(answered.status).type('application/json').send(answered.body)
  }

  function note(command: Command, outcome: AskedCommand['outcome']): void {
    seen.push({
      id: command.key,
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
    carryOut: (command, reply) => carryOut(asAsked(command), undefined, reply),
  })

  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    baseUrl,
    token,
    hookSecret,
    take: async (command) => {
      const at = clock.now()
      const { repeated, status } = await book.ask({ ...command, at }, (account) =>
        decide(command, account, at),
      )
      note(command, repeated ? 'repeated' : outcomeOf(status))
    },
    asked: () => [...seen],
    setFaults: (next) => {
      const fault = faultInPlan(next)
      if (fault !== undefined) throw new RangeError(fault)
      plan = next
    },
    close: () => app.close(),
  }
}

function commandOf(
  request: FastifyRequest<{ Params: { id: string; action: string } }>,
): Command | { status: number; says: string } {
  const key = request.headers['idempotency-key']
  const ifMatch = request.headers['if-match']
  const doing = doings.find((doing) => doing === request.params.action)
  if (doing === undefined) return { status: 400, says: `there is no action "${request.params.action}"` }
  if (typeof key !== 'string' || key === '' || key.length > keyLengthMax) {
    return { status: 400, says: `an Idempotency-Key of 1 to ${keyLengthMax} characters is needed` }
  }
  if (ifMatch === undefined)
    return { status: 428, says: 'If-Match with the version of the account is needed' }
  return { key, accountId: request.params.id, doing, ifMatch: ifMatch.replace(/^"(.*)"$/, '$1') }
}

const doings: readonly Doing[] = [...actions, 'preserve']

const phantom: Verdict = { status: 200, body: () => ({ done: true }) }

function outcomeOf(status: number): AskedCommand['outcome'] {
  if (status === 200) return 'applied'
  return status === 412 ? 'version-moved' : 'refused'
}

/** An automation that gets in between: it changes nothing but the version. */
function raceOf(command: Command, at: number, nth: number): Act {
  const [automation] = automations
  if (automation === undefined) throw new Error('there are no automations')
  return {
    eventId: `${automation.id}.race.${at.toString(36)}.${nth}`,
    occurredAt: at,
    action: 'other',
    rawAction: 're-check',
    accountId: command.accountId,
    actor: { id: automation.id, kind: 'automation', role: 'rule', team: 'automation' },
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
