import type { Detector } from './baselines.ts'
import type { LabelledSeries } from './labelled-series.ts'
import { type Outcome, windowScore } from './window-score.ts'

/** Runs a new detector over each series, and scores them all under one threshold. */
export function measure(all: readonly LabelledSeries[], detector: Detector) {
  const began = performance.now()
  let rows = 0
  const scored = all.map(({ times, values, onsets }) => {
    const observe = detector()
    rows += values.length
    return { onsets, scores: values.map((value, row) => observe(times[row] ?? Number.NaN, value)) }
  })
  const perSecond = rows / ((performance.now() - began) / 1000)
  return { outcome: windowScore(scored), perSecond }
}

/** `precision`: hits among all that was flagged, where a window counts once. */
export function summed({ score, hits, onsets, falseFlags, delayRows }: Outcome, rows: number) {
  return {
    score,
    recall: hits / onsets,
    precision: hits / (hits + falseFlags),
    falsePer1000: (1000 * falseFlags) / rows,
    delayRows,
  }
}
