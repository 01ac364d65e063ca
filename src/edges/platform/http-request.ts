import { type Dispatcher, fetch, type Headers, type Response } from 'undici'

/** One call over HTTP, bounded in time and in bytes. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** The body as JSON; `undefined` where it is none, or too long. */
  readonly json: unknown
}

/** An account is a few hundred bytes. */
const answerBytesMax = 262_144

/** In words, why there is no answer: then nobody knows whether the call did anything, unless the words say so. */
export async function request(
  asked: HttpRequest,
  timeoutMs: number,
  dispatcher?: Dispatcher,
): Promise<HttpAnswer | string> {
  try {
    const response = await fetch(asked.url, {
      method: asked.method,
      headers: asked.headers,
      // Followed, our authorization would go wherever the answer points.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(asked.body === undefined ? {} : { body: asked.body }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    })
    return { status: response.status, headers: response.headers, json: await jsonOf(response) }
  } catch (cause) {
    return wordsFor(cause, timeoutMs)
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  if (response.body === null) return undefined
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    // Leaving the loop closes the connection.
    if (bytes > answerBytesMax) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

function wordsFor(cause: unknown, timeoutMs: number): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const code = cause instanceof Error ? codeOf(cause.cause) : undefined
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return neverSent(`no connection (${code})`)
  return `the connection broke${code === undefined ? '' : ` (${code})`}`
}

/** Words that nobody needs to wonder about: the platform has certainly done nothing. */
export function neverSent(says: string): string {
  return `${says}: it was never sent`
}

export function isNeverSent(says: string): boolean {
  return says.endsWith(neverSentMark)
}

const neverSentMark = neverSent('')

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}
