import type { AccountChange } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import type { Aftermath, GivenBackBy } from './aftermath.ts'

/** A restriction that nobody lifted for so long is taken to have been meant. */
export const followedMs = 7 * 86_400_000
const redoneWithinMs = 3_600_000
/** Restrictions followed at one time; of more the oldest become `unknown`. The busiest week of a large wiki has
 *  some twenty thousand. */
export const followedMax = 2_000_000

/** Follows each restrictive change until it is known what became of it: the first undoing of it on the same
 *  account before the next restriction of the same kind. Changes must come in order of event time; whatever
 *  belongs to a change travels with it as `tag`.
 *
 *  Only what took effect counts, and only what can be undone: `anonymise` has no inverse. A change that merely
 *  alters a standing restriction (`other`) neither undoes it nor is a new one. */
export function followRestrictions<Tag>(
  settled: (aftermath: Aftermath, tag: Tag) => void,
  restrictionsMax = followedMax,
): FollowedRestrictions<Tag> {
  // Both in order of time, oldest first: a map keeps the order in which its keys came.
  const standing = new Map<string, Restriction<Tag>>()
  const lifted = new Map<string, Lifted<Tag>>()

  const settleUntil = (now: number) => {
    for (const [key, { change, tag }] of standing) {
      if (now - change.occurredAt <= followedMs && standing.size <= restrictionsMax) break
      standing.delete(key)
      settled(now - change.occurredAt > followedMs ? { became: 'stood' } : { became: 'unknown' }, tag)
    }
    for (const [key, { at, afterMs, by, tag }] of lifted) {
      if (now - at <= redoneWithinMs && lifted.size <= restrictionsMax) break
      lifted.delete(key)
      settled({ became: 'given-back', afterMs, by, redone: false }, tag)
    }
  }

  const restricted = (key: string, change: AccountChange, tag: Tag) => {
    const before = standing.get(key)
    if (before !== undefined) {
      standing.delete(key)
      settled(
        { became: 'restricted-again', afterMs: change.occurredAt - before.change.occurredAt },
        before.tag,
      )
    }
    const again = lifted.get(key)
    if (again !== undefined) {
      lifted.delete(key)
      settled({ became: 'given-back', afterMs: again.afterMs, by: again.by, redone: true }, again.tag)
    }
    standing.set(key, { change, tag })
  }

  return {
    see(change, tag) {
      settleUntil(change.occurredAt)
      if (change.outcome !== 'done' && change.outcome !== 'partial') return
      if (isRestriction(change.action)) {
        restricted(keyOf(change, inverseOf[change.action]!.action), change, tag)
        return
      }
      const key = keyOf(change, change.action)
      const undone = standing.get(key)
      if (undone === undefined) return
      standing.delete(key)
      lifted.set(key, {
        at: change.occurredAt,
        afterMs: change.occurredAt - undone.change.occurredAt,
        by: handOf(change, undone.change),
        tag: undone.tag,
      })
    },
    end() {
      for (const { tag } of standing.values()) settled({ became: 'unknown' }, tag)
      for (const { afterMs, by, tag } of lifted.values())
        settled({ became: 'given-back', afterMs, by, redone: false }, tag)
      standing.clear()
      lifted.clear()
    },
  }
}

export interface FollowedRestrictions<Tag> {
  /** Any change, restrictive or not, in order of event time. */
  see(change: AccountChange, tag: Tag): void
  /** The history is over: what still stands is `unknown`. */
  end(): void
}

/** Takes something from the account's owner that can be given back. */
export function isRestriction(action: Action): boolean {
  return inverseOf[action]?.countermeasure === 'restore'
}

interface Restriction<Tag> {
  readonly change: AccountChange
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

function handOf(lift: AccountChange, restriction: AccountChange): GivenBackBy {
  if (lift.causedBy !== undefined) return 'command'
  if (lift.actor.id === restriction.actor.id) return 'same-hand'
  return lift.actor.id === restriction.account.id ? 'target' : 'another'
}
