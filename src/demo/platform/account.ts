import type { AccountChange } from '../../core/change/account-change.ts'
import { type Act, demoSource } from '../world/act.ts'
import { accountNumberOf, type Profile, profileOf } from '../world/population.ts'
import type { Row } from './book-file.ts'
import { type Doing, type Standing, standAfter } from './transitions.ts'

export interface Account extends Row {
  readonly id: string
  readonly profile: Profile
  readonly version: string
}

/** What an act made of an account: the row to be kept, and the change that says so. */
export interface Done {
  readonly row: Row
  readonly change: AccountChange
}

/** An account as it stands: as it was born where nothing is written down of it. `undefined` where there is no
 *  such account. */
export function accountOf(
  seed: number,
  accountId: string,
  row: Row | undefined,
  at: number,
): Account | undefined {
  const number = accountNumberOf(accountId)
  const profile = row?.profile ?? (number === undefined ? undefined : profileOf(seed, number))
  if (profile === undefined) return undefined
  if (row === undefined) {
    return {
      id: accountId,
      profile,
      version: 'v0',
      seq: 0,
      state: 'active',
      verified: profile.verified,
      holds: [],
    }
  }
  // A restriction for a time ends by itself, without anybody's change.
  const lapsed = row.until !== undefined && row.until <= at
  return {
    ...row,
    id: accountId,
    profile,
    version: `v${row.seq}`,
    ...(lapsed ? { state: 'active' as const } : {}),
  }
}

/** An account that an incident brings along, before anything happens to it. */
export function broughtAlong(profile: Profile, seq: number): Row {
  return { seq, state: 'active', verified: profile.verified, holds: [], profile }
}

/** `undefined` where the account's state does not allow it. `seq` counts all changes of the platform. */
export function doTo(before: Account, act: Act, doing: Doing, seq: number): Done | undefined {
  const after = standAfter(before, doing)
  if (typeof after === 'string') return undefined
  return { row: rowOf(before, after, act, doing, seq), change: changeOf(act, before, after, `v${seq}`) }
}

/** The change that tells of an attempt: nothing of the account moves, its version least of all. */
export function refusedTo(before: Account, act: Act): AccountChange {
  return { ...changeOf(act, before, before, before.version), outcome: 'refused' }
}

function rowOf(before: Account, after: Standing, act: Act, doing: Doing, seq: number): Row {
  const isPopulation = accountNumberOf(before.id) !== undefined
  const { state, verified, holds } = after
  const keepsEnd = before.until !== undefined && state === before.state
  const until =
    act.until === undefined || act.until === 'never' ? (keepsEnd ? before.until : undefined) : act.until
  return {
    seq,
    state,
    verified,
    holds,
    ...(until === undefined ? {} : { until }),
    last: {
      eventId: act.eventId,
      action: doing,
      actorId: act.actor.id,
      occurredAt: act.occurredAt,
      ...(act.causedBy === undefined ? {} : { causedBy: act.causedBy }),
    },
    ...(isPopulation ? {} : { profile: before.profile }),
  }
}

function changeOf(act: Act, before: Account, after: Standing, version: string): AccountChange {
  const { accountId, ...change } = act
  const { handle, kind, followers, verified: _born, protectedClass, createdAt } = before.profile
  return {
    ...change,
    source: demoSource,
    outcome: 'done',
    account: {
      id: accountId,
      kind,
      handle,
      followers,
      verified: before.verified,
      protectedClass,
      holds: after.holds,
      createdAt,
      stateBefore: before.state,
      stateAfter: after.state,
      version,
    },
  }
}
