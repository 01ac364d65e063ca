import type { Migration } from 'kysely/migration'

/** Pre-authorisations. `body` is what was asked or, once it is confirmed, what was signed. */
export interface PreauthorisationTables {
  preauthorisations: {
    intended_id: string
    source: string
    account_id: string
    asked_at: number
    expires_at: number
    body: string
    /** Null until the second person has confirmed it. */
    signature: string | null
    withdrawn_by: string | null
    withdrawn_at: number | null
  }
}

export const preauthorisationMigrations: Record<string, Migration> = {
  '2026-11-30-preauthorisations': {
    async up(database) {
      await database.schema
        .createTable('preauthorisations')
        .ifNotExists()
        .addColumn('intended_id', 'text', (column) => column.primaryKey())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('asked_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('signature', 'text')
        .addColumn('withdrawn_by', 'text')
        .addColumn('withdrawn_at', 'bigint')
        .execute()
      await database.schema
        .createIndex('preauthorisations_by_account')
        .ifNotExists()
        .on('preauthorisations')
        .columns(['source', 'account_id'])
        .execute()
    },
  },
}
