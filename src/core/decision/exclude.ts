import type { Facts } from '../policy/facts.ts'
import type { Exclusion, Policy } from '../policy/policy.ts'

/** An exclusion that applies to one change, and on whose word. */
export interface Excluded {
  readonly name: string
  readonly preserve: boolean
  /** Nothing on the account says it, no fact says it, and nobody else approved with a ticket. */
  readonly claimedByActorAlone: boolean
  /** The reason's code is not on the policy's list. */
  readonly unknownReason: boolean
}

/** The exclusion that applies. One that stands on the account or on facts comes before one that is only
 *  claimed: what is lawful beyond the actor's words must not be paged as if it rested on them. Words exclude
 *  only the lifting of a restriction: to lock an account that was handed to somebody harms nobody they name. */
export function findExclusion(facts: Facts, policy: Policy): Excluded | undefined {
  const { account, reason } = facts.sight.change
  let claimed: Exclusion | undefined
  for (const exclusion of policy.exclusions) {
    const stands =
      (account.holds !== undefined && account.holds.some((hold) => exclusion.holds.has(hold))) ||
      exclusion.when?.holds(facts) === true
    if (stands) return excluded(exclusion, false)
    if (claimed !== undefined || reason === undefined || facts.sight.effect !== 'restricts') continue
    if (isClaimed(exclusion, reason)) claimed = exclusion
  }
  if (claimed !== undefined) {
    const vouched = facts.sight.ticket && facts.sight.otherApprovers > 0
    return excluded(claimed, !vouched)
  }
  const code = reason?.code
  if (code === undefined || policy.reasons === undefined || policy.reasons.has(code)) return undefined
  return { name: 'reason-not-listed', preserve: false, claimedByActorAlone: false, unknownReason: true }
}

function isClaimed(exclusion: Exclusion, reason: NonNullable<Facts['sight']['change']['reason']>): boolean {
  if (reason.code !== undefined && exclusion.reasons.has(reason.code)) return true
  return reason.policies !== undefined && reason.policies.some((policy) => exclusion.reasons.has(policy))
}

function excluded(exclusion: Exclusion, claimedByActorAlone: boolean): Excluded {
  return { name: exclusion.name, preserve: exclusion.preserve, claimedByActorAlone, unknownReason: false }
}
