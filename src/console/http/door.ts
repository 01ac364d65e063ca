import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Permission } from '../auth/permissions.ts'
import type { SessionDoor, Visitor } from '../auth/session-door.ts'
import { type ProblemCode, refuse } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every `/v1` route where somebody is signed in. */
    visitor: Visitor | undefined
  }
  interface FastifyContextConfig {
    /** `open`: anybody. `own`: the route decides, and `visitor` may be undefined. Otherwise a session. */
    door?: 'open' | 'own'
    permission?: Permission
  }
}

/** Stands before every route under `/v1`, also those that others add. A route names its permission, or says
 *  that it has a door of its own: one that does neither cannot be added. A session counts for a write only where
 *  the request comes from our own page.
 *
 *  The answer is filled when the server is ready. */
export function guard(
  app: FastifyInstance,
  door: SessionDoor,
  origins: () => readonly string[],
): readonly GuardedRoute[] {
  const added: RouteOptions[] = []
  const routes: GuardedRoute[] = []
  app.decorateRequest('visitor', undefined)
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1/')) added.push(route)
  })
  // Not while they are added: whoever adds routes of others gives them their door after this hook has run.
  app.addHook('onReady', async () => {
    for (const { url, method, config = {} } of added) {
      const needs = config.door ?? config.permission
      if (needs === undefined) throw new Error(`${String(method)} ${url} names no permission`)
      for (const one of [method].flat()) routes.push({ method: one, url, needs })
    }
  })
  app.addHook('onRequest', async (request, reply) => {
    const refusal = await refusalOf(request, door, origins())
    return refusal === undefined ? undefined : refuse(reply, ...refusal)
  })
  return routes
}

export interface GuardedRoute {
  readonly method: string
  readonly url: string
  readonly needs: Permission | 'open' | 'own'
}

async function refusalOf(
  request: FastifyRequest,
  door: SessionDoor,
  origins: readonly string[],
): Promise<readonly [ProblemCode, string] | undefined> {
  // The route's own pattern: the address as sent may be written in many ways.
  const { url: pattern, config } = request.routeOptions
  if (config.door === 'open' || pattern?.startsWith('/v1/') !== true) return undefined
  const mayWrite = isRead(request) || fromOurPage(request, origins)
  if (mayWrite) request.visitor = await door.visitor(request.headers.cookie)
  if (config.door === 'own') return undefined
  if (!mayWrite) return ['wrong-origin', 'this request does not come from the console’s own page']
  if (request.visitor === undefined) {
    return ['not-signed-in', 'nobody is signed in here, or the session has ended']
  }
  const needed = config.permission
  if (needed !== undefined && request.visitor.person.permissions.includes(needed)) return undefined
  return ['not-allowed', `this needs the permission "${needed ?? 'of nobody'}"`]
}

/** The person behind a request that passed the door. */
export function visitorOf(request: FastifyRequest): Visitor {
  if (request.visitor === undefined) throw new Error(`${request.url} is behind the door and has no visitor`)
  return request.visitor
}

export function fromOurPage(request: FastifyRequest, origins: readonly string[]): boolean {
  return request.headers.origin !== undefined && origins.includes(request.headers.origin)
}

/** The `Idempotency-Key` of a write; undefined after it was refused for the lack of one. */
export function keyOf(request: FastifyRequest, reply: FastifyReply): string | undefined {
  const key = request.headers['idempotency-key']
  if (typeof key === 'string' && /^[\x21-\x7e]{8,128}$/.test(key)) return key
  void refuse(reply, 'key-missing', 'a write needs an Idempotency-Key of 8 to 128 visible characters')
  return undefined
}

function isRead(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}
