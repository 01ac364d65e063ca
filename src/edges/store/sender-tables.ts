import type { Migration } from 'kysely/migration'

/** Who may send to the platform for an account: one reversal at a time, whichever instance carries it. Platforms
 *  without versions carry out equal commands as often as they come at once. */
export interface SenderTables {
  senders: { source: string; account_id: string; reversal_id: string }
}

export const senderMigrations: Record<string, Migration> = {
  '2026-11-30-senders': {
    async up(database) {
      await database.schema
        .createTable('senders')
        .ifNotExists()
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('reversal_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('senders_key', ['source', 'account_id'])
        .execute()
    },
  },
}
