import type { Detector } from './baselines.ts'
import type { LabelledSeries } from './labelled-series.ts'
import { type Outcome, type Tally, windowScore } from './window-score.ts'

/** Runs a new detector over each series, and scores them all under one threshold. */
export function measure(all: readonly LabelledSeries[], detector: Detector) {
  const before = process.cpuUsage()
  let rows = 0
  const scored = all.map(({ kind, times, values, onsets }) => {
    const observe = detector()
    rows += values.length
    return { kind, onsets, scores: values.map((value, row) => observe(times[row] ?? Number.NaN, value)) }
  })
  const { user, system } = process.cpuUsage(before)
  const outcome = windowScore(scored)
  const { threshold } = outcome
  const startFlags = scored.map(({ scores }) => flagsIn(scores.subarray(startFrom, startTo), threshold))
  const gapFlags = all.flatMap(({ gaps, onsets }, index) =>
    gaps
      .filter((row) => !onsets.some((onset) => Math.abs(onset - row) < 2 * afterGapRows))
      .map((row) => flagsIn(scored[index]?.scores.subarray(row, row + afterGapRows) ?? [], threshold)),
  )
  return {
    outcome,
    rows,
    perCpuSecond: rows / ((user + system) / 1e6),
    /** False flags in 1,000 rows just after the start, and just after a gap in time. */
    falsePer1000AtStart: perThousand(startFlags, startTo - startFrom),
    falsePer1000AfterGaps: perThousand(gapFlags, afterGapRows),
  }
}

/** The rows in which a detector has seen little, and no series is odd yet. */
const startFrom = 60
const startTo = 200
const afterGapRows = 20

function flagsIn(scores: Iterable<number>, threshold: number): number {
  let flags = 0
  for (const score of scores) if (score >= threshold) flags += 1
  return flags
}

function perThousand(flags: readonly number[], rowsEach: number): number {
  return (1000 * flags.reduce((sum, one) => sum + one, 0)) / (rowsEach * flags.length)
}

/** `recall` and `delayRows` (the middle one) from the onset on, `precision` among all that was flagged, where
 *  what was caught counts once. */
export function ratesOf({ rows, onsets, caught, falseFlags, delays }: Tally) {
  return {
    recall: caught / onsets,
    precision: caught / (caught + falseFlags),
    falsePer1000: (1000 * falseFlags) / rows,
    delayRows: delays.toSorted((a, b) => a - b)[delays.length >> 1] ?? Number.NaN,
  }
}

/** All kinds together. */
export function inAll({ byKind }: Outcome): Tally {
  const tallies = [...byKind.values()]
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  return {
    rows: sum(({ rows }) => rows),
    onsets: sum(({ onsets }) => onsets),
    caught: sum(({ caught }) => caught),
    falseFlags: sum(({ falseFlags }) => falseFlags),
    delays: tallies.flatMap(({ delays }) => delays),
  }
}
