import type { Baselines, Peers } from './baselines.ts'

/** What history taught of peers, carried by a policy: so that a new installation knows them before its own first
 *  midnight. By the id of the group. */
export type TaughtPeers = ReadonlyMap<number, Peers>

/** The baselines with what was taught beneath them. `own` gives way to nothing that was taught once it has seen
 *  enough of the group itself, by the rule that it always has: three members, a hundred acts. Where it can only
 *  speak of a wider group, what was taught of the very group is nearer; what was taught of one between the two,
 *  `nearestPeers` finds.
 *
 *  Asked for each change, and nearly always with what it was asked the last time. */
export function layBeneath(): (
  own: Baselines | undefined,
  taught: TaughtPeers | undefined,
) => Baselines | undefined {
  let last: { own: Baselines | undefined; taught: TaughtPeers; both: Baselines } | undefined
  return (own, taught) => {
    if (taught === undefined) return own
    if (last === undefined || last.own !== own || last.taught !== taught)
      last = { own, taught, both: withTaught(own, taught) }
    return last.both
  }
}

/** The same, for whoever asks once. */
export function withTaught(own: Baselines | undefined, taught: TaughtPeers): Baselines {
  return {
    peersOf(group) {
      const seen = own?.peersOf(group)
      const told = taught.get(group)
      if (told === undefined || seen?.name === told.name) return seen
      return told
    },
    fleet: own?.fleet,
    shape: own?.shape,
  }
}
