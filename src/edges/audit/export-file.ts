import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { canonical } from '../../core/audit/canonical.ts'
import { readSignedHead, type SignedHead } from '../../core/audit/head.ts'
import type { AuditRow } from '../../core/audit/verify.ts'
import { unreadableFile } from '../files/unreadable-file.ts'

/** One line of an export: an entry with its place and link, or a head, right after the last entry it covers.
 *
 *    {"chain":"9f2c…","entry":{"about":"…",…},"seq":17}
 *    {"head":{"at":…,…},"signature":"…"} */
export function entryLine({ seq, body, chain }: AuditRow): string {
  return `{"chain":${JSON.stringify(chain)},"entry":${body},"seq":${seq}}`
}

export function headLine(head: SignedHead): string {
  return canonical(head)
}

/** The heads in an export. */
export async function headsOfExport(path: string): Promise<readonly SignedHead[]> {
  const heads: SignedHead[] = []
  for await (const line of linesOf(path)) {
    if (!line.startsWith(headStart)) continue
    const head = readHeadLine(line)
    if (head !== undefined) heads.push(head)
  }
  return heads
}

/** The entries of an export, in pages. What is on a line and not what a writer would have put there is told. */
export async function* rowsOfExport(
  path: string,
  tell: (fault: string) => void,
): AsyncGenerator<readonly AuditRow[]> {
  let rows: AuditRow[] = []
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    const isHead = line.startsWith(headStart)
    const row = isHead ? undefined : readRowLine(line)
    if (row !== undefined) rows.push(row)
    else if (!isHead || readHeadLine(line) === undefined)
      tell(`${path}:${number}: this is no line of an export`)
    if (rows.length < pageRows) continue
    yield rows
    rows = []
  }
  yield rows
}

const headStart = '{"head":'
const pageRows = 2_000

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity })
  } catch (cause) {
    throw unreadableFile(path, cause)
  }
}

function readHeadLine(line: string): SignedHead | undefined {
  const head = readSignedHead(line)
  return head !== undefined && canonical(head) === line ? head : undefined
}

function readRowLine(line: string): AuditRow | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return undefined
    const { chain, entry, seq }: Record<string, unknown> = { ...value }
    if (typeof chain !== 'string' || typeof seq !== 'number' || typeof entry !== 'object' || entry === null)
      return undefined
    const about = 'about' in entry && typeof entry.about === 'string' ? entry.about : null
    const row = { seq, about, body: canonical(entry), chain }
    // One text for one entry: what reads the same and is written otherwise was not written by us.
    return entryLine(row) === line ? row : undefined
  } catch {
    return undefined
  }
}
