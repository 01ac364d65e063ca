import type { ActorMemory } from '../memory/actor-memory.ts'
import * as at from '../memory/layout.ts'
import { type PeerGroup, parentOf, peerGroupId } from './peer-group.ts'

/** What one partition of the changes knows of peer groups at a tick: for each group its members' habits,
 *  summed. Partials of all partitions add up to the baseline (`merge-peers.ts`).
 *
 *  Taken from the actors' memories as they stand, not counted along with each change: what memory learnt, kept
 *  back for a verdict or gave up is then in the baseline without a second set of books, costs the change
 *  nothing, and comes back with the memory itself after a crash. */
export interface PeerPartial {
  readonly groups: readonly GroupSums[]
}

export interface GroupSums {
  readonly group: PeerGroup
  readonly members: number
  /** The stretch of memory from `usualWeightSlot` to `usualEndSlot`. */
  readonly usual: readonly number[]
}

/** Groups that one partial, and the baseline, may hold; the smallest are counted with the next wider group. */
export const groupsMax = 256
/** One member counts as at most so many acts, or the busiest would be the norm for all. */
export const memberActsMax = 200

/** Adds up the members of each group at `tickMs`. `groupOf` names the groups whose ids memories hold. */
export function sumPeers(
  memories: Iterable<ActorMemory>,
  groupOf: (id: number) => PeerGroup | undefined,
  tickMs: number,
): PeerPartial {
  const sums = new Map<number, { group: PeerGroup; members: number; usual: Float64Array }>()
  for (const { slots } of memories) {
    const id = slots[at.peerGroupSlot] ?? 0
    const acts = slots[at.usualWeightSlot] ?? 0
    const group = acts < 1 ? undefined : groupOf(id)
    if (group === undefined) continue
    let sum = sums.get(id)
    if (sum === undefined) {
      sum = { group, members: 0, usual: new Float64Array(at.usualCount) }
      sums.set(id, sum)
    }
    // Habits age with time at work; of one who left a year ago the group should know little.
    const silentMs = Math.max(0, tickMs - (slots[at.clockSlot] ?? 0))
    const present = Math.exp(-silentMs / at.baselineMs)
    const share = present * Math.min(1, memberActsMax / acts)
    sum.members += present * Math.min(1, acts / fullMemberActs)
    for (let i = 0; i < at.usualCount; i++)
      sum.usual[i] = (sum.usual[i] ?? 0) + share * (slots[at.usualWeightSlot + i] ?? 0)
  }
  const groups = [...sums.values()].map(({ group, members, usual }) => ({
    group,
    members,
    usual: [...usual],
  }))
  return { groups: foldRarest(groups) }
}

/** Acts that make somebody a member in full. */
const fullMemberActs = 20

/** Leaves at most `groupsMax` groups: those with the fewest acts go into the next wider one. */
export function foldRarest(groups: readonly GroupSums[]): readonly GroupSums[] {
  if (groups.length <= groupsMax) return groups
  const kept = new Map(groups.map((one) => [peerGroupId(one.group), one]))
  const rarestFirst = groups.toSorted(
    (a, b) => depth(b.group) - depth(a.group) || (a.usual[0] ?? 0) - (b.usual[0] ?? 0),
  )
  for (const rare of rarestFirst) {
    if (kept.size <= groupsMax) break
    const parent = parentOf(rare.group)
    if (parent === undefined) continue
    const own = kept.get(peerGroupId(rare.group)) ?? rare
    kept.delete(peerGroupId(rare.group))
    const id = peerGroupId(parent)
    kept.set(id, addSums(kept.get(id), { ...own, group: parent }))
  }
  return [...kept.values()]
}

export function addSums(sum: GroupSums | undefined, more: GroupSums): GroupSums {
  if (sum === undefined) return more
  return {
    group: sum.group,
    members: sum.members + more.members,
    usual: sum.usual.map((value, i) => value + (more.usual[i] ?? 0)),
  }
}

function depth({ role, team }: PeerGroup): number {
  return (role === undefined ? 0 : 1) + (team === undefined ? 0 : 1)
}
