import type { Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import { type ContainState, containsPerHour } from '../../core/reversal/contain.ts'
import type { ContainmentEntry, Containments } from '../../ports/containments.ts'
import type { Database, Tables } from './database.ts'
import { takeToken } from './ledger-limits.ts'
import { inStore } from './store-call.ts'

export interface ContainmentTables {
  containments: {
    contain_id: string
    state: ContainState
    version: number
    alert_partition: number
    body: string
  }
}

export const containmentMigrations: Record<string, Migration> = {
  '2026-11-30-containments': {
    async up(database) {
      await database.schema
        .createTable('containments')
        .ifNotExists()
        .addColumn('contain_id', 'text', (column) => column.primaryKey())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('alert_partition', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createIndex('containments_by_partition')
        .ifNotExists()
        .on('containments')
        .columns(['alert_partition', 'state'])
        .execute()
    },
  },
}

const budget = {
  name: 'contain-hour',
  says: `of ${containsPerHour} containments an hour`,
  tokens: containsPerHour,
  windowMs: 3_600_000,
  reserve: 0,
}
const unfinished: readonly ContainState[] = ['asked', 'ready', 'sent', 'lifting']

export function openContainments(database: Database): Containments {
  return {
    find: (containId) =>
      inStore('find a containment', async () => {
        const row = await database
          .selectFrom('containments')
          .select('body')
          .where('contain_id', '=', containId)
          .executeTakeFirst()
        return row && entryOf(row)
      }),
    open: (entry) =>
      inStore('open a containment', async () => {
        const rows = await database
          .insertInto('containments')
          .values({ contain_id: entry.containId, ...rowOf(entry) })
          .onConflict((clash) => clash.doNothing())
          .returning('contain_id')
          .execute()
        return rows.length === 1
      }),
    move: (from, to) =>
      inStore('move a containment on', () =>
        database.transaction().execute((store) => replace(store, from, to)),
      ),
    take: (from, to, now) =>
      inStore('take a containment', async () => {
        try {
          return await database.transaction().execute(async (store) => {
            if (!(await replace(store, from, to))) return 'lost' as const
            if (!(await takeToken(store, budget, { now, mayUseReserve: false, onlyReserve: false })))
              throw new Spent()
            return 'taken' as const
          })
        } catch (error) {
          if (error instanceof Spent) return 'spent'
          throw error
        }
      }),
    unfinished: (partitions) =>
      inStore('list containments', async () => {
        if (partitions.length === 0) return []
        const rows = await database
          .selectFrom('containments')
          .select('body')
          .where('alert_partition', 'in', partitions)
          .where('state', 'in', unfinished)
          .execute()
        return rows.map(entryOf)
      }),
  }
}

async function replace(
  store: Transaction<Tables>,
  from: ContainmentEntry,
  to: ContainmentEntry,
): Promise<boolean> {
  const rows = await store
    .updateTable('containments')
    .set(rowOf(to))
    .where('contain_id', '=', from.containId)
    .where('version', '=', from.version)
    .returning('contain_id')
    .execute()
  return rows.length === 1
}

function rowOf(entry: ContainmentEntry) {
  return {
    state: entry.life.state,
    version: entry.version,
    alert_partition: entry.partition,
    body: JSON.stringify(entry),
  }
}

function entryOf(row: { readonly body: string }): ContainmentEntry {
  return JSON.parse(row.body) as ContainmentEntry
}

/** Thrown only to roll back. */
class Spent extends Error {}
