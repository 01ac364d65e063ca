import * as at from '../memory/layout.ts'
import { dayBlock } from '../memory/learn.ts'
import { isWeekend, weekendShare } from '../memory/week.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, peersActsMin } from './habit.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** `free`: so many bits are forgiven, for every long day has an early and a late end. Hundredths of points. */
export const hoursWeights = { free: 200, cap: 150 }

const hoursBar: BarKind = {
  name: 'hours',
  family: 'origin',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `at ${clock(dayBlock(sight.at))} UTC`,
    expected: `about ${finding.seen.toFixed(0)} of this actor's ${amountOf(finding.usual, 'act')} of the past month at work come then`,
  }),
}

const weekendBar: BarKind = {
  name: 'hours.weekend',
  family: 'origin',
  axis: 'suspicion',
  says: (finding) => ({
    observed: 'at the weekend, everywhere',
    expected: `about ${finding.seen.toFixed(0)} of this actor's ${amountOf(finding.usual, 'act')} of the past month at work come then`,
  }),
}

/** Acts below which nobody has a day of their own. */
const historyMin = 20
/** What is supposed before anything is known, as heavy as so many acts. */
const startWeight = 10
const even = 1 / at.dayBlocks

/** At a time at which this actor does not work: their own day and week, not the office's. A stolen account acts at the
 *  thief's hours, which are spread evenly as far as anybody can tell.
 *
 *  log2 of an even share over what is usual: for this block of two hours, smoothed with its neighbours, the peers'
 *  day (or an even one) before it; and for the weekend, where that is what it is on every clock (`memory/week.ts`).
 *  Weighed by `n / (n + 20)`, less two forgiven bits.
 *    here 17 of 200 acts -> 0.00   4 of 200 -> 0.39   0 of 200 -> 1.50   0 of 100 -> 0.88   0 of 40 -> 0.00
 *    0 of 200 here, 100 in the block before -> 0.00
 *    Saturday at 11:00, 29 of 200 acts at weekends -> 0.00   4 of 200 -> 0.24   0 of 200 -> 1.50
 *    Saturday at 11:00, 0 of 200, but known for 13 days only -> 0.00   Sunday at 22:00, 0 of 200 at weekends -> 0.00
 *  Range 0 to 1.50 each (cap). Cost: additions; one logarithm at an odd time. Cold start: silent below 20 acts, and for
 *  machines, which keep no hours; of weekends until two have passed. Misleads after a flight or a change of shift, for
 *  a week or two, and at the first weekend on call. Monotone: the rarer the time, the more points. */
export const hours: Evidence = {
  name: 'hours',
  family: 'origin',
  onAdminLog: 'no better than chance: volunteers there keep no hours of work',
  coldUntil: '20 acts',
  risesWith: ['rarity of the hour', 'rarity of weekends'],
  neverNegative: ['free', 'cap'],
  bars: [hoursBar, weekendBar],
  // A cap without a slope beside it is a bound: nothing here is a straight line that labels could tilt.
  fitting: { held: ['free', 'cap'] },
  measure(sight, weights, tally) {
    if (sight.machine) return
    const { slots } = sight
    const acts = slots[at.usualWeightSlot] ?? 0
    if (acts < historyMin) return
    const block = dayBlock(sight.at)
    const own = smoothed(slots, at.usualBlockSlot, block)
    // Compared before anything is divided: this is the way of nearly every change.
    if (own * at.dayBlocks * 2 <= acts + startWeight) {
      const usual = (own + startWeight * supposed(sight, block)) / (acts + startWeight)
      give(tally, hoursBar, weights.hours, even / usual, own, acts)
    }
    if (!isWeekend(sight.at) || sight.at - (slots[at.firstAtSlot] ?? 0) < knownMsMin) return
    const weekends = slots[at.usualWeekendSlot] ?? 0
    const usual = (weekends + startWeight * weekendShare) / (acts + startWeight)
    give(tally, weekendBar, weights.hours, weekendShare / usual, weekends, acts)
  },
}

/** Two weekends. */
const knownMsMin = 14 * 86_400_000

function give(
  tally: Tally,
  bar: BarKind,
  { free, cap }: Weights['hours'],
  rarer: number,
  seen: number,
  acts: number,
): void {
  const points = 100 * belief(acts) * Math.log2(rarer) - free
  if (points > 0) tally.give(bar, Math.min(cap, points), seen, acts)
}

function supposed(sight: Sight, block: number): number {
  const peers = sight.peers?.usual
  const acts = peers?.[0] ?? 0
  return peers === undefined || acts < peersActsMin
    ? even
    : smoothed(peers, at.usualBlockSlot - at.usualWeightSlot, block) / acts
}

/** A day is round: the last block's neighbour is the first. */
function smoothed(numbers: readonly number[], first: number, block: number): number {
  const before = numbers[first + (block === 0 ? at.dayBlocks - 1 : block - 1)] ?? 0
  const after = numbers[first + (block === at.dayBlocks - 1 ? 0 : block + 1)] ?? 0
  return (numbers[first + block] ?? 0) / 2 + (before + after) / 4
}

/** 11 -> "22:00 to 24:00" */
function clock(block: number): string {
  return `${String(2 * block).padStart(2, '0')}:00 to ${String(2 * block + 2).padStart(2, '0')}:00`
}
