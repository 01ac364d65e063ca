import { learnMean, learnSize, type Mean, newMean } from './mean.ts'
import { learnPattern, newPatterns, noveltyOf, type Patterns } from './pattern.ts'
import { expectedBySeason, learnSeason, newSeason, type Season } from './season.ts'
import { newShadow, type Shadow, sayOnce } from './shadow.ts'
import { newTail, rarityThenLearn, type Tail } from './tail.ts'

/** Notices when a series of numbers begins to do something new: a univariate form of the tempo evidence, for
 *  the rates of a fleet or any metric. It needs no training, no seed and no setting.
 *
 *  Each row is looked at in four ways. What each finds is turned into *decades of rarity* by that series' own
 *  past (`tail.ts`: 3 is what one row in a thousand shows), so that four unlike things can be compared, and a
 *  number means the same for taxi rides and for temperatures:
 *    pattern  how far this value and the one before are from any such pair of the last 512 rows
 *    season   how far the value is from what this hour of the day or week expects, where hours say anything
 *    level    how far the mean of about 10 rows is from that of about 300, the season taken away
 *    spread   how much wilder or stiller the last 10 steps are than the last 300
 *  The most surprising one counts in full and the second by half; all in full was measured worse, since noise
 *  adds up too. To this the rarity of the last 20 rows' mean surprise is added: a little odd for long is odd.
 *  What remains odd is said once (`shadow.ts`).
 *
 *  After 2,000 rows of normal noise about 100 with a spread of 5, in the shadow of 1.6 decades:
 *    100 -> 0.09   120 -> 0.53   130 -> 0.61   150 -> 0.69   1,000 -> 0.90   0 -> 0.77   150, then 100 -> 0.21
 *  Cost: 2 to 4 us a row. Memory: 27 KiB of numbers for a series, whatever its length. Cold start: near 0 for the
 *  first 60 rows, and careful for the first thousand. Misleads where the odd thing is already there at the
 *  start, where every day brings what never was before, and on a line so flat that rounding is news.
 *  Source: conformal anomaly detection (Laxhammar 2014) for the ranks, Hill's estimator for the tails, and
 *  anomaly likelihood (Lavin and Ahmad 2015) for the mean of surprises. */
export interface Series {
  rows: number
  before: number
  readonly slow: Mean
  readonly fastAboveBase: Mean
  readonly slowAboveBase: Mean
  readonly fastStep: Mean
  readonly slowStep: Mean
  readonly season: Season
  readonly patterns: Patterns
  readonly pattern: Channel
  readonly seasonal: Channel
  readonly level: Channel
  readonly spread: Tail
  readonly lately: Mean
  readonly sustained: Tail
  readonly shadow: Shadow
}

/** What is seen in one way: its usual size, so that a series that grows keeps its past, and its tail. */
interface Channel {
  readonly size: Mean
  readonly tail: Tail
}

const slowRows = 300
const fastRows = 10
const latelyRows = 20
/** Before that, the usual step is not known well enough for another to be called wild. */
const spreadRowsMin = 30

export function startSeries(): Series {
  return {
    rows: 0,
    before: Number.NaN,
    slow: newMean(),
    fastAboveBase: newMean(),
    slowAboveBase: newMean(),
    fastStep: newMean(),
    slowStep: newMean(),
    season: newSeason(),
    patterns: newPatterns(),
    pattern: newChannel(),
    seasonal: newChannel(),
    level: newChannel(),
    spread: newTail(),
    lately: newMean(),
    sustained: newTail(),
    shadow: newShadow(),
  }
}

/** How surprising the next value is, 0 to 1, told before it is learnt: 0.5 at three decades, and what is
 *  missing to 1 halves with every three more. Two surprises are summed, so it is no probability: on noise in which
 *  nothing happens one row in 370 reaches 0.5, one in 980 reaches 0.6, one in 3,100 reaches 0.75.
 *  `at`: ms since the epoch, only read for hour and weekday; NaN where nobody knows. A value that is no finite
 *  number gives 0 and is not learnt. */
export function observe(series: Series, at: number, value: number): number {
  if (!Number.isFinite(value)) return 0
  series.rows += 1
  if (series.rows === 1) {
    series.before = value
    learnMean(series.slow, value, slowRows)
    return 0
  }
  const now = surpriseNow(series, at, value)
  learnMean(series.lately, now, latelyRows)
  const surprise = now + rarityThenLearn(series.sustained, series.lately.mean)
  return 1 - 2 ** (-sayOnce(series.shadow, surprise) / 3)
}

function surpriseNow(series: Series, at: number, value: number): number {
  const { slow, season } = series
  const expected = expectedBySeason(season, at, value, slow.mean)
  const base = expected ?? slow.mean
  const seasonal = expected === undefined ? 0 : rarityIn(series.seasonal, value - expected)

  const aboveBase = value - base
  learnMean(series.fastAboveBase, aboveBase, fastRows)
  const level = rarityIn(series.level, series.fastAboveBase.mean - series.slowAboveBase.mean)
  learnMean(series.slowAboveBase, aboveBase, slowRows)

  const spread = spreadRarity(series, value)
  const novelty = noveltyOf(series.patterns, value, series.before)
  const pattern = novelty === undefined ? 0 : rarityIn(series.pattern, novelty)

  learnPattern(series.patterns, value, series.before)
  learnSeason(season, value)
  learnMean(slow, value, slowRows)
  series.before = value
  return firstAndHalfOfSecond(pattern, seasonal, level, spread)
}

/** In octaves: 1 where the last steps are twice as large as usual, -1 where they are half. On a flat line it
 *  falls for as long as the line lasts. */
function spreadRarity(series: Series, value: number): number {
  const { fastStep, slowStep } = series
  const step = Math.abs(value - series.before)
  learnMean(fastStep, step, fastRows)
  // What no float could hold of a step is nothing: a flat line has steps of that size, and so has a ratio.
  const least = 1e-9 * Math.abs(value) + Number.MIN_VALUE
  const octaves = Math.log2((fastStep.mean + least) / (slowStep.mean + least))
  learnSize(slowStep, step, slowRows)
  return series.rows > spreadRowsMin ? rarityThenLearn(series.spread, octaves) : 0
}

function newChannel(): Channel {
  return { size: newMean(), tail: newTail() }
}

function rarityIn({ size, tail }: Channel, found: number): number {
  const rarity = rarityThenLearn(tail, found / (size.mean + Number.MIN_VALUE))
  learnSize(size, Math.abs(found), slowRows)
  return rarity
}

function firstAndHalfOfSecond(...rarities: readonly number[]): number {
  let first = 0
  let second = 0
  for (const rarity of rarities) {
    if (rarity > first) {
      second = first
      first = rarity
    } else if (rarity > second) second = rarity
  }
  return first + second / 2
}
