/** A mean that forgets: the first rows count alike, then each new one counts for 1 / `rowsMax`. */
export interface Mean {
  mean: number
  rows: number
}

export function newMean(): Mean {
  return { mean: 0, rows: 0 }
}

export function learnMean(mean: Mean, value: number, rowsMax: number): void {
  if (mean.rows < rowsMax) mean.rows += 1
  mean.mean += (value - mean.mean) / mean.rows
}

/** Of sizes, none of which counts for more than five times the usual: one outlier must not make the next one
 *  look small. The first rows count as they are, since nothing is usual yet. */
export function learnSize(mean: Mean, size: number, rowsMax: number): void {
  const isNew = mean.rows < freeRows
  // From nothing, five times nothing would stay there for ever.
  const limit = isNew || mean.mean === 0 ? size : outlierTimes * mean.mean
  learnMean(mean, Math.min(size, limit), rowsMax)
}

const freeRows = 20
const outlierTimes = 5
