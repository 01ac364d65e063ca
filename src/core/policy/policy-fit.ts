/** The part `fitted` of a policy: what `fit` learnt its numbers from, and how well they did afterwards. */
export interface PolicyFit {
  /** Days of the history that taught it: `2011-04-28`. */
  readonly from: string
  readonly until: string
  /** That were learnt from, and how many of them were not meant. */
  readonly changes: number
  readonly notMeant: number
  /** Of calibration, on history that it had not seen: at 1 a point does double the odds. Absent where that history
   *  could not tell. */
  readonly slope?: number
}

/** Whether a point means what it says, to stand after "points". */
export function calibrationSays(fit: PolicyFit | undefined): string {
  if (fit === undefined) return 'not yet calibrated on your history'
  const { from, until, changes, notMeant, slope } = fit
  const how =
    slope === undefined
      ? 'how well, no later history could tell'
      : `on what came after, a slope of ${slope.toFixed(2)} (at 1 a point doubles the odds)`
  return `calibrated on your history from ${from} to ${until}, ${whole(changes)} changes, ${whole(notMeant)} of them not meant; ${how}`
}

function whole(count: number): string {
  return count.toLocaleString('en-US')
}
