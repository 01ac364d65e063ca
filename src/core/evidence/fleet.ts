import { fleetPlace, fleetScaleNames } from '../baseline/fleet.ts'
import { amount } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** `perBit`: points for each bit of surprise beyond `free`, in hundredths; little for any one change, for it is
 *  all of them that are odd together. Cap in points. */
export const fleetWeights = { perBit: 10, free: 1000, cap: 200 }

const bars: readonly BarKind[] = fleetScaleNames.map((name) => ({
  name: `fleet.${name.replace(' ', '')}`,
  family: 'pace',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `all ${sight.machine ? 'machines' : 'staff'} together: about ${amount(finding.seen)} of "${sight.change.action}" in ${name}`,
    expected: `${amount(finding.usual)} (fleet as of ${sight.baselines?.fleet?.asOf ?? 'no minute'})`,
  }),
}))

/** All staff together do this far oftener than usual: the mark of a tool that went wrong, or of one hand behind
 *  many names. The pace of each action, people and machines apart, was measured at the last closed minute,
 *  against the pace found in the minutes of the past month in which it was done at all (`baseline/fleet.ts`);
 *  the surprise is Chernoff's bound of `surprise.ts`.
 *    20 usual in ten minutes (variance 120), 100 seen -> 0.00   150 -> 0.78   340 -> 2.00 (cap)   no baseline yet -> 0.00
 *  Range 0 to 2.00. Cost: an array look-up. Cold start: silent before 300 minutes with such acts. Misleads in an
 *  honest campaign against spam; every change of it gets the same few points. Monotone in the fleet's pace. */
export const fleet: Evidence = {
  name: 'fleet',
  family: 'pace',
  onAdminLog: 'no better than chance: all changes of a surge get the same points, routine or not',
  coldUntil: 'baselines',
  risesWith: ['the pace of the fleet'],
  neverNegative: ['perBit', 'free', 'cap'],
  bars,
  fitting: { together: [['perBit', 'cap']], held: ['free'] },
  measure(sight, weights, tally) {
    const surge = sight.baselines?.fleet?.surges[fleetPlace(sight.action, sight.machine)]
    if (surge === undefined) return
    const { perBit, free, cap } = weights.fleet
    const bits = surge.bits - free / 100
    const bar = bars[surge.scale]
    if (bits <= 0 || bar === undefined) return
    tally.give(bar, Math.min(cap, bits * perBit), surge.seen, surge.usual)
  },
}
