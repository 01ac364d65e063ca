import * as at from '../memory/layout.ts'
import { type Mark, markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'

/** Caps in hundredths of points. */
export const unusualWeights = { notable: 300, protected: 400, action: 300, reason: 150 }

const notableBar = bar('notable', () => 'an account of note, rare for this actor')
const protectedBar = bar('protected', () => 'a protected account, rare for this actor')
const actionBar = bar(
  'action',
  ({ change }) => `an action that is rare for this actor (${change.action.replaceAll('-', ' ')})`,
)
const reasonBar = bar(
  'reason',
  ({ change }) => `a reason that is rare for this actor ("${change.reason?.code ?? ''}")`,
)

/** Acts by which half of the points are believed: with none, there is no habit to break. */
const halfBelief = 20
/** Where habit is unknown, one act in twenty is of a given kind; as heavy as ten acts seen. */
const startShare = 0.05
const startWeight = 10
/** How often changes that were not meant do it: half of those known went to accounts of note; a kind of
 *  action or reason that is picked without regard to habit hits any one of some five in use. */
const targetShare = 0.5
const kindShare = 0.2

/** This actor never touches such accounts, never does such things, never gives such reasons.
 *
 *  log2 of how much oftener a change that was not meant does it than this actor does, from their own acts of
 *  the past month at work; weighed by `n / (n + 20)`.
 *    notable target:  0 of 0 acts -> 0.00   0 of 20 -> 2.45   0 of 200 -> 3.00 (cap)   100 of 200 -> 0.06
 *    action:          0 of 20 -> 1.79   0 of 200 -> 3.00 (cap)   10 of 200 -> 1.82
 *  Range 0 to 4.00 each. Cost: a division and a logarithm each. Cold start: silent without history, and
 *  growing with it. Misleads on the first day in another team: a ticket or an approval speaks against it.
 *  Monotone: rarer never gives fewer points. */
export const unusual: Evidence = {
  name: 'unusual',
  family: 'relation',
  bars: [notableBar, protectedBar, actionBar, reasonBar],
  measure(sight, weights, tally) {
    const { slots } = sight
    const acts = slots[at.usualWeightSlot] ?? 0
    if (acts < 1) return
    const weight = weights.unusual
    if (sight.protected) {
      odd(tally, protectedBar, targetShare, times(slots, 'protected'), acts, weight.protected)
    } else if (sight.notable) {
      odd(tally, notableBar, targetShare, times(slots, 'notable'), acts, weight.notable)
    }
    odd(tally, actionBar, kindShare, slots[at.usualActionSlot + sight.action] ?? 0, acts, weight.action)
    if (sight.reason !== 0) {
      odd(tally, reasonBar, kindShare, timesGiven(sight), slots[at.usualCodeSlot] ?? 0, weight.reason)
    }
  },
}

function odd(tally: Tally, bar: BarKind, share: number, times: number, acts: number, cap: number): void {
  const usual = (times + startShare * startWeight) / (acts + startWeight)
  if (usual >= share) return
  const belief = acts / (acts + halfBelief)
  tally.give(bar, Math.min(cap, 100 * belief * Math.log2(share / usual)), times, acts)
}

function times(slots: readonly number[], mark: Mark): number {
  return slots[at.usualMarkSlot + markIndex[mark]] ?? 0
}

function timesGiven(sight: Sight): number {
  for (let i = 0; i < at.reasonsMax; i++) {
    if (sight.slots[at.reasonHashSlot + i] === sight.reason) return sight.slots[at.reasonWeightSlot + i] ?? 0
  }
  return 0
}

function bar(name: string, observed: (sight: Sight) => string): BarKind {
  return {
    name: `unusual.${name}`,
    family: 'relation',
    axis: 'suspicion',
    says: (finding, sight) => ({
      observed: observed(sight),
      expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} in the past month at work`,
    }),
  }
}
