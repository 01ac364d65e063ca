import type { AccountChange } from '../change/account-change.ts'
import { effectOf } from '../change/actions.ts'
import type { Step } from '../decision/step.ts'
import type { Finding } from '../evidence/finding.ts'
import { identity } from '../memory/identity.ts'

/** Where a change came from, as RELATE groups by it: hashes, because nobody needs the addresses of staff in one
 *  more place. */
export interface OriginKey {
  readonly of: 'network' | 'session'
  readonly id: string
}

/** The networks and sessions for which a change is written once more: only where it harms, was done by a person,
 *  and says something about the place.
 *
 *  A session, where the act alerted or is odd for where it came from. A network, only where it is new to its
 *  actor: an office that everybody works from would otherwise be the hottest key of all, and two people who
 *  alert in one office on one day have nothing to do with each other. Measured on the demo's staff, without
 *  that: three alerts in four were of the office. */
export function originsOf(
  { origin, action, actor }: AccountChange,
  { assessment, decision }: Step,
): readonly OriginKey[] {
  const effect = effectOf[action]
  const isByMachine = actor.kind === 'automation' || actor.kind === 'system'
  if (origin === undefined || isByMachine || (effect !== 'restricts' && effect !== 'seizes')) return none
  const { sessionId, network } = origin
  const keys: OriginKey[] = []
  if (network !== undefined && assessment.findings.some(({ bar }) => bar.name === newNetwork))
    keys.push({ of: 'network', id: hashed('network', network) })
  if (sessionId !== undefined && (decision.alerts || assessment.findings.some(isOfPlace)))
    keys.push({ of: 'session', id: hashed('session', sessionId) })
  return keys
}

const none: readonly OriginKey[] = []
const newNetwork = 'session.network'

/** Odd for where it came from: the place, the hour, or a credential that is hours old. */
function isOfPlace({ bar, pointsCenti }: Finding): boolean {
  return bar.family === 'origin' && pointsCenti > 0
}

function hashed(kind: string, id: string): string {
  return identity(kind, id).toString(36)
}
