import type { Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from './database.ts'

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
        // Stryker disable next-line StringLiteral: the name of a constraint, by which nobody asks for it
        .addPrimaryKeyConstraint('senders_key', ['source', 'account_id'])
        .execute()
    },
  },
}

/** False where another reversal of the account is under way. */
export async function takeSender(
  store: Transaction<Tables>,
  of: { source: string; accountId: string; reversalId: string },
): Promise<boolean> {
  const { source, accountId, reversalId } = of
  await store
    .insertInto('senders')
    .values({ source, account_id: accountId, reversal_id: reversalId })
    .onConflict((clash) => clash.doNothing())
    .execute()
  const rows = await store
    .selectFrom('senders')
    .select('reversal_id')
    .where('source', '=', source)
    .where('account_id', '=', accountId)
    .where('reversal_id', '=', reversalId)
    .execute()
  return rows.length === 1
}

/** It has come to rest: the next one may send. */
export async function freeSender(
  store: Transaction<Tables>,
  of: { source: string; accountId: string; reversalId: string },
): Promise<void> {
  await store
    .deleteFrom('senders')
    .where('source', '=', of.source)
    .where('account_id', '=', of.accountId)
    .where('reversal_id', '=', of.reversalId)
    .execute()
}
