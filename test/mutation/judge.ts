import { gateFiles } from './parts.ts'

/** As much of Stryker's report as is judged here (`mutation-testing-report-schema`, version 2). */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}

interface Place {
  readonly line: number
  readonly column: number
}

interface Named {
  readonly name: string
  readonly report: Report
}

export const percentMin = 90

/** A mutant that no test runs at all has survived too. */
const survived = new Set(['Survived', 'NoCoverage'])
const killed = new Set(['Killed', 'Timeout'])

function countOf(reports: readonly Report[]): { readonly killed: number; readonly all: number } {
  const mutants = reports.flatMap((report) => Object.values(report.files)).flatMap((file) => file.mutants)
  const dead = mutants.filter(({ status }) => killed.has(status)).length
  return { killed: dead, all: dead + mutants.filter(({ status }) => survived.has(status)).length }
}

/** What must not stay so, in sentences. */
export function judge(reports: readonly Named[]): string[] {
  const { killed, all } = countOf(reports.map(({ report }) => report))
  const faults = reports.flatMap(({ report }) =>
    survivorsOf(report)
      .filter(({ path }) => gateFiles.includes(path))
      .map(({ path, mutant }) => `a gate is not held by a test: ${path}:${mutant.location.start.line}`),
  )
  if (all === 0) return ['there was nothing to mutate']
  if (killed * 100 < all * percentMin) faults.push(`fewer than ${percentMin} % were killed`)
  return faults
}

export function scoreLines(reports: readonly Named[]): string[] {
  const rows = reports.map(({ name, report }) => ({ name, ...countOf([report]) }))
  const all = { name: 'all', ...countOf(reports.map(({ report }) => report)) }
  return [...rows, all].map(
    (row) =>
      `${row.name.padEnd(12)} ${String(row.killed).padStart(6)} of ${String(row.all).padStart(6)} killed  ` +
      `${((row.killed / row.all) * 100).toFixed(1).padStart(5)} %`,
  )
}

/** `src/a.ts:7  EqualityOperator  a > b  ->  a >= b` */
export function survivorLines(report: Report): string[] {
  return survivorsOf(report).map(({ path, source, mutant }) => {
    const was = textAt(source, mutant.location)
    return `${path}:${mutant.location.start.line}  ${mutant.mutatorName}  ${short(was)}  ->  ${short(mutant.replacement ?? '')}`
  })
}

function survivorsOf(report: Report) {
  return Object.entries(report.files).flatMap(([path, { source, mutants }]) =>
    mutants.filter(({ status }) => survived.has(status)).map((mutant) => ({ path, source, mutant })),
  )
}

function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines
    .map((line, i) => line.slice(i === 0 ? start.column - 1 : 0, i === last ? end.column - 1 : undefined))
    .join(' ')
}

function short(text: string): string {
  const one = text.replace(/\s+/g, ' ')
  return one.length > 100 ? `${one.slice(0, 99)}…` : one
}
