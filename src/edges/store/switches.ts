import type { Kysely } from 'kysely'
import type { Breaker, KillSwitch } from '../../core/reversal/circumstances.ts'
import type { Database, Tables } from './database.ts'

/** A row that is missing, or that says neither yes nor no, is unreadable, and every gate takes that for on. */
export async function readKillSwitch(store: Kysely<Tables>): Promise<KillSwitch | 'unreadable'> {
  const row = await readSwitch(store, 'kill-switch')
  if (row?.is_on === 0) return { on: false }
  return row?.is_on === 1 ? { on: true, by: row.turned_by, why: row.why } : 'unreadable'
}

export async function readBreaker(store: Kysely<Tables>): Promise<Breaker | 'unreadable'> {
  const row = await readSwitch(store, 'breaker')
  if (row?.is_on === 0) return { open: false }
  return row?.is_on === 1 ? { open: true, why: row.why } : 'unreadable'
}

export async function turnSwitch(
  database: Database,
  name: 'kill-switch' | 'breaker',
  turned: { on: boolean; by: string; reason: string; at: number },
): Promise<void> {
  const row = { is_on: turned.on ? 1 : 0, turned_by: turned.by, why: turned.reason, at: turned.at }
  await database
    .insertInto('switches')
    .values({ name, ...row })
    .onConflict((clash) => clash.column('name').doUpdateSet(row))
    .execute()
}

function readSwitch(store: Kysely<Tables>, name: string) {
  return store.selectFrom('switches').selectAll().where('name', '=', name).executeTakeFirst()
}
