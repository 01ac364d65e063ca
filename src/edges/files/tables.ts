import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EdgeError } from '../../ports/edge-error.ts'
import { formatOf, readRecords } from './records.ts'

/** The side list of a mapping: the distinct texts of one column of a CSV, NDJSON or JSON file (CSV where its
 *  name says nothing). Held in memory whole, so bounded; empty fields are nobody.
 *  Throws `EdgeError('file-unreadable')` where the file, the column or a line is not what it should be: a
 *  list that is only partly read would take machines for people. */
export async function readTable(path: string, column: string): Promise<Set<string>> {
  const table = new Set<string>()
  for await (const batch of readRecords(path, { format: formatOf(path) ?? 'csv' })) {
    for (const read of batch) {
      const value = 'record' in read ? valueAt(read.record, column) : undefined
      if (value === undefined) {
        throw refused(`line ${read.line} of ${path} has no column "${column}" that can be read`)
      }
      if (value !== '') table.add(value)
      if (table.size > tableRowsMax) throw refused(`${path} holds more than ${tableRowsMax} different values`)
    }
  }
  return table
}

/** About 200 MB of ids; beyond it a fact belongs into the reference tables. */
export const tableRowsMax = 2_000_000

/** Where a mapping's side list stands: beside the mapping file, then beside the first input file.
 *  `undefined` where it is in neither place. */
export function findTable(
  file: string,
  places: { readonly mapping: string; readonly input?: string | undefined },
): string | undefined {
  const folders = [places.mapping, places.input].flatMap((path) =>
    path === undefined ? [] : [dirname(path)],
  )
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path))
}

function valueAt(record: unknown, column: string): string | undefined {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, column)) return undefined
  const value: unknown = Reflect.get(record, column)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function refused(says: string): EdgeError {
  return new EdgeError('file-unreadable', says, { retryable: false })
}
