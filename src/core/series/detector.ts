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
 *    pattern  how far this value and the one before are from any such pair that is remembered (`pattern.ts`)
 *    season   how far the value is from what this hour of the day or week expects, where hours say anything
 *    level    how far the mean of about 10 rows is from that of about 300, the season taken away
 *             and no row counted for more than three usual distances
 *    spread   how much wilder or stiller the last 10 steps are than the last 300
 *  A pattern's decades count for more and a level's for less than they are. The most surprising way counts in
 *  full and the second by a third; all in full was measured worse, since noise adds up too. To this the rarity of
 *  the last 20 rows' mean surprise is added: a little odd for long is odd.
 *  What remains odd is said once (`shadow.ts`).
 *
 *  After 2,000 rows of normal noise about 100 with a spread of 5, in the shadow of some of it:
 *    100 -> 0.05   120 -> 0.52   130 -> 0.66   150 -> 0.74   1,000 -> 0.89   0 -> 0.80   150, then 100 -> 0.21
 *  Cost: 3 to 4 us a row. Memory: 35 KiB of numbers for a series, whatever its length. Cold start: near 0 for the
 *  first 60 rows, in part for the first 250, and careful for the first thousand. A gap in the times is no step.
 *  Misleads where the odd thing is already there at the start, where every day brings what never was before, and
 *  on a line so flat that rounding is news. A slow drift is hardly noticed: to each row it is the usual.
 *  Source: conformal anomaly detection (Laxhammar 2014) for the ranks, Hill's estimator for the tails, and
 *  anomaly likelihood (Lavin and Ahmad 2015) for the mean of surprises. */
export interface Series {
  rows: number
  /** Of the row before, in ms since the epoch; NaN where unknown. */
  at: number
  before: number
  /** In ms. */
  readonly usualStep: Mean
  readonly slow: Mean
  /** How far a value usually is from what was expected of it. */
  readonly usualAboveBase: Mean
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
const usualRows = 1_000
const levelRowsMin = 30
const levelTimesMax = 3
/** What a decade of each way is worth beside the others: a pair never seen is mostly news, a mean that has moved
 *  is often only the series' own way. */
const patternWeight = 1.3
const levelWeight = 0.6
const secondShare = 0.35
/** Several small samples are surprised together too easily: before so many rows their sum counts in part. */
const rowsToTrust = 250
/** Time that leaps by more than so many usual steps has left rows out. */
const gapTimes = 4
const stepRowsMin = 20
/** Before that, the usual step is not known well enough for another to be called wild. */
const spreadRowsMin = 30

export function startSeries(): Series {
  return {
    rows: 0,
    at: Number.NaN,
    before: Number.NaN,
    usualStep: newMean(),
    slow: newMean(),
    usualAboveBase: newMean(),
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
 *  nothing happens one row in 430 reaches 0.5, one in 1,700 reaches 0.6, one in 5,700 reaches 0.65.
 *  `at`: ms since the epoch, only read for hour and weekday; NaN where nobody knows. A value that is no finite
 *  number gives 0 and is not learnt. */
export function observe(series: Series, at: number, value: number): number {
  if (!Number.isFinite(value)) return 0
  series.rows += 1
  // What happened in between nobody saw: the step over a gap is none.
  if (isAfterGap(series, at)) series.before = value
  if (series.rows === 1) {
    series.before = value
    learnMean(series.slow, value, slowRows)
    return 0
  }
  const now = surpriseNow(series, at, value)
  learnMean(series.lately, now, latelyRows)
  const found = now + rarityThenLearn(series.sustained, series.lately.mean)
  const surprise = found * Math.min(1, series.rows / rowsToTrust)
  return 1 - 2 ** (-sayOnce(series.shadow, surprise) / 3)
}

function isAfterGap(series: Series, at: number): boolean {
  const passedMs = at - series.at
  series.at = at
  if (!(passedMs > 0)) return false
  const { usualStep } = series
  const isGap = usualStep.rows > stepRowsMin && passedMs > gapTimes * usualStep.mean
  learnSize(usualStep, passedMs, slowRows)
  return isGap
}

function surpriseNow(series: Series, at: number, value: number): number {
  const { slow, season } = series
  const expected = expectedBySeason(season, at, value, slow.mean)
  const base = expected ?? slow.mean
  const seasonal = expected === undefined ? 0 : rarityIn(series.seasonal, value - expected)

  const aboveBase = withinUsual(series, value - base)
  learnMean(series.fastAboveBase, aboveBase, fastRows)
  const level = rarityIn(series.level, series.fastAboveBase.mean - series.slowAboveBase.mean)
  learnMean(series.slowAboveBase, aboveBase, slowRows)

  const spread = spreadRarity(series, value)
  const novelty = noveltyOf(series.patterns, value, series.before)
  const pattern = novelty === undefined ? 0 : rarityIn(series.pattern, novelty)

  learnPattern(series.patterns, value, series.before, pattern)
  learnSeason(season, value)
  learnMean(slow, value, slowRows)
  series.before = value
  return firstAndSomeOfSecond(patternWeight * pattern, seasonal, levelWeight * level, spread)
}

/** No row moves a level by more than three usual distances: ten rows that are all a little high say more of a
 *  level than one that is out of all bounds. */
function withinUsual({ rows, usualAboveBase }: Series, aboveBase: number): number {
  const most = rows > levelRowsMin ? levelTimesMax * usualAboveBase.mean : 0
  learnSize(usualAboveBase, Math.abs(aboveBase), usualRows)
  return most > 0 ? Math.max(-most, Math.min(most, aboveBase)) : aboveBase
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

function firstAndSomeOfSecond(...rarities: readonly number[]): number {
  let first = 0
  let second = 0
  for (const rarity of rarities) {
    if (rarity > first) {
      second = first
      first = rarity
    } else if (rarity > second) second = rarity
  }
  return first + secondShare * second
}
