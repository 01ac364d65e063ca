import * as at from '../memory/layout.ts'
import { startMean, startSquare, startWeight, usualMean } from '../memory/usual.ts'

/** How surprising a pace is against what an actor's own acts were found at: shared by tempo and mass.
 *
 *  Counts whose rate itself varies from hour to hour are Gamma-Poisson (negative binomial). Mean and shape
 *  come from the two sums that memory keeps; the surprise is Chernoff's bound on the tail, in bits, which
 *  needs two logarithms where the exact tail needs a loop. Monotone in what is seen. */

/** Bounds on the shape of the Gamma distribution. Below 0.3 no burst would surprise, above 3 the hour after
 *  lunch would. */
const shapeMin = 0.3
const shapeMax = 3
/** Fewer than three together are no burst at any scale. */
const seenMin = 3
/** Below three times the usual nothing is a burst (at most 3.9 bits, at the narrowest shape), and nearly every
 *  change is done without a logarithm. */
const ratioMin = 3

export interface Surprise {
  readonly bits: number
  /** Which of the scales that were looked at. */
  readonly scale: number
  readonly seen: number
  readonly usual: number
}

/** Looks at `scales` neighbouring slots from `seenFirst`, and at the sums of the same and their squares.
 *  `undefined` where nothing exceeds what is usual by more than `freeBits`, as for nearly every change. */
export function mostSurprising(
  slots: readonly number[],
  seenFirst: number,
  sumFirst: number,
  squareFirst: number,
  scales: number,
  freeBits: number,
): Surprise | undefined {
  let most = freeBits
  let scale = -1
  const weight = (slots[at.usualWeightSlot] ?? 0) + startWeight
  for (let i = 0; i < scales; i++) {
    const seen = slots[seenFirst + i] ?? 0
    if (seen < seenMin) continue
    // Compared before anything is divided: this is the way of nearly every change.
    const sum = (slots[sumFirst + i] ?? 0) + startWeight * startMean
    if (seen * weight <= ratioMin * sum) continue
    const mean = sum / weight
    const square = ((slots[squareFirst + i] ?? 0) + startWeight * startSquare) / weight
    const bits = tailBits(seen, mean, square - mean * mean)
    if (bits <= most) continue
    most = bits
    scale = i
  }
  if (scale < 0) return undefined
  return {
    bits: most - freeBits,
    scale,
    seen: slots[seenFirst + scale] ?? 0,
    usual: usualMean(slots, sumFirst + scale),
  }
}

/** Bits of Chernoff's bound on P(N >= seen) for a negative binomial N.
 *    mean 1, variance 4 (shape 0.33):   seen 3 -> 0.35    10 -> 2.69   30 -> 10.47
 *    mean 40, variance 573 (shape 3):   seen 121 -> 3.77  200 -> 9.85 */
export function tailBits(seen: number, mean: number, variance: number): number {
  const excess = variance - mean
  const free = excess <= 0 ? shapeMax : (mean * mean) / excess
  const shape = Math.min(shapeMax, Math.max(shapeMin, free))
  return seen * Math.log2(seen / mean) - (seen + shape) * Math.log2((seen + shape) / (mean + shape))
}
