import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Policy } from '../../core/policy/policy.ts'
import type { PolicyTable, TableFault } from '../../core/policy-table/policy-table.ts'
import { isTable, readTable } from '../../core/policy-table/read-table.ts'
import { strangeNames } from '../../core/policy-table/strange-names.ts'
import { type RowResult, tryTable } from '../../core/policy-table/try-table.ts'
import { shippedPolicies } from '../../edges/files/shipped.ts'
import { openPolicy } from '../history/open-policy.ts'
import { Refusal } from '../history/refusal.ts'
import { failedLines, resultsInJson, summaryLine, vocabularyLines } from './test-words.ts'

export interface TestFlags {
  readonly json?: boolean
  /** Another policy than the tables name: what would a change of it break? */
  readonly policy?: string
  /** Print the words that cells may say, and do nothing else. */
  readonly words?: boolean
}

/** A file of table tests with what became of each row, or all that is wrong with it. */
export type Tried =
  | { readonly path: string; readonly policy: Policy; readonly results: readonly RowResult[] }
  | { readonly path: string; readonly faults: readonly string[] }

/** `countermand policy test [FILE…]`: plays the rows of table tests through their policy. Without a file: those
 *  that ship. Prints, and answers the exit code: 0 where every row holds, else 1. */
export async function testPolicies(paths: readonly string[], flags: TestFlags): Promise<number> {
  if (flags.words === true) {
    console.log(vocabularyLines().join('\n'))
    return 0
  }
  const files = paths.length > 0 ? paths : shippedPolicies('.test.txt').map((path) => relative('.', path))
  const tried: Tried[] = []
  for (const path of files) tried.push(await tryFile(path, flags.policy))
  const failed = tried.some((one) => 'faults' in one || one.results.some(({ unmet }) => unmet.length > 0))
  if (flags.json === true) console.log(resultsInJson(tried))
  else for (const line of [...tried.flatMap(failedLines), ...tried.map(summaryLine)]) console.log(line)
  return failed ? 1 : 0
}

async function tryFile(path: string, otherPolicy: string | undefined): Promise<Tried> {
  try {
    const table = readTable(await readText(path))
    if (!isTable(table)) return { path, faults: inFile(path, table) }
    const policy = await openPolicy(otherPolicy ?? policyPath(path, table))
    const strange = strangeNames(table, policy)
    if (strange.length > 0) return { path, faults: inFile(path, strange) }
    return { path, policy, results: tryTable(table, policy) }
  } catch (cause) {
    if (cause instanceof Error) return { path, faults: cause.message.split('\n') }
    throw cause
  }
}

function inFile(path: string, faults: readonly TableFault[]): readonly string[] {
  return faults.map(({ line, column, says }) => `${path}:${line}:${column}: ${says}`)
}

/** The policy that the table names, or the one beside it: `default.test.txt` goes with `default.yaml`. */
function policyPath(path: string, { policy }: PolicyTable): string {
  if (policy !== undefined) return join(dirname(path), policy)
  const beside = path.replace(/\.test\.txt$/u, '.yaml')
  if (beside === path) throw new Refusal(`${path} names no policy: give it a line "policy: FILE.yaml"`)
  return beside
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Refusal(
      `cannot read ${path}: ${cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)}`,
    )
  }
}
