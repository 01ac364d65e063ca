import { describe, expect, it } from 'vitest'
import { observe, startSeries } from '../../../src/core/series/detector.ts'
import { type Detector, luck, movingAverage, windowedGaussian } from '../../bench/series/baselines.ts'
import { inventSeries } from '../../bench/series/labelled-series.ts'
import { measure, summed } from '../../bench/series/measure.ts'
import { type Scored, windowScore } from '../../bench/series/window-score.ts'

const ours: Detector = () => {
  const series = startSeries()
  return (at, value) => observe(series, at, value)
}

describe('on series of shapes it was not built on', () => {
  const all = [...inventSeries('held out', 6)]
  const rows = all.reduce((sum, { values }) => sum + values.length, 0)
  const figuresOf = (detector: Detector) => summed(measure(all, detector).outcome, rows)

  it('the detector finds two of three oddities, at twice the score of any simple one', () => {
    const { score, recall, falsePer1000, delayRows } = figuresOf(ours)
    expect(score).toBeGreaterThan(50)
    expect(recall).toBeGreaterThan(0.66)
    expect(falsePer1000).toBeLessThan(1.5)
    expect(delayRows).toBeLessThanOrEqual(3)
    for (const simple of [luck, movingAverage, windowedGaussian])
      expect(score).toBeGreaterThan(2 * figuresOf(simple).score)
  })
})

describe('the window score', () => {
  // One window, of rows 450 to 550, about the onset at 500.
  const flagged = (...rows: readonly number[]): Scored => {
    const scores = new Float64Array(1000)
    for (const row of rows) scores[row] = 1
    return { scores, onsets: [{ row: 500, kind: 'spike' }] }
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
})
