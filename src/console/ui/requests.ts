/** Asks the console's HTTP interface. A refusal comes back as words for the person, never as an exception. */
export async function ask<T>(method: string, path: string, sent: Sent = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = {}
  if (sent.body !== undefined) headers['content-type'] = 'application/json'
  if (method !== 'GET') headers['idempotency-key'] = sent.key ?? crypto.randomUUID()
  if (sent.version !== undefined) headers['if-match'] = `"${sent.version}"`
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      signal: AbortSignal.timeout(requestMsMax),
    })
  } catch {
    return { ok: false, status: 0, says: 'the server cannot be reached' }
  }
  const text = await response.text()
  // What the server sends is what its routes are declared to send.
  const body = text === '' ? undefined : JSON.parse(text)
  if (response.ok) return { ok: true, body }
  return {
    ok: false,
    status: response.status,
    says: body?.title ?? body?.says ?? `the server said ${response.status}`,
    body,
  }
}

interface Sent {
  readonly body?: unknown
  /** Of the case that was seen. */
  readonly version?: number
  /** The same key makes a repeat safe. */
  readonly key?: string
}

export type Answer<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly status: number; readonly says: string; readonly body?: unknown }

const requestMsMax = 10_000
