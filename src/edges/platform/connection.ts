import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher } from 'undici'
import type { PlatformSpec } from '../../core/change/platform-spec.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LastLook } from '../../ports/platform.ts'
import { openAuthorization } from './authorization.ts'
import { secretNamed } from './environment.ts'
import { type HttpAnswer, type HttpRequest, isNeverSent, neverSent, request } from './http-request.ts'

/** Calls to one platform, with all that its mapping says of the way there. */
export interface Connection {
  /** In words, why there is no answer.
   *  `mayRepeat`: whether a second call does no harm, as when somebody only looks.
   *  `lastLook`: asked before each request, once its authorization is there. */
  call(
    asked: HttpRequest,
    timeoutMs: number,
    mayRepeat: boolean,
    lastLook?: LastLook,
  ): Promise<HttpAnswer | string>
}

const triesMax = 3
const firstPauseMs = 40

/** Repeats only what is safe to repeat: a look, a call that certainly never left, and one that was refused for a token
 *  that had run out. Pauses are drawn from the whole span, so that many who failed together do not come back together.
 *  Of everything else the life of the reversal decides, which looks first.
 *
 *  @throws EdgeError `platform-unavailable` for a variable that is not set or a file that cannot be read */
export function openConnection(
  spec: Pick<PlatformSpec, 'authorizationFrom' | 'oauth' | 'tls' | 'timeoutMs'>,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
  chance: () => number = Math.random,
): Connection {
  const authorization = openAuthorization(spec, clock, environment)
  const dispatcher = openDispatcher(spec.tls, environment)

  async function once(
    asked: HttpRequest,
    until: number,
    lastLook: LastLook | undefined,
  ): Promise<HttpAnswer | string | { readonly heldBack: string }> {
    const header = await authorization.header().catch((cause: unknown) => {
      if (cause instanceof EdgeError) return cause
      throw cause
    })
    if (header instanceof EdgeError) return neverSent(header.message)
    const headers = header === undefined ? asked.headers : { ...asked.headers, authorization: header }
    const heldBack = await lastLook?.()
    if (heldBack !== undefined) return { heldBack }
    const leftMs = Math.ceil(until - clock.monotonicMs())
    return leftMs > 0
      ? request({ ...asked, headers }, leftMs, dispatcher)
      : neverSent('its time was over before it could go')
  }

  return {
    async call(asked, timeoutMs, mayRepeat, lastLook) {
      const until = clock.monotonicMs() + timeoutMs
      let hasRenewed = false
      for (let tries = 1; ; tries++) {
        const answer = await once(asked, until, lastLook)
        if (typeof answer === 'object' && 'heldBack' in answer) return neverSent(answer.heldBack)
        // Whoever says 401 has done nothing: with a fresh token it may be asked again, once.
        if (typeof answer !== 'string' && answer.status === 401 && !hasRenewed && authorization.renew()) {
          hasRenewed = true
          continue
        }
        const isSafe = mayRepeat || (typeof answer === 'string' && isNeverSent(answer))
        const pauseMs = chance() * firstPauseMs * 2 ** tries
        if (!isSafe || !mayPass(answer) || tries >= triesMax || clock.monotonicMs() + pauseMs >= until)
          return answer
        await pause(pauseMs)
      }
    },
  }
}

/** Too many calls, a server that is away, a connection that broke. */
function mayPass(answer: HttpAnswer | string): boolean {
  return typeof answer === 'string' || [429, 502, 503, 504].includes(answer.status)
}

function openDispatcher(
  tls: PlatformSpec['tls'],
  environment: Readonly<Record<string, string | undefined>>,
): Dispatcher | undefined {
  if (tls === undefined) return undefined
  const pem = (name: string | undefined) =>
    name === undefined ? undefined : readPem(secretNamed(name, environment))
  const authority = pem(tls.authorityFrom)
  return new Agent({
    connect: {
      cert: pem(tls.certificateFrom),
      key: pem(tls.keyFrom),
      ...(authority !== undefined && { ca: [...rootCertificates, authority] }),
    },
  })
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const says = `the platform cannot be asked: ${path} cannot be read`
    throw new EdgeError('platform-unavailable', says, { retryable: false, cause })
  }
}
