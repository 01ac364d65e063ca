import type { Peers } from '../baseline/baselines.ts'
import * as at from '../memory/layout.ts'
import { priorSum, priorWeight, startMean, startSquare } from '../memory/usual.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'

/** How surprising a pace is against what an actor's own acts were found at: shared by tempo and mass.
 *
 *  Counts whose rate itself varies from hour to hour are Gamma-Poisson (negative binomial). Mean and shape
 *  come from the two sums that memory keeps; the surprise is Chernoff's bound on the tail, in bits, which
 *  needs two logarithms where the exact tail needs a loop. Monotone in what is seen.
 *  What stands beside the actor's own acts, peers' or a cautious start, is in `memory/usual.ts`. */

/** Bounds on the shape of the Gamma distribution. Below 0.3 no burst would surprise. */
const shapeMin = 0.3
/** At the short scales above 3 the hour after lunch would; days and weeks are steadier. */
const shapeMax = [3, 3, 3, 6, 10, 10] as const
/** Fewer than three together are no burst at any scale. */
const seenMin = 3
/** Below twice the usual nothing is a burst, and nearly every change is done without a logarithm. */
const ratioMin = 2
/** Acts below which an actor's own past says nothing, where no peers are known. */
const actsMin = 20

interface Surprise {
  readonly bits: number
  /** Which of the scales that were looked at. */
  readonly scale: number
  readonly seen: number
  readonly usual: number
}

/** Where the numbers to compare lie: what is seen now, and the sums of it and of its squares; with a bar for each
 *  scale. */
interface Compared {
  readonly bars: readonly BarKind[]
  readonly seen: number
  readonly sum: number
  readonly square: number
  readonly scales: number
}

/** Gives the points of the scale that surprises most: a slope for each bit beyond those forgiven, up to a cap that
 *  is lower for machines. Weights in hundredths. */
export function giveMostSurprising(
  sight: Sight,
  tally: Tally,
  weight: {
    readonly perBit: number
    readonly free: number
    readonly cap: number
    readonly automationCap: number
  },
  compared: Compared,
): void {
  const surprise = mostSurprising(sight.slots, sight.peers, compared, weight.free / 100)
  const bar = surprise === undefined ? undefined : compared.bars[surprise.scale]
  if (surprise === undefined || bar === undefined) return
  const cap = sight.machine ? weight.automationCap : weight.cap
  tally.give(bar, Math.min(cap, surprise.bits * weight.perBit), surprise.seen, surprise.usual)
}

/** The most bits at any scale, none of them forgiven; 0 where nothing exceeds the usual. */
export function bitsOfSurprise(
  slots: readonly number[],
  peers: Peers | undefined,
  compared: Compared,
): number {
  return mostSurprising(slots, peers, compared, 0)?.bits ?? 0
}

/** Looks at some neighbouring slots. `undefined` where nothing exceeds what is usual by more than `freeBits`,
 *  as for nearly every change. */
function mostSurprising(
  slots: readonly number[],
  peers: Peers | undefined,
  { seen: seenFirst, sum: sumFirst, square: squareFirst, scales }: Compared,
  freeBits: number,
): Surprise | undefined {
  const acts = slots[at.usualWeightSlot] ?? 0
  if (acts < actsMin && peers === undefined) return undefined
  const others = priorWeight(peers, acts)
  const weight = acts + others
  let most = freeBits
  let scale = -1
  let usual = 0
  for (let i = 0; i < scales; i++) {
    const seen = slots[seenFirst + i] ?? 0
    if (seen < seenMin) continue
    // Compared before anything is divided: this is the way of nearly every change.
    const sum = (slots[sumFirst + i] ?? 0) + priorSum(peers, others, sumFirst + i, startMean)
    if (seen * weight <= ratioMin * sum) continue
    const mean = Math.max(meanMin, sum / weight)
    const square =
      ((slots[squareFirst + i] ?? 0) + priorSum(peers, others, squareFirst + i, startSquare)) / weight
    const bits = surpriseBits(seen, mean, shapeOf(mean, square - mean * mean, shapeMax[i] ?? 3))
    if (bits <= most) continue
    most = bits
    scale = i
    usual = mean
  }
  if (scale < 0) return undefined
  return { bits: most - freeBits, scale, seen: slots[seenFirst + scale] ?? 0, usual }
}

/** A mean so small is not known from peers or habit: nobody is that regular. */
const meanMin = 0.5

/** Bits of Chernoff's bound on P(N >= seen) for a negative binomial N.
 *    mean 1, variance 4 (shape 0.33):   seen 3 -> 0.35    10 -> 2.69   30 -> 10.47
 *    mean 40, variance 573 (shape 3):   seen 121 -> 3.77  200 -> 9.85 */
export function tailBits(seen: number, mean: number, variance: number): number {
  return surpriseBits(seen, mean, shapeOf(mean, variance, shapeMax[0]))
}

function shapeOf(mean: number, variance: number, most: number): number {
  const excess = variance - mean
  const free = excess <= 0 ? most : (mean * mean) / excess
  return Math.min(most, Math.max(shapeMin, free))
}

/** The same with the shape given; 0 for what is not above the mean. */
export function surpriseBits(seen: number, mean: number, shape: number): number {
  if (seen <= mean) return 0
  return seen * Math.log2(seen / mean) - (seen + shape) * Math.log2((seen + shape) / (mean + shape))
}

/** What stood beside the actor's own past, for an analyst. */
export function besides({ peers }: { readonly peers: Peers | undefined }): string {
  return peers === undefined ? '' : `, and ${peers.name} (as of ${peers.asOf})`
}
