import * as at from '../memory/layout.ts'
import { amount, amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { besides, giveMostSurprising } from './surprise.ts'

/** `perBit`: points for each halving of the chance that the actor's usual pace gives what was seen.
 *  `free`: so many bits are forgiven; a burst of a kind met once a month is four bits a working day, and six
 *  scales are looked at. Caps in points. All in hundredths. */
export const tempoWeights = { perBit: 80, free: 600, cap: 600, automationCap: 200 }

const bars: readonly BarKind[] = at.scaleNames.slice(0, at.comparedScales).map((name, scale) => ({
  name: `tempo.${name.replace(' ', '')}`,
  family: 'pace',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `${amountOf(finding.seen, 'act')} in about ${name} before this one`,
    expected: `${amount(finding.usual)}, from ${amountOf(sight.slots[at.usualWeightSlot] ?? 0, 'act')} ${scale < 3 ? 'while at work' : 'of the past month'}${besides(sight)}`,
  }),
}))

const compared = {
  bars,
  seen: at.paceSlot,
  sum: at.usualPaceSlot,
  square: at.usualSquareSlot,
  scales: at.comparedScales,
}

/** How fast the actor goes, against how fast they usually go *when they go*, at six time scales at once.
 *
 *  The pace at a scale is the exponentially decayed count of acts. What is usual is the mean and spread of
 *  the pace found at the actor's own acts of the past month at work, so nights and weekends do not make every
 *  morning a burst, as a mean over the clock would. Counts that vary so are Gamma-Poisson; the bits are
 *  Chernoff's bound on its tail, and the most surprising scale speaks:
 *    usual 1, spread wide (shape 0.33), pace 10 -> 0.00   30 -> 3.58   60 -> 6.00 (cap)
 *    usual 40 (shape 3), pace 119 -> 0.00   200 -> 3.08   200 by a machine -> 2.00 (its cap)
 *  Range 0 to 6.00 (machines 2.00). Cost: about 30 ns at a usual pace, 100 ns in a burst. Cold start: silent
 *  below 20 acts of the past month. Misleads in the first mass clean-up of somebody's career: ticket and
 *  approvals speak against it. Monotone in the pace. Source: negative binomial large deviations. */
export const tempo: Evidence = {
  name: 'tempo',
  family: 'pace',
  onAdminLog: 'no better than chance: bursts there are clean-ups by the most trusted',
  coldUntil: '20 acts',
  risesWith: ['the pace'],
  neverNegative: ['perBit', 'free', 'cap', 'automationCap'],
  bars,
  fitting: { together: [['perBit', 'cap', 'automationCap']], held: ['free'] },
  measure(sight, weights, tally) {
    giveMostSurprising(sight, tally, weights.tempo, compared)
  },
}
