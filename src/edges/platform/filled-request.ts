import type { PlatformCall, PlatformSpec } from '../../core/change/platform-spec.ts'
import { fillBody, fillHeader, fillUrl, type Lookup } from '../../core/change/template.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { HttpRequest } from './http-request.ts'

/** From a call that a mapping describes to the request that is sent. */

/** Adds what guard `native` rests on, where the mapping does not place it itself. */
export function guarded(spec: PlatformSpec, call: PlatformCall): PlatformCall {
  if (spec.guard !== 'native') return call
  const text = JSON.stringify(call)
  return {
    ...call,
    headers: {
      ...call.headers,
      ...(text.includes('command.expectedVersion') ? {} : { 'If-Match': '"${command.expectedVersion}"' }),
      ...(text.includes('command.id') ? {} : { 'Idempotency-Key': '${command.id}' }),
    },
  }
}

/** In words, what is missing. A header of an unknown value is left out, but never the one that guards. */
export function fillRequest(spec: PlatformSpec, call: PlatformCall, lookup: Lookup): HttpRequest | string {
  const path = fillUrl(call.url, lookup)
  if (path === undefined) return 'a value in its address is not known'
  const headers: Record<string, string> = { accept: 'application/json' }
  for (const [name, template] of Object.entries(call.headers)) {
    const value = fillHeader(template, lookup)
    if (value !== undefined) headers[name] = value
    else if (/command\.(expectedVersion|id)/.test(template)) return `its header ${name} is not known`
  }
  const url = path.startsWith('/') ? `${spec.baseUrl ?? ''}${path}` : path
  if (call.body === undefined) return { method: call.method, url, headers }
  headers['content-type'] = 'application/json'
  return { method: call.method, url, headers, body: JSON.stringify(fillBody(call.body, lookup)) }
}

export function namesOf(spec: PlatformSpec, command: Command): Record<string, string | undefined> {
  return {
    'account.id': command.accountId,
    'command.id': command.commandId,
    'command.action': command.action,
    'command.countermeasure': command.countermeasure,
    'command.expectedVersion': command.expectedVersion,
    'command.expectedState': command.expectedState,
    'command.issuedAt': String(command.issuedAt),
    'command.expiresAt': String(command.expiresAt),
    'alert.id': command.alertId,
    'cause.eventId': command.causeEventId,
    ...Object.fromEntries(
      Object.entries(command.causeLabels ?? {}).map(([name, text]) => [`cause.labels.${name}`, text]),
    ),
    source: command.source,
    serviceActor: spec.serviceActor,
  }
}

export function lookupIn(values: Readonly<Record<string, string | undefined>>): Lookup {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined)
}

/** Such an id would name another resource, even when it is encoded. */
export function climbs(accountId: string): boolean {
  return accountId === '' || accountId === '.' || accountId === '..'
}
