import { readWhere } from '../../edges/reference/where.ts'
import type { HistoryFlags } from './read-history.ts'

/** The paths that reading a history opens: none of them may be written to. */
export function inputsOf(files: readonly string[], flags: HistoryFlags): (string | undefined)[] {
  const tables = (flags.table ?? []).map((pair) => pair.slice(pair.indexOf('=') + 1))
  return [...files, flags.mapping, ...tables, pathOf(flags.staff), pathOf(flags.accounts)]
}

function pathOf(told: string | undefined): string | undefined {
  const where = told === undefined ? undefined : readWhere(told)
  return where?.kind === 'file' ? where.path : told
}
