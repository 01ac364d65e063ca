import * as at from '../memory/layout.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** `perBit`: points for each halving of the chance that the actor's usual pace gives what was seen.
 *  `free`: so many bits are forgiven; a burst of a kind met once a month is four bits a working day, and six
 *  scales are looked at. Caps in points. All in hundredths. */
export const tempoWeights = { perBit: 80, free: 600, cap: 600, automationCap: 200 } as const

const bars: readonly BarKind[] = at.scaleNames.slice(0, at.comparedScales).map((name, scale) => ({
  name: `tempo.${name.replace(' ', '')}`,
  family: 'pace',
  axis: 'suspicion',
  says: (finding, sight) => ({
    observed: `${finding.seen.toFixed(1)} acts in about ${name} before this one`,
    expected: `${finding.usual.toFixed(1)}, from ${Math.round(sight.slots[at.usualWeightSlot] ?? 0)} acts ${scale < 3 ? 'while at work' : 'of the past month'}`,
  }),
}))

/** Acts below which an actor's own past says nothing. */
const historyMin = 20
/** A cautious start for everybody's baseline: five acts found at pace 1, with a wide spread. Without it the
 *  first two acts in one minute of a slow worker would look like a miracle. */
const startWeight = 5
const startPace = 1
const startSquare = 4
/** Bounds on the shape of the Gamma distribution that the actor's pace varies by: below 0.3 no burst would
 *  surprise, above 3 a lunch break would. */
const shapeMin = 0.3
const shapeMax = 3

/** How fast the actor goes, against how fast they usually go *when they go*, at six time scales at once.
 *
 *  The pace at a scale is the exponentially decayed count of acts. What is usual is the mean and spread of
 *  the pace found at the actor's own acts of the past month at work, so nights and weekends do not make every
 *  morning a burst, as a mean over the clock would. Counts that vary so are Gamma-Poisson; the bits are
 *  Chernoff's bound on its tail, and the most surprising scale speaks:
 *    usual 1.0, spread wide (shape 0.3): pace 3 -> 0.00   10 -> 0.00   30 -> 2.46   60 -> 6.00 (cap)
 *    usual 40 (shape 3), an automation:   45 -> 0.00   90 -> 0.00   400 -> 2.00 (its cap)
 *  Range 0 to 6.00 (machines 2.00). Cost: about 30 ns at a usual pace, 100 ns in a burst. Cold start: silent
 *  below 20 acts of the past month. Misleads in the first mass clean-up of somebody's career: ticket and
 *  approvals speak against it. Monotone in the pace. Source: negative binomial large deviations. */
export const tempo: Evidence = {
  name: 'tempo',
  family: 'pace',
  bars,
  measure(sight, weights, tally) {
    const { slots } = sight
    const history = slots[at.usualWeightSlot] ?? 0
    if (history < historyMin) return
    const weight = weights.tempo
    let most = weight.free / 100
    let scale = -1
    let usual = 0
    for (let i = 0; i < at.comparedScales; i++) {
      const pace = slots[at.paceSlot + i] ?? 0
      if (pace < 3) continue
      const mean = ((slots[at.usualPaceSlot + i] ?? 0) + startWeight * startPace) / (history + startWeight)
      if (pace <= mean) continue
      const square =
        ((slots[at.usualSquareSlot + i] ?? 0) + startWeight * startSquare) / (history + startWeight)
      const bits = surpriseBits(pace, mean, square - mean * mean)
      if (bits > most) {
        most = bits
        scale = i
        usual = mean
      }
    }
    const bar = bars[scale]
    if (bar === undefined) return
    const cap = sight.machine ? weight.automationCap : weight.cap
    tally.give(
      bar,
      Math.min(cap, (most - weight.free / 100) * weight.perBit),
      slots[at.paceSlot + scale] ?? 0,
      usual,
    )
  },
}

/** Bits of Chernoff's bound on P(N >= pace), N negative binomial of this mean and variance. */
function surpriseBits(pace: number, mean: number, variance: number): number {
  const excess = variance - mean
  const free = excess <= 0 ? shapeMax : (mean * mean) / excess
  const shape = Math.min(shapeMax, Math.max(shapeMin, free))
  return pace * Math.log2(pace / mean) - (pace + shape) * Math.log2((pace + shape) / (mean + shape))
}
