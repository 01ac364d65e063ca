import type { ContainSpec, PlatformCall, PlatformSpec } from '../../core/change/platform-spec.ts'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ContainingPlatform } from '../../ports/platform.ts'
import { textAt, valueAt } from '../json-places.ts'
import type { Connection } from './connection.ts'
import { climbs, fillRequest, lookupIn } from './filled-request.ts'
import { outcomeOf } from './http-outcome.ts'
import type { HttpAnswer } from './http-request.ts'

/** Containing an actor over HTTP, as the mapping's `contain` section says. Both calls carry the id of the command, so
 *  that a second one does nothing; what the platform answered proves nothing, and the look decides. */
export function openHttpContaining(
  spec: PlatformSpec & { readonly contain: ContainSpec },
  connection: Connection,
  clock: Clock,
): ContainingPlatform {
  const { read, lifters, ...calls } = spec.contain

  async function ask(call: PlatformCall, actorId: string): Promise<HttpAnswer> {
    if (climbs(actorId)) throw unavailable("the actor's id would change its address")
    const asked = fillRequest(spec, call, lookupIn({ 'actor.id': actorId, serviceActor: spec.serviceActor }))
    if (typeof asked === 'string') throw unavailable(asked)
    const answer = await connection.call(asked, spec.timeoutMs, true)
    if (typeof answer === 'string') throw unavailable(answer, true)
    if (answer.status !== 200)
      throw unavailable(`it answered ${answer.status} to a look at staff`, answer.status >= 500)
    return answer
  }

  return {
    async isContained(actorId) {
      const word = wordAt(await ask(read, actorId), read.containedAt)
      if (word !== undefined && read.contained.includes(word)) return true
      if (word !== undefined && read.free.includes(word)) return false
      throw unavailable(`its answer says ${word ?? 'nothing'} at ${read.containedAt}`)
    },
    async othersWhoCanLift(actorId) {
      const list = valueAt(await ask(lifters, actorId), lifters.listAt)
      if (!Array.isArray(list)) throw unavailable(`its answer has no list of people at ${lifters.listAt}`)
      const ids = list.flatMap((json: unknown) => textAt({ json }, lifters.idAt) ?? [])
      if (ids.length < list.length)
        throw unavailable(`somebody in its list of people has no id at ${lifters.idAt}`)
      // We lift what a person asks us to lift, and are no person.
      return [...new Set(ids.filter((id) => id !== actorId && id !== spec.serviceActor))]
    },
    async send(command, lastLook) {
      const call = command.do === 'contain' ? calls.freeze : calls.lift
      if (call === undefined) return refused(`the platform has no call to ${command.do}`)
      const asked = climbs(command.actorId)
        ? "the actor's id would change the address"
        : fillRequest(spec, call, lookupIn(namesOf(spec, command)))
      if (typeof asked === 'string') return refused(`not sent: ${asked}`)
      const leftMs = command.expiresAt - clock.now()
      if (leftMs <= 0) return { kind: 'unsent', says: 'not sent: the command has expired' }
      const answer = await connection.call(asked, Math.min(spec.timeoutMs, leftMs), false, lastLook)
      return outcomeOf(spec, answer)
    },
  }
}

/** As a text, whether it is written as one, as a number or as yes and no. */
function wordAt(answer: HttpAnswer, place: string): string | undefined {
  const value = valueAt(answer, place)
  return typeof value === 'boolean' ? String(value) : textAt(answer, place)
}

function namesOf(spec: PlatformSpec, command: ContainCommand): Record<string, string | undefined> {
  return {
    'actor.id': command.actorId,
    'command.id': command.commandId,
    'command.issuedAt': String(command.issuedAt),
    'command.expiresAt': String(command.expiresAt),
    'alert.id': command.alertId,
    source: command.source,
    serviceActor: spec.serviceActor,
  }
}

function refused(says: string) {
  return { kind: 'refused', says } as const
}

function unavailable(says: string, retryable = false): EdgeError {
  return new EdgeError('platform-unavailable', `the platform cannot be asked: ${says}`, { retryable })
}
