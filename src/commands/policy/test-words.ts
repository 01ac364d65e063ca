import type { Bar } from '../../core/decision/assessment.ts'
import { expectedColumns } from '../../core/policy-table/expectation.ts'
import { givenColumns } from '../../core/policy-table/read-table.ts'
import type { RowResult } from '../../core/policy-table/try-table.ts'
import { aligned } from '../aligned.ts'
import type { Tried } from './test.ts'

/** Faults of a file, or each row that does not hold: what was expected and found, and the bars that say why. */
export function failedLines(tried: Tried): string[] {
  if ('faults' in tried) return [...tried.faults]
  return tried.results.flatMap((result) => (result.unmet.length === 0 ? [] : rowLines(tried.path, result)))
}

/** `default.test.txt: 31 rows, all hold (policy 3f2a…)` */
export function summaryLine(tried: Tried): string {
  if ('faults' in tried) {
    const { length } = tried.faults
    return `${tried.path}: ${length === 1 ? '1 fault' : `${length} faults`}, nothing was tried`
  }
  const { path, policy, results } = tried
  const failed = results.filter(({ unmet }) => unmet.length > 0).length
  const verdict = failed === 0 ? 'all hold' : failed === 1 ? '1 does not hold' : `${failed} do not hold`
  return `${path}: ${results.length === 1 ? '1 row' : `${results.length} rows`}, ${verdict} (policy ${policy.id})`
}

/** One JSON object: every row with its outcome, whether it holds or not. Points in decimals. */
export function resultsInJson(tried: readonly Tried[]): string {
  const files = tried.map((one) =>
    'faults' in one ? one : { path: one.path, policy: one.policy.id, rows: one.results.map(rowInJson) },
  )
  return JSON.stringify({ files })
}

/** Every column and every word that its cells may say. */
export function vocabularyLines(): string[] {
  const given = Object.entries(givenColumns).flatMap(([column, words]) => [
    `${column}:`,
    ...aligned(
      words.map(({ example, says }) => ['', example, says]),
      ['left', 'left', 'left'],
    ),
    '',
  ])
  return [...given, `expected, after ->: ${expectedColumns.join(', ')}`]
}

function rowLines(path: string, { row, outcome, unmet }: RowResult): string[] {
  const { suspicionCenti, stakesCenti, scoreCenti, tier } = outcome
  return [
    `${path}:${row.line}: ${row.text}`,
    ...aligned(
      unmet.map(({ column, expected, found }) => ['', column, `expected ${expected}`, `found ${found}`]),
      ['left', 'left', 'left', 'left'],
    ),
    `  score ${points(scoreCenti)} = suspicion ${points(suspicionCenti)} + stakes ${points(stakesCenti)}, tier ${tier}`,
    ...aligned(outcome.bars.map(barCells), ['left', 'right', 'left', 'left']),
    '',
  ]
}

function barCells({ name, pointsCenti, observed, expected, unknown }: Bar): string[] {
  return ['', unknown === true ? '?' : points(pointsCenti), name, `${observed} (usual: ${expected})`]
}

function rowInJson({ row, outcome, unmet }: RowResult) {
  const { suspicionCenti, stakesCenti, scoreCenti, firstAlert, bars, ...words } = outcome
  return {
    line: row.line,
    text: row.text,
    holds: unmet.length === 0,
    unmet,
    ...words,
    suspicion: suspicionCenti / 100,
    stakes: stakesCenti / 100,
    score: scoreCenti / 100,
    firstAlert: firstAlert ?? null,
    bars: bars.map(({ pointsCenti, ...bar }) => ({ ...bar, points: pointsCenti / 100 })),
  }
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}
