/** How often sizes as large as this one were seen before, each side of zero for itself: counts in bins of an
 *  eighth of an octave, from 1/256 to 65,536, so that memory is constant and a rank costs one sum. Above the
 *  size that one row in twenty exceeds, a Pareto tail is drawn through what was seen there (Hill's estimator),
 *  for nothing can be ranked that was never reached. */
export interface Tail {
  readonly up: Side
  readonly down: Side
  total: number
  rowsToFit: number
}

interface Side {
  readonly counts: Float64Array
  /** The bin at which the tail begins, */
  edge: number
  /** how many stand at it and above, */
  beyond: number
  /** and how many bins above it they stand in the mean. */
  excessBins: number
}

const binsPerOctave = 8
const leastOctave = -8
const bins = 24 * binsPerOctave
/** Below that, nothing can be called rare. */
const rowsMin = 60
/** So many rows prove one in so many. What the curve says beyond that is believed by half after 1,000 rows. */
const rowsToBelieve = 1_000
/** When so many are counted, all are halved: the past fades over weeks. */
const rowsMax = 20_000
const tailShare = 0.05
const tailRowsMin = 8
const fitEveryRows = 16
/** Until a tail has been seen, it falls by e with each half octave (a Pareto exponent of 2.9, as heavy as
 *  such counts usually are). This counts for as much as forty rows in the tail. */
const priorBins = binsPerOctave / 2
const priorRows = 40

export function newTail(): Tail {
  return { up: newSide(), down: newSide(), total: 0, rowsToFit: 0 }
}

/** Decades of rarity of a signed size among all before it; then learns it. It might have been the other side,
 *  so the chance counts twice.
 *  After 100 times 1:                      1 -> 0.0   2 -> 2.0   4 -> 2.2   -1 -> 2.0   0 -> 0.0
 *  After 100 times 1 among 900 times 0:    0 -> 0.0   1 -> 0.7   2 -> 3.0   4 -> 4.2
 *  After 1,000 of mean 0 and spread 1:     1 -> 0.5   2 -> 1.4   4 -> 2.4   10 -> 3.4 (a Pareto tail is careful) */
export function rarityThenLearn(tail: Tail, size: number): number {
  const place = placeOf(Math.abs(size))
  const side = size < 0 ? tail.down : tail.up
  const rarity = tail.total < rowsMin ? 0 : rarityOf(tail, side, place)
  learn(tail, side, place)
  return rarity
}

function rarityOf(tail: Tail, side: Side, place: number): number {
  if (tail.rowsToFit <= 0) {
    fit(tail.up, tail.total)
    fit(tail.down, tail.total)
    // On a side that was hardly ever seen, the tail begins where the other's does.
    if (tail.up.beyond < tailRowsMin) tail.up.edge = Math.max(tail.up.edge, tail.down.edge)
    if (tail.down.beyond < tailRowsMin) tail.down.edge = Math.max(tail.down.edge, tail.up.edge)
    tail.rowsToFit = fitEveryRows
  }
  // Half a row more than was seen: what never came is rare, not impossible.
  const above =
    place < side.edge
      ? countAbove(side.counts, place) + 0.5
      : (side.beyond + 0.5) * Math.exp(-(place - side.edge) / side.excessBins)
  const decades = -Math.log10(Math.min(1, (2 * above) / (tail.total + 1)))
  const proven = Math.log10(tail.total + 1)
  if (decades <= proven) return decades
  return proven + ((decades - proven) * tail.total) / (tail.total + rowsToBelieve)
}

function countAbove(counts: Float64Array, place: number): number {
  const own = Math.floor(place)
  let above = (counts[own] ?? 0) * (own + 1 - place)
  for (let bin = own + 1; bin < bins; bin += 1) above += counts[bin] ?? 0
  return above
}

function fit(side: Side, total: number): void {
  const wanted = Math.max(tailRowsMin, tailShare * total)
  let bin = bins
  let beyond = 0
  let sum = 0
  // The least bin holds what is as good as nothing: where most rows are 0, the tail is that of the others.
  while (bin > 1 && beyond < wanted) {
    bin -= 1
    const count = side.counts[bin] ?? 0
    beyond += count
    sum += count * bin
  }
  side.edge = bin
  side.beyond = beyond
  // A row stands in the middle of its bin.
  const excess = sum - beyond * (bin - 0.5)
  side.excessBins = (excess + priorRows * priorBins) / (beyond + priorRows)
}

function learn(tail: Tail, side: Side, place: number): void {
  const bin = Math.floor(place)
  side.counts[bin] = (side.counts[bin] ?? 0) + 1
  tail.total += 1
  tail.rowsToFit -= 1
  if (tail.total <= rowsMax) return
  for (const { counts } of [tail.up, tail.down])
    for (let i = 0; i < bins; i += 1) counts[i] = (counts[i] ?? 0) / 2
  tail.total /= 2
}

/** In bins from the least: 1/256 -> 0   1 -> 64   2 -> 72, and never beyond the last one. */
function placeOf(size: number): number {
  const place = (Math.log2(size) - leastOctave) * binsPerOctave
  return Math.max(0, Math.min(bins - 0.001, place))
}

function newSide(): Side {
  return { counts: new Float64Array(bins), edge: 0, beyond: 0, excessBins: priorBins }
}
