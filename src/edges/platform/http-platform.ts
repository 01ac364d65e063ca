import type { PlatformCall, PlatformSpec } from '../../core/change/platform-spec.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import { accountOf, visibilityOf } from './account-answer.ts'
import { type Connection, openConnection } from './connection.ts'
import { climbs, fillRequest, guarded, lookupIn, namesOf } from './filled-request.ts'
import { openHttpContaining } from './http-containing.ts'
import { outcomeOf } from './http-outcome.ts'
import type { HttpAnswer } from './http-request.ts'
import { logOf } from './log-answer.ts'

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
  // The public shows its view to anybody, and gets no credential of ours.
  const anonymous = openConnection({ timeoutMs: spec.timeoutMs }, clock, environment)

  async function ask(
    call: PlatformCall,
    accountId: string,
    as: Connection = connection,
  ): Promise<HttpAnswer> {
    if (climbs(accountId)) throw unavailable('the account id would change its address')
    const lookup = lookupIn({ 'account.id': accountId, serviceActor: spec.serviceActor })
    const asked = fillRequest(spec, call, lookup)
    if (typeof asked === 'string') throw unavailable(asked)
    const answer = await as.call(asked, spec.timeoutMs, true)
    if (typeof answer === 'string') throw unavailable(answer, true)
    return answer
  }

  return {
    guard: spec.guard,
    spec,
    ...(spec.contain && {
      contain: openHttpContaining({ ...spec, contain: spec.contain }, connection, clock),
    }),
    async read(accountId) {
      const { publicView, read } = spec
      if (read === undefined) throw unavailable('its mapping has no read')
      const [answer, seen] = await Promise.all([
        ask(read, accountId),
        publicView && ask(publicView, accountId, anonymous),
      ])
      const account = readAccount(spec, accountId, answer)
      if (publicView === undefined || seen === undefined) return account
      const visibility = visibilityOf(publicView, seen)
      // A place that cannot say whether it shows the account may do so a moment later.
      if (typeof visibility === 'string') throw unavailable(visibility, true)
      return { ...account, visibility: visibility.is }
    },
    async readLog(accountId) {
      if (spec.log === undefined) throw unavailable('its mapping has no log')
      const answer = await ask(spec.log, accountId)
      if (answer.status !== 200)
        throw unavailable(`its log answered ${answer.status}`, answer.status >= 500 || answer.status === 429)
      const log = logOf(spec.log, spec.states, accountId, answer)
      if (typeof log === 'string') throw unavailable(log)
      return log
    },
    async send(command, lastLook) {
      const call = callFor(spec, command)
      if (call === undefined) return refused(`the platform has no call for ${wordFor(command)}`)
      const asked = climbs(command.accountId)
        ? 'its account id would change the address'
        : fillRequest(spec, guarded(spec, call), lookupIn(namesOf(spec, command)))
      if (typeof asked === 'string') return refused(`not sent: ${asked}`)
      const leftMs = command.expiresAt - clock.now()
      if (leftMs <= 0) return { kind: 'unsent', says: 'not sent: the command has expired' }
      const answer = await connection.call(asked, Math.min(spec.timeoutMs, leftMs), false, lastLook)
      return outcomeOf(spec, answer)
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

function readAccount(spec: PlatformSpec, accountId: string, answer: HttpAnswer): AccountState {
  if (answer.status !== 200) throw unavailable(`it answered ${answer.status} to a read`, answer.status >= 500)
  const account = accountOf(spec, accountId, answer)
  if (typeof account === 'string') throw unavailable(account)
  return account
}

function wordFor(command: Command): string {
  return command.countermeasure === 'preserve' ? 'preserve' : command.action
}

function refused(says: string) {
  return { kind: 'refused', says } as const
}

function unavailable(says: string, retryable = false): EdgeError {
  return new EdgeError('platform-unavailable', `the platform cannot be asked: ${says}`, { retryable })
}
