import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Notify } from '../../ports/notice.ts'

/** Every refusal of the HTTP interface: its status, and its name in `type` and `code`. */
export const problems = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'own-case': 403,
  'own-team': 403,
  'wrong-origin': 403,
  'link-used': 403,
  'wrong-secret': 401,
  'too-many': 429,
  'bad-signature': 401,
  'not-found': 404,
  conflict: 409,
  'key-reused': 422,
  'key-missing': 400,
  'version-missing': 428,
  'hash-missing': 428,
  'bad-request': 400,
  'too-large': 413,
  'wrong-type': 415,
  'nothing-readable': 422,
  'not-configured': 503,
  unavailable: 503,
  broken: 500,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof problems

/** Answers with RFC 9457 problem details: a code for programs, words for people. */
export function refuse(
  reply: FastifyReply,
  code: ProblemCode,
  says: string,
  more: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  return reply
    .code(problems[code])
    .type('application/problem+json')
    .send({ type: `urn:countermand:${code}`, title: says, status: problems[code], code, ...more })
}

/** Gives whatever goes wrong elsewhere the same shape. What broke inside is noticed here and not told there. */
export function answerProblems(app: FastifyInstance, notice: Notify): void {
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, 'not-found', `there is nothing at ${request.method} ${pathOf(request.url)}`),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof EdgeError) {
      notice({ kind: 'RequestRefused', route: routeOf(request), says: error.message })
      return refuse(
        reply.header('retry-after', '2'),
        'unavailable',
        'this cannot be done right now: try again',
      )
    }
    const status = error.statusCode ?? 500
    if (status === 413) return refuse(reply, 'too-large', 'the body is larger than is taken here')
    if (status === 415) return refuse(reply, 'wrong-type', 'a body of this content type is not taken here')
    if (status < 500) return refuse(reply, 'bad-request', error.message)
    notice({ kind: 'RequestRefused', route: routeOf(request), says: error.stack ?? String(error) })
    return refuse(reply, 'broken', 'something broke here; it has been noted')
  })
}

function routeOf(request: { method: string; routeOptions: { url?: string | undefined } }): string {
  return `${request.method} ${request.routeOptions.url ?? '?'}`
}

/** Without the query, which may hold what does not belong into an answer. */
function pathOf(url: string): string {
  return (url.split('?')[0] ?? '').slice(0, 200)
}
