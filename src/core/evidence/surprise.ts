/** How surprising a pace is against what an actor's own acts were found at: shared by tempo and mass.
 *
 *  Counts whose rate itself varies from hour to hour are Gamma-Poisson (negative binomial). Mean and shape
 *  come from the two sums that memory keeps; the surprise is Chernoff's bound on the tail, in bits, which
 *  needs two logarithms where the exact tail needs a loop. Monotone in what is seen. */

/** A cautious start for everybody: five acts found at pace 1, with a wide spread. Without it the first three
 *  acts within one minute of a slow worker would look like a miracle. */
const startWeight = 5
const startMean = 1
const startSquare = 4
/** Bounds on the shape of the Gamma distribution. Below 0.3 no burst would surprise, above 3 the hour after
 *  lunch would. */
const shapeMin = 0.3
const shapeMax = 3
/** Fewer than three together are no burst at any scale. */
const seenMin = 3

/** The answer of the last `mostSurprising`, kept in one place so that a change allocates nothing for it. It
 *  is read at once by whoever asked; `scale` is -1 where nothing exceeds what is usual. */
export const surprise = { bits: 0, scale: -1, seen: 0, usual: 0 }

/** Looks at `scales` neighbouring slots from `seenFirst`, and at the sums of the same and their squares. */
export function mostSurprising(
  slots: readonly number[],
  seenFirst: number,
  sumFirst: number,
  squareFirst: number,
  scales: number,
  history: number,
): void {
  surprise.bits = 0
  surprise.scale = -1
  const weight = history + startWeight
  for (let i = 0; i < scales; i++) {
    const seen = slots[seenFirst + i] ?? 0
    if (seen < seenMin) continue
    const mean = ((slots[sumFirst + i] ?? 0) + startWeight * startMean) / weight
    if (seen <= mean) continue
    const square = ((slots[squareFirst + i] ?? 0) + startWeight * startSquare) / weight
    const bits = tailBits(seen, mean, square - mean * mean)
    if (bits <= surprise.bits) continue
    surprise.bits = bits
    surprise.scale = i
    surprise.seen = seen
    surprise.usual = mean
  }
}

/** Bits of Chernoff's bound on P(N >= seen) for a negative binomial N.
 *    mean 1, variance 4 (shape 0.33):  seen 3 -> 0.46   10 -> 3.0   30 -> 11.1
 *    mean 40, variance 100 (shape 3):  seen 60 -> 0.3   200 -> 6.5 */
export function tailBits(seen: number, mean: number, variance: number): number {
  const excess = variance - mean
  const free = excess <= 0 ? shapeMax : (mean * mean) / excess
  const shape = Math.min(shapeMax, Math.max(shapeMin, free))
  return seen * Math.log2(seen / mean) - (seen + shape) * Math.log2((seen + shape) / (mean + shape))
}
