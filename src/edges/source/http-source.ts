import type { PollSpec } from '../../core/change/poll-spec.ts'
import { fillHeader, fillUrl, type Lookup } from '../../core/change/template.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { EventPage, EventSource, SourceEvent } from '../../ports/source.ts'
import { textAt, timeMsOf, valueAt } from '../json-places.ts'

/** A page of a few hundred events is some hundred kilobytes. */
const pageBytesMax = 8_388_608

/** A source that is asked over HTTP, as its mapping file says.
 *  @throws EdgeError `platform-unavailable` where the mapping names an environment variable that is not set. */
export function openHttpSource(
  spec: PollSpec,
  serviceActor: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): EventSource {
  const { authorizationFrom } = spec
  const authorization = authorizationFrom === undefined ? undefined : environment[authorizationFrom]
  if (authorizationFrom !== undefined && (authorization === undefined || authorization === ''))
    throw unavailable(
      `the environment variable ${authorizationFrom}, which its mapping names, is not set`,
      false,
    )

  return {
    async page(from) {
      const cursor = 'cursor' in from ? from.cursor : cursorOf(spec, from.ms)
      const lookup: Lookup = (name) =>
        name === 'cursor' ? cursor : name === 'serviceActor' ? serviceActor : undefined
      const url = fillUrl(spec.url, lookup)
      if (url === undefined) throw unavailable('a value in its address is not known', false)
      const headers: Record<string, string> = { accept: 'application/json' }
      for (const [name, template] of Object.entries(spec.headers)) {
        const value = fillHeader(template, lookup)
        if (value !== undefined) headers[name] = value
      }
      if (authorization !== undefined) headers.authorization = authorization
      return pageOf(spec, cursor, await fetchJson(url, headers, spec.timeoutMs))
    },
  }
}

function cursorOf(spec: PollSpec, ms: number): string {
  return spec.cursor
    .replaceAll('${time.ms}', String(Math.floor(ms)))
    .replaceAll('${time.s}', String(Math.floor(ms / 1000)))
    .replaceAll('${time.iso}', new Date(ms).toISOString())
}

async function fetchJson(url: string, headers: Record<string, string>, timeoutMs: number): Promise<unknown> {
  try {
    // Followed, our authorization would go wherever the answer points.
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    if (response.status !== 200) throw unavailable(`it answered ${response.status}`, true)
    if (text.length > pageBytesMax) throw unavailable(`its answer has ${text.length} characters`, false)
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause
    throw unavailable(String(cause), true, cause)
  }
}

function pageOf(spec: PollSpec, cursor: string, json: unknown): EventPage {
  const list = valueAt({ json }, spec.eventsAt)
  if (!Array.isArray(list)) throw unavailable(`its answer has no list of events at ${spec.eventsAt}`, true)
  const events = list.map((event: unknown) => eventOf(spec, event))
  const next = textAt({ json }, spec.nextAt)
  const isLast = next === undefined || next === cursor || events.length === 0
  return isLast ? { events } : { events, next }
}

/** An event without id or time cannot be told from another: rather than pass over it, nothing is read on. */
function eventOf(spec: PollSpec, event: unknown): SourceEvent {
  const id = textAt({ json: event }, spec.idAt)
  const ms = timeMsOf(textAt({ json: event }, spec.timeAt))
  if (id === undefined || ms === undefined)
    throw unavailable(`an event has no id at ${spec.idAt}, or no time at ${spec.timeAt}`, true)
  return { id, ms, value: Buffer.from(JSON.stringify(event)) }
}

function unavailable(says: string, retryable: boolean, cause?: unknown): EdgeError {
  return new EdgeError('platform-unavailable', `the source cannot be asked: ${says}`, { retryable, cause })
}
