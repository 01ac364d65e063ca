import type { Baselines } from '../../core/baseline/baselines.ts'
import { figuresOf, type PeerFigures } from '../../core/baseline/peer-figures.ts'
import {
  groupName,
  type PeerGroup,
  parentOf,
  peerGroupId,
  peerGroupOf,
} from '../../core/baseline/peer-group.ts'
import { type PolicyPeers, policyGroupsMax, policyPeers } from '../../core/policy/policy-peers.ts'
import type { Happened } from '../history/run-history.ts'

/** What is usual among peers at the end of the part that is fitted on: the very baselines that the last change
 *  before `until` was held against. `end` answers `undefined` where too little is known of any group. */
export function gatherPeers(until: number): {
  see(happened: Happened): void
  end(): PolicyPeers | undefined
} {
  const groups = new Map<number, PeerGroup>()
  let baselines: Baselines | undefined
  return {
    see({ change, known, step }) {
      if (change.occurredAt >= until) return
      baselines = known.baselines ?? baselines
      if (groups.size >= namesMax || groups.has(step.sight.peerGroup)) return
      for (let group: PeerGroup | undefined = peerGroupOf(change.actor); group; group = parentOf(group))
        groups.set(peerGroupId(group), group)
    },
    end() {
      const known = [...groups].flatMap(([id, group]) => {
        const peers = baselines?.peersOf(id)
        // One that a wider group speaks for has nothing to say of its own.
        return peers === undefined || peers.name !== groupName(group) ? [] : [{ group, peers }]
      })
      const [first] = known
      if (first === undefined) return undefined
      const figures = known.map(({ group, peers }) => figuresOf(group, peers))
      return policyPeers(first.peers.asOf, figures.toSorted(widestFirst).slice(0, policyGroupsMax))
    },
  }
}

/** More groups than any baseline speaks for. */
const namesMax = 4_096

/** So that no group that is left out is without one that speaks for it. */
function widestFirst(a: PeerFigures, b: PeerFigures): number {
  return depth(a.group) - depth(b.group) || b.acts - a.acts
}

function depth({ role, team }: PeerGroup): number {
  return (role === undefined ? 0 : 1) + (team === undefined ? 0 : 1)
}
