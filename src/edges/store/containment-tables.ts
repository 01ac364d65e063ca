import type { Migration } from 'kysely/migration'
import type { ContainState } from '../../core/reversal/contain.ts'

export interface ContainmentTables {
  containments: {
    contain_id: string
    state: ContainState
    version: number
    alert_partition: number
    body: string
    actor_id: string
    at: number
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
  '2026-11-30-containments-of-actors': {
    async up(database) {
      // Nobody could ask for one before: what may stand here was made by hand.
      await database.deleteFrom('containments').execute()
      await database.schema
        .alterTable('containments')
        .addColumn('actor_id', 'text', (column) => column.notNull().defaultTo(''))
        .execute()
      await database.schema
        .alterTable('containments')
        .addColumn('at', 'bigint', (column) => column.notNull().defaultTo(0))
        .execute()
      await database.schema
        .createIndex('containments_by_actor')
        .ifNotExists()
        .on('containments')
        .column('actor_id')
        .execute()
    },
  },
}
