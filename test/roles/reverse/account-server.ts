import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A small platform over real HTTP: accounts with versions, entity tags, idempotency keys, and faults that are
 *  switched on for the next calls. It counts what was *applied*, which is what tests of safety ask about. */
export interface AccountServer {
  readonly url: string
  readonly accounts: Map<string, Account>
  /** Every call that changed an account. */
  readonly applied: Applied[]
  /** Every call that arrived, applied or not. */
  readonly calls: { readonly key: string; readonly accountId: string; readonly at: number }[]
  readonly reads: string[]
  /** The next calls behave like this, one each. */
  faults: Fault[]
  /** Reads of these answer 503. */
  readonly blind: Set<string>
  release(): void
  /** Runs before a call is looked at: a place for somebody else's decision. */
  beforeCall: (accountId: string) => void
  change(accountId: string, state: string, by: string): Account
  close(): Promise<void>
}

export interface Account {
  state: string
  version: number
  holds: string[]
  causedBy?: string
}

export interface Applied {
  readonly key: string
  readonly accountId: string
  readonly at: number
}

export type Fault =
  /** Applied, and the connection breaks before the answer. */
  | 'lost-answer'
  /** Never arrives. */
  | 'lost-request'
  /** Applied, and answered with 500. */
  | 'error-with-effect'
  /** Answered with 200 and not applied. */
  | 'phantom'
  /** Applied after 300 ms. */
  | 'slow'
  /** Not looked at before `release`. */
  | 'held'
  /** Answered with 422. */
  | 'refuses'

export async function startAccountServer(): Promise<AccountServer> {
  const released = Promise.withResolvers<void>()
  const answers = new Map<string, { status: number; version: number }>()
  const platform: Omit<AccountServer, 'url' | 'close'> = {
    accounts: new Map(),
    applied: [],
    calls: [],
    reads: [],
    faults: [],
    blind: new Set(),
    release: released.resolve,
    beforeCall: () => {},
    change(accountId, state, by) {
      const old = platform.accounts.get(accountId)
      const account = { state, version: (old?.version ?? 0) + 1, holds: old?.holds ?? [], causedBy: by }
      platform.accounts.set(accountId, account)
      return account
    },
  }

  function read(accountId: string, response: ServerResponse): void {
    platform.reads.push(accountId)
    const account = platform.accounts.get(accountId)
    if (platform.blind.has(accountId)) return answer(response, 503, {})
    if (account === undefined) return answer(response, 404, {})
    answer(response, 200, { ...account, version: `v${account.version}` }, account.version)
  }

  async function act(accountId: string, verb: string, request: IncomingMessage, response: ServerResponse) {
    const key = String(request.headers['idempotency-key'])
    const fault = platform.faults.shift()
    if (fault === 'lost-request') return void request.socket.destroy()
    platform.calls.push({ key, accountId, at: Date.now() })
    platform.beforeCall(accountId)
    if (fault === 'refuses') return answer(response, 422, {})
    if (fault === 'phantom') return answer(response, 200, {}, 99)
    if (fault === 'held') await released.promise
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 300))
    const done = answers.get(key) ?? apply(accountId, verb, key, request.headers['if-match'])
    answers.set(key, done)
    if (fault === 'lost-answer') return void request.socket.destroy()
    answer(response, fault === 'error-with-effect' ? 500 : done.status, {}, done.version)
  }

  function apply(accountId: string, verb: string, key: string, ifMatch: string | undefined) {
    const account = platform.accounts.get(accountId)
    if (account === undefined) return { status: 404, version: 0 }
    if (ifMatch !== `"v${account.version}"`) return { status: 412, version: account.version }
    if (verb === 'preserve') account.holds = [...account.holds, 'preserved']
    else account.state = 'active'
    account.version += 1
    account.causedBy = key
    platform.applied.push({ key, accountId, at: Date.now() })
    return { status: 200, version: account.version }
  }

  const server = createServer((request, response) => {
    const [, , accountId = '', verb] = (request.url ?? '').split('/')
    request.resume()
    if (request.method === 'GET') read(decodeURIComponent(accountId), response)
    else void act(decodeURIComponent(accountId), verb ?? '', request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return Object.assign(platform, {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

function answer(response: ServerResponse, status: number, body: unknown, version?: number): void {
  if (response.destroyed) return
  if (version !== undefined) response.setHeader('etag', `"v${version}"`)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
