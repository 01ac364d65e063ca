import { statSync } from 'node:fs'
import type { Policy } from '../../core/policy/policy.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import { type ReferenceTable, refuseLoad } from '../../core/reference/table.ts'
import { loadFile } from '../../edges/reference/file-feed.ts'
import { accountKind, type Keyed, staffKind, type TableKind } from '../../edges/reference/table-kind.ts'
import { readWhere } from '../../edges/reference/where.ts'
import { Refusal } from './refusal.ts'

/** Each a path, or `file:PATH` as the running program takes it. */
export interface TableFlags {
  readonly staff?: string
  readonly accounts?: string
}

/** Whoever replays has the machine to himself. */
const accountsKeptMax = 20_000_000

/** The reference tables as the running program reads them. How old their files are is of no interest here: the
 *  changes are as old. */
export async function openTables(flags: TableFlags, { keepProfiles }: Policy): Promise<ReferenceTables> {
  const accounts = accountKind(() => keepProfiles, accountsKeptMax)
  return {
    staff: flags.staff === undefined ? undefined : await openTable(flags.staff, staffKind),
    accounts: flags.accounts === undefined ? undefined : await openTable(flags.accounts, accounts),
  }
}

async function openTable<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  told: string,
  kind: TableKind<Entry, Table>,
): Promise<Table> {
  const where = readWhere(told)
  if (where !== undefined && where.kind !== 'file')
    throw new Refusal(`${told}: a history is read with tables from files, PATH or file:PATH`)
  const path = where?.path ?? told
  const file = statSync(path, { throwIfNoEntry: false })
  if (file === undefined) throw new Refusal(`${path}: there is no such file`)
  const table = await loadFile(path, kind, Math.floor(file.mtimeMs))
  const refusal = refuseLoad(table, undefined, 1)
  if (refusal !== undefined) throw new Refusal(`${path}: ${refusal}`)
  return table
}
