import type { Peers } from './baselines.ts'
import { groupName, type PeerGroup, parentOf, peerGroupId } from './peer-group.ts'
import { addSums, foldRarest, type GroupSums, type PeerPartial } from './peer-sums.ts'

/** Members in full below which a group does not speak: an actor must not be most of their own peers. */
const membersMin = 3
/** Acts of the next wider group that stand beside a group's own: with few of its own it is drawn to that. */
const parentActs = 100

/** The peers of every group, from the partials of all partitions in the order of the partitions: sums of
 *  doubles depend on order in their last bit, and no decision may depend on how partitions fall. */
export function mergePeers(partials: readonly PeerPartial[], asOf: string): ReadonlyMap<number, Peers> {
  const sums = new Map<number, GroupSums>()
  for (const one of foldRarest([...added(partials.flatMap(({ groups }) => groups)).values()])) {
    for (let group: PeerGroup | undefined = one.group; group !== undefined; group = parentOf(group)) {
      const id = peerGroupId(group)
      sums.set(id, addSums(sums.get(id), { ...one, group }))
    }
  }
  const peers = new Map<number, Peers>()
  for (const { group } of sums.values()) peersOf(group, sums, peers, asOf)
  return peers
}

function added(groups: readonly GroupSums[]): ReadonlyMap<number, GroupSums> {
  const sums = new Map<number, GroupSums>()
  for (const one of groups) sums.set(peerGroupId(one.group), addSums(sums.get(peerGroupId(one.group)), one))
  return sums
}

/** What is usual in a group, with its wider groups to lean on: by weight, so that no number of members is a
 *  cliff. A group too small to speak is spoken for by the next wider one. */
function peersOf(
  group: PeerGroup,
  sums: ReadonlyMap<number, GroupSums>,
  known: Map<number, Peers>,
  asOf: string,
): Peers | undefined {
  const id = peerGroupId(group)
  const before = known.get(id)
  if (before !== undefined) return before
  const parent = parentOf(group)
  const wider = parent === undefined ? undefined : peersOf(parent, sums, known, asOf)
  const own = sums.get(id)
  if (own === undefined || own.members < membersMin) {
    if (wider !== undefined) known.set(id, wider)
    return wider
  }
  const lean = wider === undefined ? 0 : parentActs / (wider.usual[0] ?? 1)
  const usual = own.usual.map((value, i) => Math.fround(value + lean * (wider?.usual[i] ?? 0)))
  if ((usual[0] ?? 0) < parentActs) {
    if (wider !== undefined) known.set(id, wider)
    return wider
  }
  const peers = { name: groupName(group), asOf, usual }
  known.set(id, peers)
  return peers
}
