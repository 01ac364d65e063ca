import type { AccountChange } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'
import { peopleIn } from '../change/hand.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import { isIdAmong, isSameId } from '../spelling/same-id.ts'
import type { Aftermath, GivenBackBy } from './aftermath.ts'

/** A restriction that nobody lifted for so long is taken to have been meant, unless somebody asks for less. */
export const followedMs = 7 * 86_400_000
const redoneWithinMs = 3_600_000
/** Restrictions followed at one time; of more the oldest become `unknown`. The busiest week of a large wiki has
 *  some twenty thousand. */
export const followedMax = 2_000_000

const sweepEvery = 1_000
const stood: Aftermath = { became: 'stood' }
const unknown: Aftermath = { became: 'unknown' }

/** Follows each restrictive change until it is known what became of it: the first undoing of it on the same
 *  account before the next restriction of the same kind. Changes must come in order of event time; whatever
 *  belongs to a change travels with it as `tag`.
 *
 *  Only what took effect counts, and only what can be undone: `anonymise` has no inverse. A change that merely
 *  alters a standing restriction (`other`) neither undoes it nor is a new one. Who wants to know only what became of
 *  it in the first day follows it for a day: what was undone and what stood are then known equally soon. */
export function followRestrictions<Tag>(
  settled: (aftermath: Aftermath, tag: Tag) => void,
  { forMs = followedMs, restrictionsMax = followedMax }: FollowOptions = {},
): FollowedRestrictions<Tag> {
  // Both in order of time, oldest first: a map keeps the order in which its keys came.
  const standing = new Map<string, Restriction<Tag>>()
  const lifted = new Map<string, Lifted<Tag>>()
  let seen = 0
  let lastAt = 0
  const hasStood = ({ at }: { readonly at: number }, now: number) => now - at > forMs

  const letGo = (key: string, restriction: Restriction<Tag>, now: number) => {
    standing.delete(key)
    settled(hasStood(restriction, now) ? stood : unknown, restriction.tag)
  }
  const close = (key: string, { afterMs, by, tag }: Lifted<Tag>, redone: boolean) => {
    lifted.delete(key)
    settled({ became: 'given-back', afterMs, by, redone }, tag)
  }
  const sweep = (now: number) => {
    for (const [key, restriction] of standing) {
      if (!hasStood(restriction, now) && standing.size <= restrictionsMax) break
      letGo(key, restriction, now)
    }
    for (const [key, lift] of lifted) {
      if (now - lift.at <= redoneWithinMs && lifted.size <= restrictionsMax) break
      close(key, lift, false)
    }
  }

  const restrict = (key: string, change: AccountChange, tag: Tag) => {
    const now = change.occurredAt
    const before = standing.get(key)
    if (before !== undefined) {
      standing.delete(key)
      const afterMs = now - before.at
      settled(hasStood(before, now) ? stood : { became: 'restricted-again', afterMs }, before.tag)
    }
    const lift = lifted.get(key)
    if (lift !== undefined) close(key, lift, now - lift.at <= redoneWithinMs)
    standing.set(key, { at: now, actorId: change.actor.id, people: peopleIn(change), tag })
  }

  const giveBack = (key: string, change: AccountChange) => {
    const now = change.occurredAt
    const undone = standing.get(key)
    if (undone === undefined) return
    if (hasStood(undone, now)) return letGo(key, undone, now)
    standing.delete(key)
    const by = byWhom(change, undone)
    lifted.set(key, { at: now, afterMs: now - undone.at, by, tag: undone.tag })
  }

  return {
    see(change, tag) {
      lastAt = change.occurredAt
      // Not for every change: a map passes over all that it deleted since it was last made anew.
      if (++seen % sweepEvery === 0 || standing.size > restrictionsMax) sweep(lastAt)
      if (!tookEffect(change)) return
      if (isRestriction(change.action)) {
        restrict(keyOf(change, inverseOf[change.action]!.action), change, tag)
      } else {
        giveBack(keyOf(change, change.action), change)
      }
    },
    end() {
      sweep(lastAt)
      for (const { tag } of standing.values()) settled(unknown, tag)
      for (const [key, lift] of lifted) close(key, lift, false)
      standing.clear()
    },
  }
}

export interface FollowOptions {
  /** How long each is followed; after that it stood. */
  readonly forMs?: number
  readonly restrictionsMax?: number
}

export interface FollowedRestrictions<Tag> {
  /** Any change, restrictive or not, in order of event time. */
  see(change: AccountChange, tag: Tag): void
  /** The history is over: what was not followed to its end is `unknown`. */
  end(): void
}

/** Takes something from the account's owner that can be given back. */
export function isRestriction(action: Action): boolean {
  return inverseOf[action]?.countermeasure === 'restore'
}

/** A restriction that took effect and that somebody can lift, of an account that is no network: these are measured
 *  and learnt from. Of the rest nobody's undoing says anything; of networks only `withNetworks`. */
export function isCountedRestriction(change: AccountChange, withNetworks = false): boolean {
  return (
    isRestriction(change.action) && tookEffect(change) && (withNetworks || change.account.kind !== 'network')
  )
}

function tookEffect({ outcome }: AccountChange): boolean {
  return outcome === 'done' || outcome === 'partial'
}

/** Not the whole change: tens of thousands stand at a time. */
interface Restriction<Tag> {
  readonly at: number
  readonly actorId: string
  readonly people: readonly string[]
  readonly tag: Tag
}

interface Lifted<Tag> {
  readonly at: number
  readonly afterMs: number
  readonly by: GivenBackBy
  readonly tag: Tag
}

/** A lock and a suspension of the same account are lifted each by its own inverse. */
function keyOf({ source, account }: AccountChange, inverse: Action): string {
  return `${inverse}\0${source}\0${account.id}`
}

/** By the people in it, and not by the tools that they use.
 *
 *    restricted by           lifted by               -> by
 *    dana                    Dana, or a tool for her    same-hand
 *    bulk-tool for dana      dana                       same-hand
 *    bulk-tool for dana      bulk-tool for erin         another
 *    dana                    erin, or a tool for her    another
 *    bulk-tool               erin                       another
 *    dana, or another tool   expiry-job                 machine
 *    bulk-tool               bulk-tool                  same-hand */
function byWhom(lift: AccountChange, { actorId, people }: Restriction<unknown>): GivenBackBy {
  if (lift.causedBy !== undefined) return 'command'
  const lifters = peopleIn(lift)
  if (lifters.length === 0) return isSameId(lift.actor.id, actorId) ? 'same-hand' : 'machine'
  if (lifters.some((id) => isIdAmong(people, id))) return 'same-hand'
  return isIdAmong(lifters, lift.account.id) ? 'target' : 'another'
}
