import * as at from '../memory/layout.ts'
import { amount, amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import { besides, bitsOfSurprise, giveMostSurprising } from './surprise.ts'

/** As `tempoWeights`, with lower caps: tempo mostly sees the same burst. In hundredths. */
export const massWeights = { perBit: 80, free: 600, cap: 400, automationCap: 100 }

const bars: readonly BarKind[] = at.massScaleNames.map((name) => ({
  name: `mass.${name.replace(' ', '')}`,
  family: 'pace',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `${amountOf(finding.seen, 'account')} in about ${name} before this one`,
    expected: `${amount(finding.usual)}, from ${amountOf(sight.slots[at.usualWeightSlot] ?? 0, 'act')} of the past month at work${besides(sight)}`,
  }),
}))

const compared = {
  bars,
  seen: at.massSlot,
  sum: at.usualMassSlot,
  square: at.usualMassSquareSlot,
  scales: at.massScalesMs.length,
}

/** One hand, many targets: accounts touched, against the same of the actor's own acts. Differs from tempo
 *  where one operation touches many accounts: that is one act and a mass.
 *    usual 1 account in ten minutes (shape 0.33), 10 accounts -> 0.00   30 -> 3.58   40 -> 4.00 (cap)
 *  Range 0 to 4.00 (machines 1.00). Cost: as tempo at half the scales. Cold start: silent below 20 acts.
 *  Misleads as tempo does. Monotone in accounts. Source: see `surprise.ts`. */
export const mass: Evidence = {
  name: 'mass',
  family: 'pace',
  onAdminLog: 'no better than chance: bursts there are clean-ups by the most trusted',
  coldUntil: '20 acts',
  risesWith: ['accounts'],
  neverNegative: ['perBit', 'free', 'cap', 'automationCap'],
  bars,
  fitting: { together: [['perBit', 'cap', 'automationCap']], held: ['free'] },
  measure(sight, weights, tally) {
    giveMostSurprising(sight, tally, weights.mass, compared)
  },
}

/** Without forgiveness or cap, for policies: what many accounts at once are worth beside the prior is bounded, so that a
 *  clean-up by a trusted hand stays quiet; how many are past all bounds is for a rule to say. */
export function massBits({ slots, peers }: Sight): number {
  return bitsOfSurprise(slots, peers, compared)
}
