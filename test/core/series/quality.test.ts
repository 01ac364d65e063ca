import { describe, expect, it } from 'vitest'
import { observe, startSeries } from '../../../src/core/series/detector.ts'
import { type Detector, luck, movingAverage, windowedGaussian } from '../../bench/series/baselines.ts'
import { halfSpaceTrees } from '../../bench/series/half-space.ts'
import { type Half, inventSeries, type LabelledSeries } from '../../bench/series/labelled-series.ts'
import { inAll, measure, ratesOf } from '../../bench/series/measure.ts'
import { type Scored, windowScore } from '../../bench/series/window-score.ts'

const ours: Detector = () => {
  const series = startSeries()
  return (at, value) => observe(series, at, value)
}

/** One in five: seconds. The bench has them all. */
function someOf(half: Half): LabelledSeries[] {
  return [...inventSeries(half, 1)].filter((_, index) => index % 5 === 0)
}

describe.for([
  { half: 'other parameters', what: 'with parameters it was not built on' },
  { half: 'other kinds', what: 'of shapes and oddities it was not built on' },
] as const)('on series $what', ({ half }) => {
  const all = someOf(half)
  const measured = measure(all, ours)
  const { recall, precision, falsePer1000, delayRows } = ratesOf(inAll(measured.outcome))

  it('the detector scores twice what any simple one does', { timeout: 60_000 }, () => {
    expect(measured.outcome.score).toBeGreaterThan(33)
    for (const simple of [luck, movingAverage, windowedGaussian, halfSpaceTrees])
      expect(measured.outcome.score).toBeGreaterThan(2 * measure(all, simple).outcome.score)
  })

  it('finds more than half of the oddities once they have begun, soon and with few false flags', () => {
    expect(recall).toBeGreaterThan(0.5)
    expect(precision).toBeGreaterThan(0.1)
    expect(falsePer1000).toBeLessThan(2)
    expect(delayRows).toBeLessThanOrEqual(5)
  })

  it('has no more false flags at a cold start than later', () => {
    expect(measured.falsePer1000AtStart).toBeLessThanOrEqual(falsePer1000)
  })
})

describe('the window score', () => {
  // One window, of rows 450 to 550, about the onset at 500.
  const flagged = (...rows: readonly number[]): Scored => {
    const scores = new Float64Array(1000)
    for (const row of rows) scores[row] = 1
    return { kind: 'spike', scores, onsets: [500] }
  }
  const scoreOf = (...series: readonly Scored[]) => Number(windowScore(series).score.toFixed(1))

  it('is 100 for the first row of a window, less for later ones, and the first alone counts', () => {
    expect(scoreOf(flagged(450))).toBe(100)
    expect(scoreOf(flagged(450, 500, 550))).toBe(100)
    expect(scoreOf(flagged(500))).toBe(93.2)
    expect(scoreOf(flagged(550))).toBe(51.3)
  })

  it('takes a little for each flag elsewhere, and nothing for one in the first 15 %', () => {
    expect(scoreOf(flagged(450, 900))).toBe(94.5)
    expect(scoreOf(flagged(450, 555))).toBe(99.3)
    expect(scoreOf(flagged(10, 450))).toBe(100)
  })

  it('is 0 where nothing is flagged, and where flags would cost more than they bring', () => {
    expect(scoreOf(flagged())).toBe(0)
    expect(scoreOf(flagged(...Array.from({ length: 400 }, (_, row) => 560 + row)))).toBe(0)
  })

  it('tells by kind what was caught from the onset on, and does not count luck before it', () => {
    const { byKind } = windowScore([flagged(460), flagged(520, 530, 900)])
    const tally = { rows: 2000, onsets: 2, caught: 1, falseFlags: 1, delays: [20] }
    expect([...byKind]).toEqual([['spike', tally]])
    expect(ratesOf(tally)).toEqual({ recall: 0.5, precision: 0.5, falsePer1000: 0.5, delayRows: 20 })
  })
})
