import type { Kysely } from 'kysely'
import type { Breaker, KillSwitch } from '../../core/reversal/circumstances.ts'
import { record } from './audit-append.ts'
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
  turned: { on: boolean; by: string; reason: string; at: number; requestId?: string },
): Promise<void> {
  const { on, by, reason: why, at, requestId } = turned
  const row = { is_on: on ? 1 : 0, turned_by: by, why, at }
  await database.transaction().execute(async (store) => {
    const before = await readSwitch(store, name)
    await store
      .insertInto('switches')
      .values({ name, ...row })
      .onConflict((clash) => clash.column('name').doUpdateSet(row))
      .execute()
    await record(store, [
      {
        deed: name === 'breaker' ? 'breaker-turned' : 'kill-switch-turned',
        about: name,
        before: { on: before?.is_on ?? null },
        after: { on: row.is_on },
        at,
        by,
        why,
        ...(requestId === undefined ? {} : { requestId }),
      },
    ])
  })
}

function readSwitch(store: Kysely<Tables>, name: string) {
  return store.selectFrom('switches').selectAll().where('name', '=', name).executeTakeFirst()
}
