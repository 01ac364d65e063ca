import { type PeerFigures, peersFrom } from '../baseline/peer-figures.ts'
import { peerGroupId } from '../baseline/peer-group.ts'
import type { TaughtPeers } from '../baseline/taught-peers.ts'

/** The part `peers` of a policy: what `fit` learnt of peer groups. */
export interface PolicyPeers {
  /** The day up to which history taught it: `2017-11-02`. */
  readonly asOf: string
  readonly groups: readonly PeerFigures[]
  readonly taught: TaughtPeers
}

/** Groups that a policy may carry: thirty times nine lines are still read by people. */
export const policyGroupsMax = 64

export function policyPeers(asOf: string, groups: readonly PeerFigures[]): PolicyPeers {
  // An alert says from where it knows: `employees in support (as of 2017-11-02, by the policy)`.
  const taught = new Map(
    groups.map((one) => [peerGroupId(one.group), peersFrom(one, `${asOf}, by the policy`)] as const),
  )
  return { asOf, groups, taught }
}
