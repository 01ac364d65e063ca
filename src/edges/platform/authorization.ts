import * as oauth from 'oauth4webapi'
import type { PlatformSpec } from '../../core/change/platform-spec.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import { secretNamed } from './environment.ts'

/** What proves to the platform who we are. */
export interface Authorization {
  /** The whole `Authorization` header; `undefined` where none is sent.
   *
   *  @throws EdgeError `platform-unavailable`, where a token is needed and cannot be had */
  header(): Promise<string | undefined>
  /** The platform did not take it. True where another one may be had. */
  renew(): boolean
}

/** A token is fetched anew when a tenth of its life is left, but at least so long before its end. */
const aheadMsMin = 10_000
/** Where the answer does not say how long. */
const lifeMsIfUnsaid = 300_000

/** As the mapping says: a fixed header, or tokens by OAuth 2.0 client credentials.
 *
 *  @throws EdgeError where a variable that it names is not set */
export function openAuthorization(
  spec: Pick<PlatformSpec, 'authorizationFrom' | 'oauth' | 'timeoutMs'>,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
): Authorization {
  if (spec.oauth !== undefined) return openTokens(spec.oauth, spec.timeoutMs, clock, environment)
  const fixed = spec.authorizationFrom && secretNamed(spec.authorizationFrom, environment)
  return { header: async () => fixed, renew: () => false }
}

function openTokens(
  { tokenUrl, clientIdFrom, clientSecretFrom, scope }: NonNullable<PlatformSpec['oauth']>,
  timeoutMs: number,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
): Authorization {
  const client: oauth.Client = { client_id: secretNamed(clientIdFrom, environment) }
  const proof = oauth.ClientSecretBasic(secretNamed(clientSecretFrom, environment))
  const server: oauth.AuthorizationServer = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl }
  let held: { readonly header: string; readonly freshUntil: number } | undefined
  let underWay: Promise<string> | undefined

  async function fetchToken(): Promise<string> {
    const asked = clock.now()
    try {
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        proof,
        new URLSearchParams(scope === undefined ? {} : { scope }),
        {
          signal: () => AbortSignal.timeout(timeoutMs),
          // Within one machine there may be no certificates; the mapping says which address it is.
          [oauth.allowInsecureRequests]: tokenUrl.startsWith('http://'),
        },
      )
      const token = await oauth.processClientCredentialsResponse(server, client, response)
      const lifeMs = token.expires_in === undefined ? lifeMsIfUnsaid : token.expires_in * 1000
      const header = `Bearer ${token.access_token}`
      held = { header, freshUntil: asked + lifeMs - Math.max(aheadMsMin, lifeMs / 10) }
      return header
    } catch (cause) {
      const says = `the platform cannot be asked: no token from ${server.issuer}: ${String(cause)}`
      throw new EdgeError('platform-unavailable', says, { retryable: true, cause })
    }
  }

  return {
    header: async () => {
      if (held !== undefined && clock.now() < held.freshUntil) return held.header
      // Many calls at once ask for one token.
      underWay ??= fetchToken().finally(() => (underWay = undefined))
      return underWay
    },
    renew: () => {
      held = undefined
      return true
    },
  }
}
