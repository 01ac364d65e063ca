import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Policy } from '../../core/policy/policy.ts'
import { isTable, readTable } from '../../core/policy-table/read-table.ts'
import { tryTable, type Unmet } from '../../core/policy-table/try-table.ts'

/** What became of the table test that stands beside a policy, or why it could not be tried. */
export type TableTest =
  | { readonly path: string; readonly rows: number; readonly broken: readonly BrokenRow[] }
  | { readonly path: string; readonly faults: readonly string[] }

/** A row that holds with the old policy and fails with the new. */
export interface BrokenRow {
  readonly line: number
  readonly text: string
  readonly unmet: readonly Unmet[]
}

/** Plays the table beside `policyPath` (`volunteers.test.txt` with `volunteers.yaml`) through both policies. Undefined
 *  where there is none, or one that is about another policy. */
export async function tryTableBeside(
  policyPath: string,
  old: Policy,
  fresh: Policy,
): Promise<TableTest | undefined> {
  const path = policyPath.replace(/\.ya?ml$/u, '.test.txt')
  if (path === policyPath) return undefined
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => cause)
  if (typeof text !== 'string') return text.code === 'ENOENT' ? undefined : { path, faults: [text.message] }
  const table = readTable(text)
  if (!isTable(table))
    return { path, faults: table.map(({ line, column, says }) => `${line}:${column}: ${says}`) }
  if (table.policy !== undefined && resolve(dirname(path), table.policy) !== resolve(policyPath))
    return undefined
  const before = tryTable(table, old)
  const after = tryTable(table, fresh)
  const broken = after.flatMap(({ row: { line, text: said }, unmet }, i) =>
    unmet.length > 0 && before[i]!.unmet.length === 0 ? [{ line, text: said, unmet }] : [],
  )
  return { path, rows: table.rows.length, broken }
}
