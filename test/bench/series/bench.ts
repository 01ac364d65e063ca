import { observe, startSeries } from '../../../src/core/series/detector.ts'
import { type Detector, luck, movingAverage, windowedGaussian } from './baselines.ts'
import { halfSpaceTrees } from './half-space.ts'
import { type Half, inventSeries } from './labelled-series.ts'
import { inAll, measure, ratesOf } from './measure.ts'
import type { Tally } from './window-score.ts'

/** `node test/bench/series/bench.ts [seeds]`: the detector beside simple ones on invented series, by kind of
 *  oddity, and without each of its own parts. It was built on the development half alone, where each part is left out once. */
const seeds = Number(process.argv[2] ?? 2)

const ours: Detector = () => {
  const series = startSeries()
  return (at, value) => observe(series, at, value)
}

/** A tail that has seen less than nothing never calls anything rare. */
const without: Readonly<Record<string, (series: ReturnType<typeof startSeries>) => void>> = {
  'without pattern': ({ pattern }) => void (pattern.tail.total = Number.NEGATIVE_INFINITY),
  'without level': ({ level }) => void (level.tail.total = Number.NEGATIVE_INFINITY),
  'without spread': ({ spread }) => void (spread.total = Number.NEGATIVE_INFINITY),
  'without sustained': ({ sustained }) => void (sustained.total = Number.NEGATIVE_INFINITY),
  // A mean of endless rows learns nothing: against no error, no season ever proves itself.
  'without season': ({ season }) => void (season.plainError.rows = Number.POSITIVE_INFINITY),
}

const ablated = Object.entries(without).map(([name, cripple]): [string, Detector] => [
  name,
  () => {
    const series = startSeries()
    cripple(series)
    return (at, value) => observe(series, at, value)
  },
])

const detectors: readonly (readonly [string, Detector])[] = [
  ['detect-series', ours],
  ['luck', luck],
  ['moving average', movingAverage],
  ['windowed Gaussian', windowedGaussian],
  ['half-space trees', halfSpaceTrees],
]

const head = 'recall  precision  false in 1,000 rows  delay'

for (const half of ['development', 'other parameters', 'other kinds'] satisfies Half[]) {
  const all = [...inventSeries(half, seeds)]
  const rows = all.reduce((sum, { values }) => sum + values.length, 0)
  const onsets = all.reduce((sum, series) => sum + series.onsets.length, 0)
  console.log(`\n${half}: ${all.length} series, ${rows.toLocaleString('en')} rows, ${onsets} onsets`)
  console.log(`${''.padEnd(26)} score  ${head}  at start  after gaps  rows a CPU second`)
  for (const [name, detector] of half === 'development' ? [...detectors, ...ablated] : detectors) {
    const measured = measure(all, detector)
    const { outcome, perCpuSecond, falsePer1000AtStart, falsePer1000AfterGaps } = measured
    console.log(
      [
        name.padEnd(26),
        outcome.score.toFixed(1).padStart(5),
        rowOf(inAll(outcome)),
        falsePer1000AtStart.toFixed(2).padStart(9),
        falsePer1000AfterGaps.toFixed(2).padStart(11),
        Math.round(perCpuSecond).toLocaleString('en').padStart(18),
      ].join(' '),
    )
    if (name !== 'detect-series') continue
    for (const [kind, tally] of outcome.byKind) console.log(`  ${kind.padEnd(30)} ${rowOf(tally)}`)
    console.log(`  at threshold ${outcome.threshold.toFixed(3)}`)
  }
}

function rowOf(tally: Tally): string {
  const { recall, precision, falsePer1000, delayRows } = ratesOf(tally)
  if (tally.onsets === 0)
    return [' '.repeat(17), falsePer1000.toFixed(2).padStart(20), ''.padStart(6)].join(' ')
  return [
    recall.toFixed(2).padStart(6),
    precision.toFixed(2).padStart(10),
    falsePer1000.toFixed(2).padStart(20),
    String(delayRows).padStart(6),
  ].join(' ')
}
