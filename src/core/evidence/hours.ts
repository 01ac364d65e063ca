import * as at from '../memory/layout.ts'
import { dayBlock } from '../memory/learn.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, peersActsMin } from './habit.ts'
import type { Sight } from './sight.ts'

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

/** Acts below which nobody has a day of their own. */
const historyMin = 20
/** What is supposed before anything is known, as heavy as so many acts. */
const startWeight = 10
const even = 1 / at.dayBlocks

/** At an hour at which this actor does not work: their own day, not the office's. A stolen account acts at
 *  the thief's hours, which are spread over the day evenly as far as anybody can tell.
 *
 *  log2 of an even share over what is usual for this block of two hours, smoothed with its neighbours, the
 *  peers' day (or an even one) before it; weighed by `n / (n + 20)`, less two forgiven bits.
 *    here 17 of 200 acts -> 0.00   4 of 200 -> 0.39   0 of 200 -> 1.50 (cap)   0 of 100 -> 0.88   0 of 40 -> 0.00
 *    0 of 200 here, 100 in the block before -> 0.00
 *  Range 0 to 1.50. Cost: additions; one logarithm at an odd hour. Cold start: silent below 20 acts, and for
 *  machines, which keep no hours. Misleads after a flight or a change of shift, for a week or two, and it sees
 *  no weekends. Monotone: the rarer the hour, the more points. */
export const hours: Evidence = {
  name: 'hours',
  family: 'origin',
  onAdminLog: 'not measured: volunteers there keep no hours of work; it speaks at 3 changes in 1,000',
  bars: [hoursBar],
  // A cap without a slope beside it is a bound: nothing here is a straight line that labels could tilt.
  fitting: { held: ['free', 'cap'] },
  measure(sight, weights, tally) {
    if (sight.machine) return
    const acts = sight.slots[at.usualWeightSlot] ?? 0
    if (acts < historyMin) return
    const block = dayBlock(sight.at)
    const own = smoothed(sight.slots, at.usualBlockSlot, block)
    // Compared before anything is divided: this is the way of nearly every change.
    if (own * at.dayBlocks * 2 > acts + startWeight) return
    const usual = (own + startWeight * supposed(sight, block)) / (acts + startWeight)
    const { free, cap } = weights.hours
    const points = 100 * belief(acts) * Math.log2(even / usual) - free
    if (points > 0) tally.give(hoursBar, Math.min(cap, points), own, acts)
  },
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
