import type { PlatformCall, PlatformSpec } from '../../core/change/platform-spec.ts'
import { fillBody, fillHeader, fillUrl, type Lookup } from '../../core/change/template.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ConfiguredPlatform, SendOutcome } from '../../ports/platform.ts'
import { accountOf, versionIn } from './account-answer.ts'
import { openConnection } from './connection.ts'
import type { HttpAnswer, HttpRequest } from './http-request.ts'

/** A platform that is asked over HTTP, as its mapping file says.
 *
 *  With guard `native` every call carries the version that the causing change made (`If-Match`) and the id of
 *  the command (`Idempotency-Key`), unless the mapping puts them elsewhere: so a call that comes late, twice or
 *  after a later decision does nothing. A call whose guard is not known is never sent.
 *
 *  @throws EdgeError `platform-unavailable` where the mapping names an environment variable that is not set. */
export function openHttpPlatform(
  spec: PlatformSpec,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
): ConfiguredPlatform {
  const connection = openConnection(spec, clock, environment)

  return {
    guard: spec.guard,
    spec,
    async read(accountId) {
      if (spec.read === undefined) throw unavailable('its mapping has no read')
      if (climbs(accountId)) throw unavailable('the account id would change its address')
      const lookup = lookupIn({ 'account.id': accountId, serviceActor: spec.serviceActor })
      const asked = fillRequest(spec, spec.read, lookup)
      if (typeof asked === 'string') throw unavailable(asked)
      const answer = await connection.call(asked, spec.timeoutMs, true)
      if (typeof answer === 'string') throw unavailable(answer, true)
      return readAccount(spec, accountId, answer)
    },
    async send(command) {
      const call = callFor(spec, command)
      if (call === undefined) return refused(`the platform has no call for ${wordFor(command)}`)
      const asked = climbs(command.accountId)
        ? 'its account id would change the address'
        : fillRequest(spec, guarded(spec, call), lookupIn(namesOf(spec, command)))
      if (typeof asked === 'string') return refused(`not sent: ${asked}`)
      const leftMs = command.expiresAt - clock.now()
      if (leftMs <= 0) return { kind: 'unknown', says: 'not sent: the command has expired' }
      const answer = await connection.call(asked, Math.min(spec.timeoutMs, leftMs), false)
      return typeof answer === 'string' ? { kind: 'unknown', says: answer } : outcomeOf(spec, answer)
    },
  }
}

/** The call that carries out a command, if the platform has one. */
export function callFor(
  spec: Pick<PlatformSpec, 'calls' | 'preserve'>,
  command: Pick<Command, 'action' | 'countermeasure'>,
): PlatformCall | undefined {
  return command.countermeasure === 'preserve' ? spec.preserve : spec.calls[command.action]
}

/** What an answer to a command means, by its status. */
export function outcomeOf(spec: PlatformSpec, answer: HttpAnswer): SendOutcome {
  const says = `the platform answered ${answer.status}`
  if (spec.answers.acked.includes(answer.status)) {
    const version = versionIn(spec.read, answer)
    return version === undefined ? { kind: 'acked' } : { kind: 'acked', version }
  }
  if (spec.answers.superseded.includes(answer.status)) return { kind: 'superseded', says }
  return spec.answers.refused.includes(answer.status) ? refused(says) : { kind: 'unknown', says }
}

function readAccount(spec: PlatformSpec, accountId: string, answer: HttpAnswer): AccountState {
  if (answer.status !== 200) throw unavailable(`it answered ${answer.status} to a read`, answer.status >= 500)
  const account = accountOf(spec, accountId, answer)
  if (typeof account === 'string') throw unavailable(account)
  return account
}

/** Adds what guard `native` rests on, where the mapping does not place it itself. */
function guarded(spec: PlatformSpec, call: PlatformCall): PlatformCall {
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
function fillRequest(spec: PlatformSpec, call: PlatformCall, lookup: Lookup): HttpRequest | string {
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

function namesOf(spec: PlatformSpec, command: Command): Record<string, string | undefined> {
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
    source: command.source,
    serviceActor: spec.serviceActor,
  }
}

function lookupIn(values: Readonly<Record<string, string | undefined>>): Lookup {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined)
}

/** Such an id would name another resource, even when it is encoded. */
function climbs(accountId: string): boolean {
  return accountId === '' || accountId === '.' || accountId === '..'
}

function wordFor(command: Command): string {
  return command.countermeasure === 'preserve' ? 'preserve' : command.action
}

function refused(says: string): SendOutcome {
  return { kind: 'refused', says }
}

function unavailable(says: string, retryable = false): EdgeError {
  return new EdgeError('platform-unavailable', `the platform cannot be asked: ${says}`, { retryable })
}
