import { hashSecret } from '../../src/edges/secret-hash.ts'
import type { DeskRole } from '../../src/ports/people.ts'
import type { TestConsole } from './open-console.ts'

export const peoplesSecret = 'a secret of twelve or more'

/** People of a console, each in a browser of their own. */
export async function peopleOf(desk: TestConsole): Promise<{
  /** Adds somebody, signs them in, and gives their hand. */
  add(id: string, roles: readonly DeskRole[], team?: string): Promise<Hand>
}> {
  const secretHash = await hashSecret(peoplesSecret)
  let keys = 0
  return {
    async add(id, roles, team) {
      await desk.people.add({ id, name: id, team, roles, secretHash }, 'root', 1)
      const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
        fetch(`${desk.address}${path}`, {
          method,
          headers: {
            origin: desk.address,
            'idempotency-key': `key-of-people-${++keys}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      const answer = await send('POST', '/v1/session', { person: id, secret: peoplesSecret })
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return {
        cookie,
        get: (path) => send('GET', path, undefined, { cookie }),
        post: (path, body, headers) => send('POST', path, body, { cookie, ...headers }),
      }
    },
  }
}

export interface Hand {
  readonly cookie: string
  get(path: string): Promise<Response>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}
