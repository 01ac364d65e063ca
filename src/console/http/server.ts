import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Sealable } from '../../core/case/seal.ts'
import type { OwnTeam } from '../../core/policy/policy.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Cases } from '../../ports/cases.ts'
import type { Check, Questions } from '../../ports/checks.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Deliveries } from '../../ports/deliveries.ts'
import type { Notify } from '../../ports/notice.ts'
import type { People } from '../../ports/people.ts'
import type { Preauthorisations } from '../../ports/preauthorisations.ts'
import type { Sessions } from '../../ports/sessions.ts'
import { oneTimeSecrets } from '../auth/one-time.ts'
import { analyst, type Person, personOf, refuseOpenDoor } from '../auth/people.ts'
import { openSessionDoor } from '../auth/session-door.ts'
import { openSignIn, type SignInNeeds } from '../auth/sign-in.ts'
import type { LiveHub } from '../live/hub.ts'
import { trimWords } from './body-words.ts'
import { addCaseRoutes } from './case-routes.ts'
import { addChangeRoutes, type ChangeRouteNeeds } from './change-routes.ts'
import { addCheckRoutes } from './check-routes.ts'
import { addContainmentRoutes, type Containing } from './containment-routes.ts'
import { type GuardedRoute, guard } from './door.ts'
import { setHeaders } from './headers.ts'
import { addLimitRoutes, type Bounding } from './limit-routes.ts'
import { openLiveSockets } from './live-socket.ts'
import { addOperationRoutes, type Operation } from './operation-routes.ts'
import { addPreauthorisationRoutes } from './preauthorisation-routes.ts'
import { answerProblems } from './problems.ts'
import { addQuestionRoutes } from './question-routes.ts'
import { addRecordRoutes, type RecordRouteNeeds } from './record-routes.ts'
import { addReversalRoutes, type ReversalRouteNeeds } from './reversal-routes.ts'
import { addSessionRoutes, ticketMsMax, ticketsMax } from './session-routes.ts'
import { addSwitchRoutes, type KillSwitch } from './switch-routes.ts'

/** Opens the console: page, HTTP and live feed on one address.
 *
 *    request -> headers -> door (session, origin, permission) -> body bound -> shape -> route -> problem+json
 *
 *  Throws, in words, where the address may not be opened or is taken. */
