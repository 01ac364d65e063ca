import * as at from '../memory/layout.ts'
import { markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, startShare, startWeight, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'

/** Points at most, in hundredths: as shipped one for each bit of oddness, up to there. */
export const unusualWeights = { notable: 300, protected: 400, action: 300, reason: 150 }

/** Bits of oddness by which all points are given. */
const bitsMax = { notable: 3, protected: 4, action: 3, reason: 1.5 }

const notableBar = bar('notable', () => 'an account of note, unusual for this actor')
const protectedBar = bar('protected', () => 'a protected account, unusual for this actor')
const actionBar = bar(
  'action',
  ({ change }) => `an action unusual for this actor (${change.action.replaceAll('-', ' ')})`,
)
const reasonBar = bar(
  'reason',
  ({ change }) => `a reason unusual for this actor ("${change.reason?.code ?? ''}")`,
)

/** How often changes that were not meant do it: half of those known went to accounts of note; a kind of
 *  action or reason that is picked without regard to habit hits any one of some five in use. */
const targetShare = 0.5
const kindShare = 0.2
/** A kind of act that comes every day at work is a habit, however small a share of a busy day it makes. Of whom it
 *  hits this is not said: a burst would make itself one. */
const habitTimes = 20

/** This actor never touches such accounts, never does such things, never gives such reasons.
 *
 *  log2 of how much oftener a change that was not meant does it than this actor does, from their own acts of
 *  the past month at work; weighed by `n / (n + 20)`.
 *    notable target, 0 of 0 acts -> 0.00   0 of 20 -> 2.45   0 of 200 -> 3.00 (cap)   100 of 200 -> 0.06
 *    action, 0 of 20 -> 1.79   0 of 200 -> 3.00 (cap)   10 of 2,000 -> 0.99   20 of 2,000 -> 0.00
 *    reason, 0 of 200, all of this action -> 1.50 (cap)   reason and action, 0 of 200 each -> 3.00 (the action's)
 *    notable target, where the peers' every second act is one, 0 of 20 acts -> 0.50   0 of 200 -> 3.00 (cap)
 *  What peers do counts for twenty acts of the actor's own, so that a newcomer is not odd for doing what the
 *  whole team does. What comes twenty times a month is nobody's news, or the busiest would be odd each day. A reason
 *  counts among the acts of its kind, as far as can be known: who locks twice a month, each time because of a thief,
 *  does one rare thing and not two.
 *  Range 0 to 4.00 each. Cost: a division and a logarithm each. Cold start: silent without history, and
 *  growing with it. Misleads on the first day in another team: a ticket or an approval speaks against it.
 *  Monotone: rarer never gives fewer points. */
export const unusual: Evidence = {
  name: 'unusual',
  family: 'relation',
  onAdminLog: 'beats chance',
  coldUntil: '1 act',
  risesWith: ['rarity of accounts of note', 'rarity of the action', 'rarity of the reason'],
  bars: [notableBar, protectedBar, actionBar, reasonBar],
  measure(sight, weights, tally) {
    const { slots } = sight
    const acts = slots[at.usualWeightSlot] ?? 0
    if (acts < 1) return
    const weight = weights.unusual
    if (sight.protected) {
      odd(sight, tally, protectedBar, targetShare, protectedSlot, acts, weight.protected, bitsMax.protected)
    } else if (sight.notable) {
      odd(sight, tally, notableBar, targetShare, notableSlot, acts, weight.notable, bitsMax.notable)
    }
    const actionSlot = at.usualActionSlot + sight.action
    const ofAction = usualShare(sight, actionSlot, acts)
    const times = slots[actionSlot] ?? 0
    give(tally, actionBar, kindShare, kindUsual(ofAction, times), times, acts, weight.action, bitsMax.action)
    if (sight.reason !== 0) {
      const coded = slots[at.usualCodeSlot] ?? 0
      const given = timesGiven(sight)
      const usual = (given + startShare * startWeight) / (coded + startWeight) / ofAction
      give(tally, reasonBar, kindShare, kindUsual(usual, given), given, coded, weight.reason, bitsMax.reason)
    }
  },
}

const notableSlot = at.usualMarkSlot + markIndex.notable
const protectedSlot = at.usualMarkSlot + markIndex.protected

function odd(
  sight: Sight,
  tally: Tally,
  bar: BarKind,
  share: number,
  slot: number,
  acts: number,
  points: number,
  bits: number,
): void {
  give(tally, bar, share, usualShare(sight, slot, acts), sight.slots[slot] ?? 0, acts, points, bits)
}

function give(
  tally: Tally,
  bar: BarKind,
  share: number,
  usual: number,
  times: number,
  acts: number,
  points: number,
  bits: number,
): void {
  if (usual >= share) return
  const odd = belief(acts) * Math.log2(share / usual)
  tally.give(bar, points * Math.min(1, odd / bits), times, acts)
}

function kindUsual(usual: number, times: number): number {
  return Math.max(usual, (kindShare * times) / habitTimes)
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
      expected: `${Math.round(finding.seen)} of about ${amountOf(Math.round(finding.usual), 'act')} in the past month at work`,
    }),
  }
}
