import { type IncidentMeasure } from '../../core/evaluation/incidents.ts'
import { firstRanked } from '../../core/evaluation/ranking.ts'
import { aDay, spanOf } from '../a-day.ts'
import { aligned } from '../aligned.ts'
import type { Evaluated } from './evaluated.ts'

/** What the table is made of; `fit` has it, too. */
type Tabled = Omit<Evaluated, 'labelsWithoutEvent' | 'decisionsWithoutEvent' | 'repeated' | 'sharing'>
type Version = Tabled['versions'][number]
type Row = readonly [says: string, figure: (version: Version, evaluated: Tabled) => string]

/** The measures as text, one column a version. */
export function tableOf(evaluated: Tabled): string {
  const { versions } = evaluated
  const heads = [
    ['', ...versions.map(({ name }) => name)],
    ['', ...versions.map(({ policy }) => policy)],
  ]
  const body = rows(versions).map(([says, figure]) => [
    says,
    ...versions.map((version) => figure(version, evaluated)),
  ])
  const { days } = evaluated
  const span = days < 1 ? spanOf(days) : `${days.toFixed(0)} days`
  return [
    `${day(evaluated.from)} to ${day(evaluated.to)}, ${span}: ${whole(evaluated.changes)} changes, ` +
      `${whole(evaluated.restrictions)} of them restrict an account that is no network`,
    '',
    ...aligned([...heads, ...body]),
    ...versions.flatMap((version) => calibrationLines(version)),
  ].join('\n')
}

function rows(versions: readonly Version[]): Row[] {
  const spare = new Set(versions.flatMap(({ reversals }) => Object.keys(reversals.spare)))
  return [
    ['incidents caught', ({ incidents }) => `${caughtOf(incidents)} of ${incidents.length}`],
    ['harmful before the first alert', ({ incidents }) => harmOf(incidents, ({ harmBefore }) => harmBefore)],
    ['harmful that no alert names', ({ incidents }) => harmOf(incidents, ({ harmUnnamed }) => harmUnnamed)],
    ['alerts a day, medium and above', ({ load }, { days }) => aDay(load.kept, days)],
    ['  by actor and hour of the clock', ({ load }, { days }) => aDay(load.clockHours, days)],
    ['  every one of them', ({ load }, { days }) => aDay(load.raised, days)],
    ['  all three, counted', ({ load }) => [load.kept, load.clockHours, load.raised].map(whole).join(', ')],
    ['victim-seconds', ({ outage }) => seconds(outage.nowMs)],
    ['  left if auto undoes after 3 s', ({ outage }) => leftOf(outage)],
    ['  harm that nobody undid', ({ outage }) => whole(outage.neverUndone)],
    ['reversals granted (auto)', ({ reversals }) => whole(reversals.granted)],
    ['  wrong', ({ reversals }) => whole(reversals.wrong)],
    ['  wrong per 100,000 restrictions', ({ reversals }) => reversals.wrongPer100000.toFixed(1)],
    ...[...spare].map(
      (label): Row => [
        `  of what is labelled ${label}`,
        ({ reversals }) => whole(Object.entries(reversals.spare).find(([word]) => word === label)?.[1] ?? 0),
      ],
    ),
    ['ranked: restrictions', ({ ranking }) => ifKnown(ranking?.count, whole)],
    ['  undone by others in 24 h', ({ ranking }) => ifKnown(ranking?.undone, whole)],
    [
      `  precision, first ${whole(firstRanked)}`,
      ({ ranking }) => ifKnown(ranking?.precisionAtFirst, thousandths),
    ],
    ['  area under the curve', ({ ranking }) => ifKnown(ranking?.auc, thousandths)],
    ['  average precision', ({ ranking }) => ifKnown(ranking?.averagePrecision, (value) => value.toFixed(4))],
    ['calibration: slope', ({ calibration }) => ifKnown(calibration?.slope, rate)],
    ['  intercept', ({ calibration }) => ifKnown(calibration?.intercept, rate)],
  ]
}

function calibrationLines({ name, policy, calibration }: Version): string[] {
  if (calibration === undefined) return []
  const head = ['suspicion', 'changes', 'points say', 'fitted', 'seen']
  const bins = calibration.bins.map((bin) => [
    `${points(bin.suspicionCentiMin)} to ${points(bin.suspicionCentiMax)}`,
    whole(bin.count),
    ...[bin.said, bin.fitted, bin.seen].map((share) =>
      ifKnown(share, (known) => `${(100 * known).toFixed(2)} %`),
    ),
  ])
  return ['', `undone by others in 24 h, by suspicion: ${name} ${policy}`, ...aligned([head, ...bins])]
}

function caughtOf(incidents: readonly IncidentMeasure[]): number {
  return incidents.filter(({ caught }) => caught).length
}

/** 6 of 37 (0, 0, 0, 1, 5); a dozen incidents are too many to name each. */
function harmOf(
  incidents: readonly IncidentMeasure[],
  counted: (incident: IncidentMeasure) => number,
): string {
  const sum = (of: (incident: IncidentMeasure) => number) => incidents.reduce((all, one) => all + of(one), 0)
  const listed =
    incidents.length > 1 && incidents.length <= 12 ? ` (${incidents.map(counted).join(', ')})` : ''
  return `${whole(sum(counted))} of ${whole(sum(({ harm }) => harm))}${listed}`
}

function leftOf({ nowMs, leftMs }: Version['outage']): string {
  const avoided = nowMs === 0 ? '' : ` (${((100 * (nowMs - leftMs)) / nowMs).toFixed(0)} % avoided)`
  return `${seconds(leftMs)}${avoided}`
}

function ifKnown(value: number | undefined, says: (value: number) => string): string {
  return value === undefined || Number.isNaN(value) ? 'not known' : says(value)
}

function whole(value: number): string {
  return value.toLocaleString('en-US')
}

function seconds(ms: number): string {
  return whole(Math.round(ms / 1000))
}

function rate(value: number): string {
  return value.toFixed(2)
}

function thousandths(value: number): string {
  return value.toFixed(3)
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}

function day(iso: string): string {
  return iso.slice(0, 10)
}
