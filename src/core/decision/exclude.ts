import { isHandOf } from '../change/hand.ts'
import type { Sight } from '../evidence/sight.ts'
import { markBit } from '../memory/marks.ts'
import type { Facts } from '../policy/facts.ts'
import type { Exclusion, Policy } from '../policy/policy.ts'
import { reasonNotListed } from '../reversal/exclusions.ts'

/** An exclusion that applies to one change, and on whose word. */
export interface Excluded {
  readonly name: string
  readonly preserve: boolean
  /** Nothing that has long stood on the account says it, no fact says it, and nobody else approved with a ticket. */
  readonly claimedByActorAlone: boolean
  /** True where the account says it by a hold that is too fresh, or of the same hand, to be believed. */
  readonly freshHold?: true
  /** The reason's code is not on the policy's list. */
  readonly unknownReason: boolean
}

/** The exclusion that applies. One that stands on the account or on facts comes before one that is believed no more
 *  than a word, a fresh hold or a claim: what is lawful beyond the actor's words must not be paged as if it rested on
 *  them. Among those that stand, and among those that are no more than words, one that is sealed comes before any that
 *  is not, or the other's name would be shown beside what is sealed; then a hold before a claim; then the first on the
 *  policy's list. Words exclude only the lifting of a restriction: to lock an account that was handed to somebody harms
 *  nobody they name. */
export function findExclusion(facts: Facts, policy: Policy): Excluded | undefined {
  const fresh = isFreshHold(facts.sight)
  let stands: Exclusion | undefined
  for (const exclusion of policy.exclusions) {
    if ((fresh || !standsOnAccount(exclusion, facts.sight)) && exclusion.when?.holds(facts) !== true) continue
    if (exclusion.sealed) return excluded(exclusion, false)
    stands ??= exclusion
  }
  if (stands !== undefined) return excluded(stands, false)
  const held = fresh ? heldIn(facts.sight, policy) : undefined
  const claimed = claimedIn(facts.sight, policy)
  const word = claimed?.sealed === true && held?.sealed !== true ? claimed : (held ?? claimed)
  if (word !== undefined) {
    const found = excluded(word, !isVouched(facts.sight))
    return word === held ? { ...found, freshHold: true } : found
  }
  const code = facts.sight.change.reason?.code
  if (code === undefined || policy.reasons === undefined || policy.reasons.has(code)) return undefined
  // Such a code gives back, too, what it had closed, and excludes nothing then.
  if (policy.claims.get(code) !== undefined) return undefined
  return { name: reasonNotListed, preserve: false, claimedByActorAlone: false, unknownReason: true }
}

/** Names of all that facts say: what no reason and no hold of the change tells of by itself. */
export function namedByFacts(facts: Facts, { exclusions }: Policy): string[] {
  return exclusions.filter(({ when }) => when?.holds(facts) === true).map(({ name }) => name)
}

/** Marks a change that claims an exclusion in words that nobody vouches for and no hold bears out: before its
 *  evidence is measured, for how often an actor does so is evidence. What facts bear out (`when`) is not asked
 *  for yet: they may read the very points that are still to be given. */
export function markExcuse(sight: Sight, policy: Policy): void {
  if (claimedIn(sight, policy) === undefined || isVouched(sight)) return
  if (!isFreshHold(sight) && policy.exclusions.some((exclusion) => standsOnAccount(exclusion, sight))) return
  sight.marks |= markBit.excuse
}

/** Of the exclusions that the reason's code or one of its policies claims, a sealed one, else the first on the list. */
function claimedIn(sight: Sight, { claims, exclusions }: Policy): Exclusion | undefined {
  const { reason } = sight.change
  if (reason === undefined || sight.effect !== 'restricts') return undefined
  let first = reason.code === undefined ? undefined : claims.get(reason.code)
  if (reason.policies === undefined) return first
  for (const policy of reason.policies) {
    const other = claims.get(policy)
    if (other === undefined || other === first) continue
    if (first === undefined || comesBefore(other, first, exclusions)) first = other
  }
  return first
}

function comesBefore(one: Exclusion, other: Exclusion, exclusions: readonly Exclusion[]): boolean {
  if (one.sealed !== other.sealed) return one.sealed
  return exclusions.indexOf(one) < exclusions.indexOf(other)
}

/** Of the exclusions whose hold is on the account, a sealed one, else the first on the list. */
function heldIn(sight: Sight, { exclusions }: Policy): Exclusion | undefined {
  const standing = exclusions.filter((one) => standsOnAccount(one, sight))
  return standing.find(({ sealed }) => sealed) ?? standing[0]
}

function standsOnAccount({ holds }: Exclusion, sight: Sight): boolean {
  const { account } = sight.change
  return account.holds !== undefined && account.holds.some((hold) => holds.has(hold))
}

/** Whoever can place a hold could silence us with it: one that is younger than a day, or that the same hand placed,
 *  is believed no more than a word, however the hand is spelt, and whether it acts itself or has a tool act for it. The
 *  age of several is that of the newest.
 *
 *  placed                  by              -> fresh
 *  two days before         a colleague        no
 *  an hour before          a colleague        yes
 *  two years before        the same hand      yes
 *  two years before        Dana, and         yes
 *                          now bot-7 acts
 *                          for dana
 *  nobody knows            nobody knows       no: most platforms cannot say */
function isFreshHold({ change }: Sight): boolean {
  const { account, occurredAt } = change
  if (account.holds === undefined || account.holds.length === 0) return false
  const isYoung = account.holdsSince !== undefined && occurredAt - account.holdsSince < freshMs
  return isYoung || (account.holdsBy !== undefined && isHandOf(account.holdsBy, change))
}

const freshMs = 86_400_000

/** Whether this very change placed a hold: the making of an exclusion is always told, for whoever wants to act unseen
 *  makes it first. */
export function placesHold({ change }: Sight): boolean {
  const { account, occurredAt } = change
  if (account.holds === undefined || account.holdsSince === undefined) return false
  const isNow = Math.abs(occurredAt - account.holdsSince) <= 1_000
  return isNow && (account.holdsBy === undefined || isHandOf(account.holdsBy, change))
}

/** A ticket *and* somebody else who agreed. */
function isVouched(sight: Sight): boolean {
  return sight.ticket && sight.otherApprovers > 0
}

function excluded(exclusion: Exclusion, claimedByActorAlone: boolean): Excluded {
  return { name: exclusion.name, preserve: exclusion.preserve, claimedByActorAlone, unknownReason: false }
}
