import { undoneByAnother, undoneWithinMs } from '../aftermath/aftermath.ts'
import { isCaught, isHarm, type LabelWord } from '../aftermath/labels.ts'
import { atLeast } from '../policy/severity.ts'
import { type AlertLoad, measureLoad } from './alert-load.ts'
import { type Calibration, calibrationOf } from './calibration.ts'
import type { Decided } from './decided.ts'
import { type IncidentMeasure, measureIncidents } from './incidents.ts'
import { isBefore, type Moment } from './moment.ts'
import { measureOutage, type Outage } from './outage.ts'
import { type Ranking, rankingOf } from './ranking.ts'
import { type TradeOffPoint, tradeOffOf, unscored } from './trade-off.ts'
import type { WatchedHistory } from './watched-history.ts'
import { measureReversals, perHundredThousand, type ReversalMeasure } from './wrong-reversals.ts'

/** What one version of a policy made of a history. */
export interface PolicyRun {
  readonly policy: string
  readonly decided: readonly Decided[]
  /** In hundredths, by row; without them there is no ranking, and the trade-off knows only what alerted. */
  readonly scores: { readonly suspicionCenti: Int32Array; readonly scoreCenti: Int32Array } | undefined
}

export interface Measures {
  readonly policy: string
  readonly load: AlertLoad
  readonly incidents: readonly IncidentMeasure[]
  readonly outage: Outage
  readonly reversals: ReversalMeasure & { readonly wrongPer100000: number }
  readonly ranking?: Ranking
  readonly calibration?: Calibration
  readonly tradeOff: readonly TradeOffPoint[]
}

/** All measures of one version over one window: each is defined where it is computed. */
export function measure(history: WatchedHistory, run: PolicyRun): Measures {
  const decided = placeDecided(history, run.decided)
  const shown = decided.filter(({ line }) => atLeast(line.severity, 'medium'))
  const alertedAt = earliest(shown)
  const grantedAt = earliest(decided.filter(({ line }) => line.mode === 'auto' && line.restores))
  const reversals = reversalsOf(history, grantedAt)
  return {
    policy: run.policy,
    load: measureLoad(
      run.decided
        .filter(({ severity, decidedAt }) => atLeast(severity, 'medium') && history.isInWindow(decidedAt))
        // Two sources may use one actor id for different people.
        .map(({ source = '', actorId, decidedAt }) => ({ actorId: `${source}\0${actorId}`, decidedAt })),
    ),
    incidents: measureIncidents(incidentChanges(history, alertedAt)),
    outage: outageOf(history, grantedAt),
    reversals: {
      ...reversals,
      wrongPer100000: perHundredThousand(reversals.wrong, measuredRows(history)),
    },
    ...(run.scores !== undefined && rankedOf(history, run.scores.suspicionCenti)),
    tradeOff: tradeOffOf(
      history.changes,
      run.scores?.scoreCenti ?? scoresOf(history, shown),
      history.labelled.flatMap(({ row, label }) =>
        isCaught(label.word) ? [{ row, incident: label.incident, isHarm: isHarm(label.word) }] : [],
      ),
      history.days,
    ),
  }
}

interface Placed {
  readonly row: number
  readonly line: Decided
  /** Of the change that decided. */
  readonly moment: Moment
}

/** Decisions on changes of the window, each with its place. What is decided by a change that the line does not
 *  name stands behind all changes of that moment. */
function placeDecided(history: WatchedHistory, lines: readonly Decided[]): Placed[] {
  const named = lines.flatMap(({ eventId, hindsightOf }) =>
    hindsightOf ? [eventId, hindsightOf] : [eventId],
  )
  const rowOf = history.rowsOf(new Set(named))
  return lines.flatMap((line) => {
    const row = rowOf(line.eventId, line.source)
    if (row === undefined) return []
    const own = line.decidedAt === history.changes.times[row] ? row : undefined
    const decider = line.hindsightOf === undefined ? own : rowOf(line.hindsightOf, line.source)
    return [{ row, line, moment: { at: line.decidedAt, order: decider ?? Number.POSITIVE_INFINITY } }]
  })
}

/** By row, the earliest moment that decided so. */
function earliest(decided: readonly Placed[]): Map<number, Moment> {
  const moments = new Map<number, Moment>()
  for (const { row, moment } of decided) {
    const known = moments.get(row)
    if (known === undefined || isBefore(moment, known)) moments.set(row, moment)
  }
  return moments
}

function incidentChanges({ labelled, changes }: WatchedHistory, alertedAt: ReadonlyMap<number, Moment>) {
  return labelled
    .filter(({ label }) => isCaught(label.word))
    .map(({ row, label }) => ({
      incident: label.incident,
      isHarm: isHarm(label.word),
      moment: { at: changes.times[row]!, order: row },
      alertedAt: alertedAt.get(row),
    }))
}

function outageOf({ labelled, changes, givenBack }: WatchedHistory, grantedAt: ReadonlyMap<number, Moment>) {
  const harmful = labelled.filter(({ label, isRestriction }) => isRestriction && isHarm(label.word))
  return measureOutage(
    harmful.map(({ row }) => {
      const granted = grantedAt.get(row)
      return {
        undoneAfterMs: givenBack.get(row)?.afterMs,
        decidedAfterMs: granted === undefined ? undefined : granted.at - changes.times[row]!,
      }
    }),
  )
}

function reversalsOf({ labelled, givenBack }: WatchedHistory, grantedAt: ReadonlyMap<number, Moment>) {
  const words = new Map<number, LabelWord>(labelled.map(({ row, label }) => [row, label.word]))
  const granted = [...grantedAt.keys()].map((row) => ({
    aftermath: givenBack.get(row),
    label: words.get(row),
  }))
  return measureReversals(granted, words.values())
}

/** Restrictions of accounts that are no network, by "undone by somebody else within 24 h". */
function rankedOf({ changes, givenBack }: WatchedHistory, suspicionCenti: Int32Array) {
  const rows = [...changes.isMeasured.keys()].filter((row) => changes.isMeasured[row] === 1)
  const scores = Int32Array.from(rows, (row) => suspicionCenti[row]!)
  const undone = Uint8Array.from(rows, (row) => {
    const aftermath = givenBack.get(row)
    return aftermath !== undefined && undoneByAnother(aftermath, undoneWithinMs) ? 1 : 0
  })
  return { ranking: rankingOf(scores, undone), calibration: calibrationOf(scores, undone) }
}

/** Where only alerts are known, everything else is below any threshold. */
function scoresOf({ changes }: WatchedHistory, decided: readonly Placed[]): Int32Array {
  const scores = new Int32Array(changes.times.length).fill(unscored)
  for (const { row, line } of decided)
    if (line.hindsightOf === undefined) scores[row] = Math.max(scores[row]!, line.scoreCenti)
  return scores
}

function measuredRows({ changes }: WatchedHistory): number {
  return changes.isMeasured.reduce((sum, is) => sum + is, 0)
}