export async function openConsoleServer(needs: ConsoleServerNeeds): Promise<ConsoleServer> {
  const { host, port, clock, notice, live } = needs
  const refusal = refuseOpenDoor(host, needs.origins)
  if (refusal !== undefined) throw new Error(refusal)
  const now = () => clock.now()
  const { people, audit } = needs
  const linkStands = async () => needs.linkStays || !(await people.any())
  const door = openSessionDoor({
    sessions: needs.sessions,
    now,
    async personOf(id) {
      const stored = await people.find(id)
      if (stored !== undefined) return stored.disabledAt === undefined ? personOf(stored) : undefined
      return id === analyst.id && (await linkStands()) ? analyst : undefined
    },
  })
  const linkStood = await linkStands()
  const signIn = openSignIn({ people, isSecret: needs.isSecret, now })
  const links = oneTimeSecrets<Person>(linkMsMax, linksMax, now)
  const tickets = oneTimeSecrets<string>(ticketMsMax, ticketsMax, now)
  let origins: readonly string[] = []
  const ours = {
    door,
    links,
    linkStands,
    signIn,
    tickets,
    live,
    audit,
    now,
    notice,
    origins: () => origins,
    pseudonym: needs.pseudonym,
  }

  const app = fastify({
    bodyLimit: bodyBytesMax,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    requestTimeout: 30_000,
    handlerTimeout: 30_000,
    // Open connections end with the server; nobody's keep-alive may hold up a stop.
    forceCloseConnections: true,
    // In the record beside what the request did: never the same again, also after a restart.
    genReqId: () => randomUUID(),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  setHeaders(app)
  const routes = guard(app, door, ours.origins)
  answerProblems(app, notice)
  trimWords(app)
  addOperationRoutes(app, needs.operation)
  addSessionRoutes(app, ours)
  addCaseRoutes(app, { ...needs, door })
  addReversalRoutes(app, { ...needs, door })
  addContainmentRoutes(app, { ...needs, door })
  addRecordRoutes(app, needs)
  addSwitchRoutes(app, needs)
  addLimitRoutes(app, needs)
  if (needs.preauthorisations !== undefined)
    addPreauthorisationRoutes(app, { ...needs, preauthorisations: needs.preauthorisations })
  addChangeRoutes(app, { ...needs.changes, clock, notice })
  const { secrets, readChange } = needs.changes
  addCheckRoutes(app, { ...needs, secrets, readChange, address: () => origins[0] ?? '' })
  addQuestionRoutes(app, needs)
  addPage(app, needs.pageFolder)
  addRoutesOfOthers(app, needs.routes)

  const sockets = openLiveSockets(app.server, ours)
  await app.listen({ host, port })
  origins = needs.origins.length > 0 ? needs.origins : originsOf(app.server.address(), host)
  const housekeeping = setInterval(() => void keepHouse(), housekeepingMs)
  housekeeping.unref()
  const keepHouse = async () => {
    try {
      await door.forgetOld()
      await needs.changes.deliveries.forget(now() - deliveryKeptMs)
      await needs.questions.forget(now())
      await needs.cases.forgetKeys(now() - keyKeptMs)
      await people.forgetTries(now())
    } catch (cause) {
      notice({ kind: 'LiveTrouble', what: 'old sessions and keys could not be forgotten', cause })
    }
  }

  const [address = ''] = origins
  return {
    address,
    routes,
    signInLink: () => (linkStood ? `${address}/#key=${links.issue(analyst)}` : `${address}/`),
    async close() {
      clearInterval(housekeeping)
      live.close()
      await sockets.close()
      await app.close()
    },
  }
}

export interface ConsoleServerNeeds {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Addresses that people open the page by, where they are not our own: behind a proxy, in a container. */
  readonly origins: readonly string[]
  /** What `buildPage()` gave. */
  readonly pageFolder: string
  readonly cases: Cases
  readonly sessions: Sessions
  readonly people: People
  readonly isSecret: SignInNeeds['isSecret']
  /** One-time links sign in also when people were added: on the demo. */
  readonly linkStays: boolean
  readonly audit: Audit
  readonly ownTeam: () => OwnTeam
  readonly pseudonym: RecordRouteNeeds['pseudonym']
  readonly reveal: RecordRouteNeeds['reveal']
  /** Who wrote which rule of the policy in force. */
  readonly authors: () => Readonly<Record<string, string>>
  readonly containing: () => Containing
  readonly able: ReversalRouteNeeds['able']
  readonly live: LiveHub
  readonly operation: Operation
  readonly killSwitch: KillSwitch
  readonly bounding: Bounding
  readonly preauthorisations?: Preauthorisations
  /** Platforms that changes come from, where a mapping says so. */
  readonly sources?: readonly string[]
  readonly changes: Omit<ChangeRouteNeeds, 'clock' | 'notice'> & { readonly deliveries: Deliveries }
  /** What the detect role of this process makes of a change that has not happened yet. */
  readonly check?: Check | undefined
  readonly questions: Questions
  /** The exclusions of the policy that is in force. */
  readonly sealable: () => readonly Sealable[]
  /** How long the answer to a check waits for its question to be written down; some ms unless it is said. */
  readonly storeMsMax?: number
  /** Something waits in the outbox. */
  readonly wrote: () => void
  readonly clock: Clock
  readonly notice: Notify
  /** Adds routes of others. They keep their own door, and `permit` tells whether a signed-in person with the
   *  permission `demo` asks, from our own page. */
  readonly routes?: (app: FastifyInstance, permit: (request: FastifyRequest) => boolean) => void
}

export interface ConsoleServer {
  /** `http://127.0.0.1:7411` */
  readonly address: string
  /** Everything under `/v1`, and who may come in. */
  readonly routes: readonly GuardedRoute[]
  /** An address that signs in whoever opens it first, once; the plain address where links sign nobody in. The key
   *  stands behind `#`, which browsers keep to themselves: it lands in no log on the way. Each call makes a new
   *  one. */
  signInLink(): string
  close(): Promise<void>
}

const bodyBytesMax = 16 * 1024
/** A link is opened by the person who started the program, some time that day. */
const linkMsMax = 24 * 60 * 60_000
const linksMax = 20
const housekeepingMs = 60_000
/** A signature runs out after five minutes, so that a repeat after an hour is refused by its age. */
const deliveryKeptMs = 60 * 60_000
const keyKeptMs = 24 * 60 * 60_000

function addPage(app: FastifyInstance, folder: string): void {
  void app.register(fastifyStatic, {
    root: folder,
    index: ['page.html'],
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Names of assets carry a hash of their content; the page itself names the newest of them.
      const forever = /[/\\]assets[/\\]/.test(path)
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

function addRoutesOfOthers(app: FastifyInstance, add: ConsoleServerNeeds['routes']): void {
  void app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { door: 'own', ...route.config }
    })
    add?.(scope, (request) => request.visitor?.person.permissions.includes('demo') === true)
  })
}

function originsOf(bound: AddressInfo | string | null, host: string): readonly string[] {
  if (bound === null || typeof bound === 'string') throw new Error(`${host} gave no port`)
  const shown = host.includes(':') ? `[${host}]` : host
  return [...new Set([shown, '127.0.0.1', 'localhost'])].map((name) => `http://${name}:${bound.port}`)
}
