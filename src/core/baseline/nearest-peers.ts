import type { Actor } from '../change/account-change.ts'
import type { Baselines, Peers } from './baselines.ts'
import { parentOf, peerGroupId, peerGroupOf, widestOf } from './peer-group.ts'

/** Whom an actor is held against: their own group, else the next wider one that is known. A team of yesterday, a role
 *  that only one person has or a word that is spelt another way must not leave a newcomer without peers.
 *
 *  `group` is the actor's own, by its id. The wider ones are named only where it is unknown, and not where nobody of
 *  the kind is known: the widest is known wherever a narrower one is. */
export function nearestPeers(baselines: Baselines, group: number, actor: Actor): Peers | undefined {
  const own = baselines.peersOf(group)
  if (own !== undefined || baselines.peersOf(widestOf(group)) === undefined) return own
  for (let wider = parentOf(peerGroupOf(actor)); wider !== undefined; wider = parentOf(wider)) {
    const peers = baselines.peersOf(peerGroupId(wider))
    if (peers !== undefined) return peers
  }
  return undefined
}
