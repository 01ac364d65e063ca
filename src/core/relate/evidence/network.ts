import { type Relation, relationBar } from '../relation.ts'
import type { RelationSight } from '../relation-sight.ts'
import { actSize, isByMachine } from '../ring.ts'

/** In hundredths of points, for each further actor within a day. */
export const networkWeights = { perActor: 200, cap: 400 }

const spanMs = 86_400_000

const shared = relationBar('network.shared', (seen) => ({
  observed: `${seen} people act oddly from one network or session within a day`,
  expected: 'one person a session, and no network that is new to several at once',
}))

/** One network or one session behind several actors. Its memory holds odd acts alone (they alerted, or came from
 *  where their actor never was), so an office that everybody works from is none.
 *    one actor -> 0.00   two within a day -> 2.00   three -> 4.00 (cap)   two within two days -> 0.00
 *  Range 0 to 4.00. Cost: eight acts looked at, for odd acts only. Cold start: silent. Misleads on the first day
 *  of a new office or relay. Monotone in actors. */
export const network: Relation = {
  name: 'network',
  onAdminLog: 'not measured: that log names no session and no network',
  coldUntil: 'any past',
  risesWith: ['actors'],
  neverNegative: ['perActor', 'cap'],
  bars: [shared],
  fitting: { together: [['perActor', 'cap']] },
  measure(sight, weights, tally) {
    if (sight.row.machine) return
    const others = otherActors(sight)
    const { perActor, cap } = weights.network
    if (others > 0) tally.give(shared, Math.min(cap, others * perActor), others + 1)
  },
}

function otherActors({ memory, actor, at }: RelationSight): number {
  const { acts } = memory
  let others = 0
  for (let i = 0; i < acts.length; i += actSize) {
    const other = acts[i] ?? 0
    if (other === actor || !isRecent(acts, i, at)) continue
    let isNew = true
    for (let j = 0; j < i && isNew; j += actSize) isNew = !(acts[j] === other && isRecent(acts, j, at))
    if (isNew) others += 1
  }
  return others
}

function isRecent(acts: readonly number[], i: number, at: number): boolean {
  return Math.abs((acts[i + 2] ?? 0) - at) <= spanMs && !isByMachine(acts[i + 3] ?? 0)
}
