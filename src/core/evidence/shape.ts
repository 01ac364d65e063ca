import { shapeBits } from '../baseline/shape-profile.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { silentDaysMax } from './silence.ts'

/** `perBit`: points for each bit beyond `free` by which such changes are rarer than changes usually are, in
 *  hundredths. Cap in points: it may raise, and never decide alone. */
export const shapeWeights = { perBit: 50, free: 300, cap: 150 }

const shapeBar: BarKind = {
  name: 'shape',
  family: 'pace',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `taken together, its figures are ${Math.round(2 ** Math.min(20, finding.seen))} times rarer than those of most changes`,
    expected: `changes as ${sight.machine ? 'machines' : 'people'} here make them (learnt until ${sight.baselines?.shape?.asOf ?? 'no day'})`,
  }),
}

/** Rare as a whole, though nothing of it need be rare: followers, hour, paces, silence, tenure, habit and what
 *  vouches for it, by a forest of half-space trees over what was not flagged (`baseline/shape-forest.ts`).
 *    3 bits rarer than most -> 0.00   4 -> 0.50   5 -> 1.00   9 -> 1.50 (cap)
 *  Range 0 to 1.50. Cost: about 120 ns with baselines, nothing without. Cold start: silent before 10,000 changes
 *  of people, or of machines. Misleads after a change of how all work, for a month. Source: Tan, Ting and Liu
 *  (2011), with a leaf's share against its tree's entropy for a score. */
export const shape: Evidence = {
  name: 'shape',
  family: 'pace',
  onAdminLog: 'no better than chance: what is rare as a whole there is not what others dispute',
  coldUntil: 'baselines',
  risesWith: ['rarity as a whole'],
  neverNegative: ['perBit', 'free', 'cap'],
  bars: [shapeBar],
  fitting: { together: [['perBit', 'cap']], held: ['free'] },
  measure(sight, weights, tally) {
    const profile = sight.baselines?.shape
    // Everything about somebody's first day back is strange, and `dormancy` says so.
    if (profile === undefined || sight.silentDays >= silentDaysMax) return
    const bits = shapeBits(profile, sight.leaves(), sight.machine)
    const { perBit, free, cap } = weights.shape
    if (bits * 100 <= free) return
    tally.give(shapeBar, Math.min(cap, (bits - free / 100) * perBit), bits)
  },
}
