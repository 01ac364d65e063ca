import type { Actor } from '../change/account-change.ts'
import type { Baselines, Peers } from './baselines.ts'
import { parentOf, peerGroupId, peerGroupOf, widestOf } from './peer-group.ts'

/** Whom an actor is held against: their own group, else the next wider one that is known. A team of yesterday, a role
 *  that only one person has or a word that is spelt another way must not leave a newcomer without peers.
 *
 *  `group` is the actor's own, by its id. Where nothing is said of it, or only what is said of the whole kind, something
 *  nearer may be known of the role, though a small team of it was seen: a policy was taught it. The role is named only
 *  then, and not where nobody of the kind is known: the widest is known wherever a narrower one is. */
export function nearestPeers(baselines: Baselines, group: number, actor: Actor): Peers | undefined {
  const own = baselines.peersOf(group)
  const isBetween = actor.role !== undefined && actor.team !== undefined
  if (own !== undefined && !isBetween) return own
  const ofKind = baselines.peersOf(widestOf(group))
  if (!isBetween || ofKind === undefined || (own !== undefined && own.name !== ofKind.name))
    return own ?? ofKind
  const ofRole = parentOf(peerGroupOf(actor))
  return (ofRole && baselines.peersOf(peerGroupId(ofRole))) ?? ofKind
}
