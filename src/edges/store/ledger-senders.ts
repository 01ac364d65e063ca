import type { Transaction } from 'kysely'
import type { Tables } from './database.ts'

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
