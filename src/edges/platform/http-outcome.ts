import type { PlatformSpec } from '../../core/change/platform-spec.ts'
import type { SendOutcome } from '../../ports/platform.ts'
import { versionIn } from './account-answer.ts'
import { type HttpAnswer, isNeverSent } from './http-request.ts'

/** What an answer to a command means, by its status; or what it means that there is none, in the words of why. */
export function outcomeOf(spec: PlatformSpec, answer: HttpAnswer | string): SendOutcome {
  if (typeof answer === 'string') return { kind: isNeverSent(answer) ? 'unsent' : 'unknown', says: answer }
  const says = `the platform answered ${answer.status}`
  if (spec.answers.acked.includes(answer.status)) {
    const version = versionIn(spec.read, answer)
    return version === undefined ? { kind: 'acked' } : { kind: 'acked', version }
  }
  if (spec.answers.superseded.includes(answer.status)) return { kind: 'superseded', says }
  return spec.answers.refused.includes(answer.status) ? { kind: 'refused', says } : { kind: 'unknown', says }
}
