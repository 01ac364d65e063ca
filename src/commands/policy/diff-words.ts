import type { PolicyDifference } from '../../core/policy/compare.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { modes, type Severity, severities } from '../../core/policy/severity.ts'
import { aDay, spanOf } from '../a-day.ts'
import { aligned } from '../aligned.ts'
import type { BothWays, Found, Told } from './both-ways.ts'

const dayMs = 86_400_000

/** `evidence tenure.lastHour  5.00 -> 4.00`, aligned; or that both say the same. */
export function differenceLines(
  paths: { readonly before: string; readonly after: string },
  differences: readonly PolicyDifference[],
): string[] {
  if (differences.length === 0) return [`${paths.before} and ${paths.after} say the same`]
  const rows = differences.map(({ what, before, after }) => [what, before, '->', after])
  // Expressions are long: they may not push the figures of everything else out of sight.
  const isShort = (row: readonly string[]) => (row[1]?.length ?? 0) <= beforeWidthMax
  const short = aligned(rows.filter(isShort), ['left', 'right', 'left', 'left'])
  const long = rows
    .filter((row) => !isShort(row))
    .map(([what, before, , after]) => `${what}\n  ${before}\n  -> ${after}`)
  return [`${paths.before} -> ${paths.after}`, ...short, ...long]
}

const beforeWidthMax = 30

/** What would have become of history, for people. */
export function historyLines(both: BothWays): string[] {
  const { changes, from, to, before, after } = both
  const days = daysOf(both)
  const each = (name: string, was: number, is: number) => [
    name,
    ...[was, is].flatMap((count) => [figure(count), aDay(count, days)]),
    was === is ? '' : signed(is - was),
  ]
  const rows = [
    ['', 'old', 'a day', 'new', 'a day', ''],
    ...severities.map((severity) =>
      each(`alerts, ${severity}`, before.alerts[severity], after.alerts[severity]),
    ),
    ...modes.map((mode) => each(`mode ${mode}`, before.modes[mode], after.modes[mode])),
  ]
  const span =
    changes === 0
      ? ''
      : `, ${day(from)} to ${day(to)}, ${days < 1 ? spanOf(days) : `${days.toFixed(1)} days`}`
  return [
    `${figure(changes)} changes${span}`,
    ...aligned(rows, ['left', 'right', 'right', 'right', 'right', 'right']),
    '',
    ...foundLines('alerts gained', both.gained),
    ...foundLines('alerts lost', both.lost),
    `alerts under both: ${figure(both.raised)} of higher severity, ${figure(both.lowered)} of lower`,
    ...turnLines(both.modes),
    `changes whose mode rose to auto: ${figure(both.toAuto.count)}`,
    ...both.toAuto.first.map(told),
  ]
}

/** The same as one JSON object on one line. Times are milliseconds since the epoch. */
export function inJson(
  policies: { readonly before: Policy; readonly after: Policy },
  differences: readonly PolicyDifference[],
  both: BothWays | undefined,
): string {
  const history =
    both === undefined
      ? undefined
      : {
          ...both,
          days: daysOf(both),
          gained: Object.fromEntries(both.gained),
          lost: Object.fromEntries(both.lost),
          modes: Object.fromEntries(both.modes),
        }
  return JSON.stringify({ before: policies.before.id, after: policies.after.id, differences, history })
}

function foundLines(title: string, found: ReadonlyMap<Severity, Found>): string[] {
  const filled = [...found].filter(([, { count }]) => count > 0).toReversed()
  const sum = filled.reduce((all, [, { count }]) => all + count, 0)
  const counts = filled.map(([severity, { count }]) => `${severity} ${figure(count)}`)
  return [
    `${title}: ${sum === 0 ? 'none' : `${figure(sum)} (${counts.join(', ')})`}`,
    ...filled.flatMap(([, { first }]) => first.map(told)),
  ]
}

function turnLines(turns: ReadonlyMap<string, number>): string[] {
  if (turns.size === 0) return ['modes changed: none']
  const rows = [...turns]
    .toSorted(([, a], [, b]) => b - a)
    .map(([turn, count]) => [`  ${turn}`, figure(count)])
  return ['modes changed:', ...aligned(rows, ['left', 'right'])]
}

function told({ occurredAt, severity, mode, says }: Told): string {
  return `  ${minute(occurredAt)}  ${severity.padEnd(8)}  ${mode.padEnd(7)}  ${says}`
}

/** An hour at least, so that a single change is no rate of millions. */
function daysOf({ from, to }: BothWays): number {
  return Math.max((to - from) / dayMs, 1 / 24)
}

function signed(difference: number): string {
  return `${difference > 0 ? '+' : ''}${figure(difference)}`
}

function figure(value: number): string {
  return value.toLocaleString('en-US')
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

function minute(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')
}
