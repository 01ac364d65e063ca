import { statSync } from 'node:fs'
import type { Policy } from '../../core/policy/policy.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import type { KeepProfiles } from '../../core/reference/keep-profiles.ts'
import { type ReferenceTable, refuseLoad } from '../../core/reference/table.ts'
import { loadFile } from '../../edges/reference/file-feed.ts'
import { accountKind, type Keyed, staffKind, type TableKind } from '../../edges/reference/table-kind.ts'
import { readWhere } from '../../edges/reference/where.ts'
import { Refusal } from './refusal.ts'

/** Each a path, or `file:PATH` as the running program takes it. */
export interface TableFlags {
  readonly staff?: string | undefined
  readonly accounts?: string | undefined
}

/** Whoever replays has the machine to himself. */
const accountsKeptMax = 20_000_000

/** The reference tables as the running program reads them. How old their files are is of no interest here: the
 *  changes are as old. */
export async function openTables(flags: TableFlags, { keepProfiles }: Policy): Promise<ReferenceTables> {
  return {
    staff: await openStaff(flags),
    accounts: await openAccounts(flags, keepProfiles),
  }
}

/** The same for each of several policies, read as often as they differ in which profiles they keep. */
export async function openTablesOfEach(
  flags: TableFlags,
  policies: readonly Policy[],
): Promise<readonly ReferenceTables[]> {
  const staff = await openStaff(flags)
  const opened = new Map<string, ReferenceTables['accounts']>()
  const tables: ReferenceTables[] = []
  for (const { keepProfiles } of policies) {
    const kept = JSON.stringify(keepProfiles)
    if (!opened.has(kept)) opened.set(kept, await openAccounts(flags, keepProfiles))
    tables.push({ staff, accounts: opened.get(kept) })
  }
  return tables
}

async function openStaff({ staff }: TableFlags): Promise<ReferenceTables['staff']> {
  return staff === undefined ? undefined : openTable(staff, staffKind)
}

async function openAccounts(
  { accounts }: TableFlags,
  keep: KeepProfiles,
): Promise<ReferenceTables['accounts']> {
  return accounts === undefined
    ? undefined
    : openTable(
        accounts,
        accountKind(() => keep, accountsKeptMax),
      )
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
  const table = await loadFile(path, kind, Math.floor(file.mtimeMs), (_, says) =>
    console.error(`${path}: ${says}`),
  )
  const refusal = refuseLoad(table, undefined, 1)
  if (refusal !== undefined) throw new Refusal(`${path}: ${refusal}`)
  return table
}
