import { type Relation, relationBar } from '../relation.ts'
import type { RelationSight } from '../relation-sight.ts'
import { actSize, effectOfCode, isByMachine } from '../ring.ts'

/** In hundredths of points, for each hand beyond those that meet by chance in the time. */
export const manyHandsWeights = { perHand: 200, cap: 400 }

/** Two moderators who see the same report meet within ten minutes every day; three hardly ever. */
const spans = [
  { name: '10min', says: '10 minutes', ms: 600_000, free: 2 },
  { name: '1h', says: 'an hour', ms: 3_600_000, free: 3 },
  { name: '1d', says: 'a day', ms: 86_400_000, free: 4 },
].map((span) => ({
  ...span,
  bar: relationBar(`manyHands.${span.name}`, (seen) => ({
    observed: `${seen} people act on this account within ${span.says}`,
    expected: `at most ${span.free}`,
  })),
}))

/** Many hands on one account: colluding actors who split what one could not do unseen, or a brawl.
 *    2 people within ten minutes -> 0.00   3 -> 2.00   4 -> 4.00 (cap)   4 within an hour -> 2.00   4 within a day -> 0.00
 *  Range 0 to 4.00. Cost: eight acts looked at. Cold start: silent. Misleads for one account that everybody
 *  reports at once. Machines are not counted. Monotone in hands. */
export const manyHands: Relation = {
  name: 'manyHands',
  onAdminLog: 'not measured: no account there met three people in ten minutes',
  coldUntil: 'any past',
  risesWith: ['hands'],
  neverNegative: ['perHand', 'cap'],
  bars: spans.map((span) => span.bar),
  fitting: { together: [['perHand', 'cap']] },
  measure(sight, weights, tally) {
    if (!sight.harms || sight.isOwn || sight.row.machine || sight.memory.acts.length === 0) return
    const { perHand, cap } = weights.manyHands
    let most = 0
    let telling: (typeof spans)[number] | undefined
    let hands = 0
    for (const span of spans) {
      const seen = handsWithin(sight, span.ms)
      if (seen - span.free <= most) continue
      most = seen - span.free
      telling = span
      hands = seen
    }
    if (telling !== undefined) tally.give(telling.bar, Math.min(cap, most * perHand), hands)
  },
}

/** Distinct people who took something from the account in the time around now, this actor among them. What has
 *  come in already may have happened a little later: whichever row comes last sees all hands. */
function handsWithin({ memory, actor, account, at }: RelationSight, spanMs: number): number {
  const { acts } = memory
  let hands = 1
  for (let i = 0; i < acts.length; i += actSize) {
    if (!counts(acts, i, at, spanMs)) continue
    const other = acts[i] ?? 0
    if (other === actor || other === account) continue
    let isNew = true
    for (let j = 0; j < i && isNew; j += actSize) isNew = !(acts[j] === other && counts(acts, j, at, spanMs))
    if (isNew) hands += 1
  }
  return hands
}

function counts(acts: readonly number[], i: number, at: number, spanMs: number): boolean {
  const time = acts[i + 2] ?? 0
  const code = acts[i + 3] ?? 0
  if (Math.abs(time - at) > spanMs || isByMachine(code)) return false
  const effect = effectOfCode(code)
  return effect === 'restricts' || effect === 'seizes'
}
