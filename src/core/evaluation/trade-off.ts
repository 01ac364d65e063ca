import { startsAnHour } from './alert-load.ts'
import type { MeasuredChanges } from './measured-changes.ts'
import { byScore } from './ranking.ts'

/** What one threshold on the score would make: how many alerts, and what they catch. */
export interface TradeOffPoint {
  readonly scoreCenti: number
  /** After one an actor and hour. */
  readonly alertsADay: number
  readonly incidentsCaught: number
  readonly harmBefore: number
}

/** A change that should be caught, by its row. */
export interface SweptIncidentChange {
  readonly row: number
  readonly incident: string
  readonly isHarm: boolean
}

/** The picture ends here: no desk takes more. */
const alertsADayMax = 100
const thresholdsMax = 80
/** The score of a change that nobody knows the score of: below every threshold. */
export const unscored = -(2 ** 31)

/** The trade-off between load and catch: every change that scores at least the threshold alerts, whatever the
 *  policy's bands, rules and floors say, and nothing by hindsight. From the highest threshold to the lowest.
 *  Rows must be in order of time. */
export function tradeOffOf(
  { actors, times }: MeasuredChanges,
  scores: Int32Array,
  incidentChanges: readonly SweptIncidentChange[],
  days: number,
): TradeOffPoint[] {
  const ranked = byScore(scores)
  let passing = 0
  return thresholds(scores, ranked, incidentChanges, Math.ceil(alertsADayMax * days)).map((threshold) => {
    const keptAt = new Map<number, number>()
    let kept = 0
    for (; passing < ranked.length && scores[ranked[passing]!]! >= threshold; passing++);
    // Back into the order of time: only those that pass are gone over, not the million that do not.
    for (const row of ranked.slice(0, passing).sort()) {
      if (!startsAnHour(keptAt.get(actors[row]!), times[row]!)) continue
      keptAt.set(actors[row]!, times[row]!)
      kept += 1
    }
    return { scoreCenti: threshold, alertsADay: kept / days, ...caughtAt(threshold, scores, incidentChanges) }
  })
}

/** Those where an incident comes in, and others spread evenly over the logarithm of how many changes alert. */
function thresholds(
  scores: Int32Array,
  ranked: Uint32Array,
  incidentChanges: readonly SweptIncidentChange[],
  alertsMax: number,
): number[] {
  const scored = ranked.findLastIndex((row) => scores[row] !== unscored) + 1
  const last = Math.min(alertsMax, scored) - 1
  if (last < 0) return []
  const lowest = scores[ranked[last]!]!
  const best = new Map<string, number>()
  for (const { row, incident } of incidentChanges)
    best.set(incident, Math.max(best.get(incident) ?? Number.NEGATIVE_INFINITY, scores[row]!))
  const spread = Array.from({ length: thresholdsMax }, (_, i) => {
    const rank = Math.round((last + 1) ** (i / (thresholdsMax - 1))) - 1
    return scores[ranked[Math.min(rank, last)]!]!
  })
  const all = new Set([...spread, ...[...best.values()].filter((score) => score >= lowest)])
  return [...all].sort((a, b) => b - a)
}

function caughtAt(
  threshold: number,
  scores: Int32Array,
  incidentChanges: readonly SweptIncidentChange[],
): { incidentsCaught: number; harmBefore: number } {
  const caught = new Set<string>()
  let harmBefore = 0
  for (const { row, incident, isHarm } of incidentChanges) {
    if (scores[row]! >= threshold) caught.add(incident)
    if (isHarm && !caught.has(incident)) harmBefore += 1
  }
  return { incidentsCaught: caught.size, harmBefore }
}
