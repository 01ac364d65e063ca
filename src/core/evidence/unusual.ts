import * as at from '../memory/layout.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Tally } from './tally.ts'

/** Caps in hundredths of points. */
export const unusualWeights = { notable: 300, protected: 400, action: 300 } as const

const notableBar = bar('unusual.notable', 'went to an account of note')
const protectedBar = bar('unusual.protected', 'went to a protected account')
const actionBar = bar('unusual.action', 'were of this kind')

/** Acts by which half of the points are believed: with none, there is no habit to break. */
const halfBelief = 20
/** Where habit is unknown, one act in twenty is of a given kind; as heavy as ten acts seen. */
const startShare = 0.05
const startWeight = 10

/** This actor never touches such accounts, or never does such things.
 *
 *  log2 of how much more often a change that was not meant does it (half of those known went to accounts of
 *  note; one in five was of a given kind of action) than this actor does, from their own acts of the past
 *  month at work; weighed by `n / (n + 20)`. Machines have habits too, and their own cap is the same.
 *    notable target:  0 of 0 acts -> 0.00   0 of 20 -> 2.45   0 of 200 -> 3.00 (cap)   100 of 200 -> 0.00
 *    action:          0 of 20 -> 1.79   0 of 200 -> 3.00 (cap)   10 of 200 -> 1.79
 *  Range 0 to 4.00 each. Cost: a division and a logarithm each. Misleads on the first day in another team:
 *  a routed assignment or a ticket speaks against it. Monotone: rarer never gives fewer points. */
export const unusual: Evidence = {
  name: 'unusual',
  family: 'relation',
  bars: [notableBar, protectedBar, actionBar],
  measure(sight, weights, tally) {
    const { slots } = sight
    const acts = slots[at.usualWeightSlot] ?? 0
    if (acts < 1) return
    const weight = weights.unusual
    if (sight.protected)
      odd(tally, protectedBar, 0.5, slots[at.usualProtectedSlot] ?? 0, acts, weight.protected)
    else if (sight.notable) odd(tally, notableBar, 0.5, slots[at.usualNotableSlot] ?? 0, acts, weight.notable)
    odd(tally, actionBar, 0.2, slots[at.usualActionSlot + sight.action] ?? 0, acts, weight.action)
  },
}

function odd(tally: Tally, bar: BarKind, share: number, times: number, acts: number, cap: number): void {
  const usual = (times + startShare * startWeight) / (acts + startWeight)
  if (usual >= share) return
  const belief = acts / (acts + halfBelief)
  tally.give(bar, Math.min(cap, 100 * belief * Math.log2(share / usual)), times, acts)
}

function bar(name: string, words: string): BarKind {
  return {
    name,
    family: 'relation',
    axis: 'suspicion',
    says: (finding) => ({
      observed: `this one does`,
      expected: `${Math.round(finding.seen)} of about ${Math.round(finding.usual)} earlier acts ${words}`,
    }),
  }
}
