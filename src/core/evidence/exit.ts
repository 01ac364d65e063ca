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
