import { duration } from '../../evidence/duration.ts'
import { type Relation, relationBar } from '../relation.ts'
import type { RelationSight } from '../relation-sight.ts'
import { actedSize } from '../ring.ts'

/** In hundredths of points: at once, then falling evenly to nothing over `retaliationMs`. */
export const retaliationWeights = { strikesBack: 200 }

const retaliationMs = 30 * 86_400_000

const strikesBack = relationBar('retaliation.strikesBack', (hours) => ({
  observed: `the one acted upon had acted on this actor ${duration(hours)} earlier`,
  expected: 'somebody else to decide about those who decided about oneself',
}))

/** Acts on whoever acted on oneself: from quarrels to a stolen account that strikes at those who would stop it.
 *    acted on an hour before -> 2.00   15 d -> 1.00   31 d -> 0.00   never -> 0.00
 *  Range 0 to 2.00. Cost: a look at eight numbers. Cold start: silent. Misleads where the one acted upon is the
 *  thief and this is the answer: `containment` speaks against it there. Monotone in nearness. */
export const retaliation: Relation = {
  name: 'retaliation',
  onAdminLog: 'not measured: hardly a restriction there strikes back',
  coldUntil: 'any past',
  risesWith: ['nearness of the blow'],
  bars: [strikesBack],
  measure(sight, weights, tally) {
    if (!sight.harms || sight.isOwn || sight.row.machine) return
    const at = lastStruckBy(sight)
    if (at === 0) return
    const age = sight.at - at
    if (age >= retaliationMs) return
    tally.give(strikesBack, weights.retaliation.strikesBack * (1 - age / retaliationMs), age / 3_600_000)
  },
}

/** When the account, as an actor, last acted on this actor before now; 0 for never. */
function lastStruckBy({ memory, actor, at }: RelationSight): number {
  const { acted } = memory
  for (let i = acted.length - actedSize; i >= 0; i -= actedSize) {
    const when = acted[i + 1] ?? 0
    if (acted[i] === actor && when <= at) return when
  }
  return 0
}
