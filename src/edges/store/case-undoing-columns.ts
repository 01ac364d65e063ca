import type { Kysely } from 'kysely'
import { waitsUntil } from '../../core/case/waiting.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { reversalOf } from './case-rows.ts'
import type { CaseTables } from './case-tables.ts'

/** What of a reversal the queue counts by, and the list of what waits is ordered by. */
export function undoingColumns(reversal: Reversal) {
  return { countermeasure: reversal.countermeasure, waits_until: waitsUntil(reversal) ?? null }
}

/** They stood in the bodies only, from where they are read once. */
export async function addUndoingColumns(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema.alterTable('case_reversals').addColumn('countermeasure', 'text').execute()
  await schema.alterTable('case_reversals').addColumn('waits_until', 'bigint').execute()
  const store = database.withTables<Pick<CaseTables, 'case_reversals'>>()
  for (let after = ''; ; ) {
    const rows = await store
      .selectFrom('case_reversals')
      .select(['reversal_id', 'body'])
      .where('reversal_id', '>', after)
      .orderBy('reversal_id')
      .limit(rowsAtOnce)
      .execute()
    for (const { reversal_id, body } of rows)
      await store
        .updateTable('case_reversals')
        .set(undoingColumns(reversalOf(body)))
        .where('reversal_id', '=', reversal_id)
        .execute()
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.reversal_id
  }
  await schema
    .createIndex('case_reversals_by_wait')
    .on('case_reversals')
    .columns(['waits_until', 'reversal_id'])
    .execute()
}

const rowsAtOnce = 1_000

/** What waits for people is asked for again and again. */
export async function indexStates({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('case_reversals_by_state').on('case_reversals').column('state').execute()
}

export async function indexAccounts({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('case_alerts_by_account').on('case_alerts').column('account_id').execute()
}
