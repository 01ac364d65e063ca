import type { AccountChange } from '../change/account-change.ts'

/** When employment or access ends, the earlier of the two; NaN where neither is known.
 *
 *  A `leavesAt` of midnight can be a moment, or a bare date that means the whole of that last day. Both
 *  readings must be seen: the hours before it count as the last, and the day after it is not yet "after". */
export function exitAt(
  leavesAt: number | undefined,
  accessEndsAt: number | undefined,
  askedAt: number,
): number {
  if (leavesAt === undefined) return accessEndsAt ?? Number.NaN
  const isBareDate = leavesAt % 86_400_000 === 0 && askedAt >= leavesAt
  const leaves = isBareDate ? leavesAt + 86_400_000 : leavesAt
  return accessEndsAt === undefined ? leaves : Math.min(leaves, accessEndsAt)
}

/** When the actor asked for the change. Nobody asks for what is done already, or before it reached us: a false time
 *  ahead would make anybody a leaver, and an old hand of a newcomer. Nor is a change believed to have waited for
 *  more than a quarter of a year: a false time back would be before everybody's exit. */
export function askedAt(
  { occurredAt, requestedAt }: Pick<AccountChange, 'occurredAt' | 'requestedAt'>,
  arrivedAt: number | undefined,
): number {
  const latest = arrivedAt === undefined ? occurredAt : Math.min(occurredAt, arrivedAt)
  return requestedAt === undefined ? latest : Math.max(latest - waitMsMax, Math.min(requestedAt, latest))
}

const waitMsMax = 90 * 86_400_000
