import type { Sight } from '../evidence/sight.ts'
import { markBit } from '../memory/marks.ts'
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
  for (const exclusion of policy.exclusions) {
    if (standsOnAccount(exclusion, facts.sight) || exclusion.when?.holds(facts) === true)
      return excluded(exclusion, false)
  }
  const claimed = claimedIn(facts.sight, policy)
  if (claimed !== undefined) return excluded(claimed, !isVouched(facts.sight))
  const code = facts.sight.change.reason?.code
  if (code === undefined || policy.reasons === undefined || policy.reasons.has(code)) return undefined
  return { name: 'reason-not-listed', preserve: false, claimedByActorAlone: false, unknownReason: true }
}

/** Marks a change that claims an exclusion in words that nobody vouches for and no hold bears out: before its
 *  evidence is measured, for how often an actor does so is evidence. What facts bear out (`when`) is not asked
 *  for yet: they may read the very points that are still to be given. */
export function markExcuse(sight: Sight, policy: Policy): void {
  if (claimedIn(sight, policy) === undefined || isVouched(sight)) return
  if (policy.exclusions.some((exclusion) => standsOnAccount(exclusion, sight))) return
  sight.marks |= markBit.excuse
}

/** The first exclusion on the policy's list that the reason's code or one of its policies claims. */
function claimedIn(sight: Sight, { claims, exclusions }: Policy): Exclusion | undefined {
  const { reason } = sight.change
  if (reason === undefined || sight.effect !== 'restricts') return undefined
  let first = reason.code === undefined ? undefined : claims.get(reason.code)
  if (reason.policies === undefined) return first
  for (const policy of reason.policies) {
    const other = claims.get(policy)
    if (other === undefined) continue
    if (first === undefined || exclusions.indexOf(other) < exclusions.indexOf(first)) first = other
  }
  return first
}

function standsOnAccount({ holds }: Exclusion, sight: Sight): boolean {
  const { account } = sight.change
  return account.holds !== undefined && account.holds.some((hold) => holds.has(hold))
}

/** A ticket *and* somebody else who agreed. */
function isVouched(sight: Sight): boolean {
  return sight.ticket && sight.otherApprovers > 0
}

function excluded(exclusion: Exclusion, claimedByActorAlone: boolean): Excluded {
  return { name: exclusion.name, preserve: exclusion.preserve, claimedByActorAlone, unknownReason: false }
}
