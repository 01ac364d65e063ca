import { observe, startSeries } from '../../../src/core/series/detector.ts'
import { type Detector, luck, movingAverage, windowedGaussian } from './baselines.ts'
import { type Half, inventSeries } from './labelled-series.ts'
import { measure, summed } from './measure.ts'

/** `node test/bench/series/bench.ts [seeds]`: the detector beside simple ones on invented series, and without
 *  each of its own parts. It was built on the development half alone; the held-out half has other shapes. */
const seeds = Number(process.argv[2] ?? 25)

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
  ['luck', luck],
  ['moving average', movingAverage],
  ['windowed Gaussian', windowedGaussian],
  ['detect-series', ours],
  ...ablated,
]

for (const half of ['development', 'held out'] satisfies Half[]) {
  const all = [...inventSeries(half, seeds)]
  const rows = all.reduce((sum, { values }) => sum + values.length, 0)
  const onsets = all.reduce((sum, series) => sum + series.onsets.length, 0)
  console.log(`\n${half}: ${all.length} series, ${rows.toLocaleString('en')} rows, ${onsets} onsets`)
  console.log(`${'detector'.padEnd(18)} score  recall  precision  false per 1,000 rows  delay  rows a second`)
  for (const [name, detector] of detectors) {
    const { outcome, perSecond } = measure(all, detector)
    const { score, recall, precision, falsePer1000, delayRows } = summed(outcome, rows)
    console.log(
      [
        name.padEnd(18),
        score.toFixed(1).padStart(5),
        recall.toFixed(2).padStart(7),
        precision.toFixed(2).padStart(10),
        falsePer1000.toFixed(2).padStart(21),
        String(delayRows).padStart(6),
        Math.round(perSecond).toLocaleString('en').padStart(14),
      ].join(' '),
    )
    if (name !== 'detect-series') continue
    const kinds = [...outcome.hitsByKind].toSorted(([a], [b]) => a.localeCompare(b))
    for (const [kind, { hits, onsets }] of kinds) console.log(`  ${kind.padEnd(16)} ${hits} of ${onsets}`)
    console.log(`  at threshold ${outcome.threshold.toFixed(3)}`)
  }
}
