import type { PlatformSpec } from '../../core/change/platform-spec.ts'
import type { SendOutcome } from '../../ports/platform.ts'
import { versionIn } from './account-answer.ts'
import type { HttpAnswer } from './http-request.ts'

/** What an answer to a command means, by its status. */
export function outcomeOf(spec: PlatformSpec, answer: HttpAnswer): SendOutcome {
  const says = `the platform answered ${answer.status}`
  if (spec.answers.acked.includes(answer.status)) {
    const version = versionIn(spec.read, answer)
    return version === undefined ? { kind: 'acked' } : { kind: 'acked', version }
  }
  if (spec.answers.superseded.includes(answer.status)) return { kind: 'superseded', says }
  return spec.answers.refused.includes(answer.status) ? { kind: 'refused', says } : { kind: 'unknown', says }
}
