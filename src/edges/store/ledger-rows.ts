import type { Transaction } from 'kysely'
import { recordOf } from '../../core/reversal/record.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { dueAt } from '../../core/reversal/waiting-steps.ts'
import type { Ledger, LedgerEntry, LedgerRecord } from '../../ports/ledger.ts'
import type { Database, Tables } from './database.ts'
import { inStore } from './store-call.ts'

export function entryOf(row: { readonly body: string }): LedgerEntry {
  return JSON.parse(row.body) as LedgerEntry
}

/** False where the row no longer stands as `from`: two that move the same reversal cannot both succeed. */
export async function replace(
  store: Transaction<Tables>,
  from: LedgerEntry,
  to: LedgerEntry,
): Promise<boolean> {
  const rows = await store
    .updateTable('reversals')
    .set({ state: to.life.state, version: to.version, body: JSON.stringify(to) })
    .where('reversal_id', '=', from.command.commandId)
    .where('version', '=', from.version)
    .returning('reversal_id')
    .execute()
  if (rows.length !== 1) return false
  if (dueAt(from.life) !== dueAt(to.life)) await writeWait(store, to)
  return true
}

/** When it must be looked at again, beside the row that says why. */
export async function writeWait(store: Transaction<Tables>, entry: LedgerEntry): Promise<void> {
  const { commandId } = entry.command
  const due = dueAt(entry.life)
  await store.deleteFrom('reversal_waits').where('reversal_id', '=', commandId).execute()
  if (due === undefined) return
  await store
    .insertInto('reversal_waits')
    .values({ reversal_id: commandId, due_at: due, alert_partition: entry.partition })
    .execute()
}

export async function writeRecord(
  store: Transaction<Tables>,
  entry: LedgerEntry,
  writer: string,
): Promise<void> {
  await store
    .insertInto('reversal_records')
    .values({
      reversal_id: entry.command.commandId,
      version: entry.version,
      at: entry.at,
      published: 0,
      writer,
      body: JSON.stringify({ reversal: recordOf(entry), alert: entry.alert } satisfies LedgerRecord),
    })
    .execute()
}

export function openRecords(database: Database, writer: string): Pick<Ledger, 'unpublished' | 'published'> {
  return {
    unpublished: (othersBefore, limit) =>
      inStore('read the outbox of reversals', async () => {
        const rows = await database
          .selectFrom('reversal_records')
          .select('body')
          .where('published', '=', 0)
          .where((row) => row.or([row('writer', '=', writer), row('at', '<', othersBefore)]))
          .orderBy('at')
          .orderBy('version')
          .limit(limit)
          .execute()
        return rows.map((row) => JSON.parse(row.body) as LedgerRecord)
      }),
    published: (records) =>
      inStore('empty the outbox of reversals', () =>
        database.transaction().execute(async (store) => {
          for (const record of records) await markPublished(store, record)
        }),
      ),
  }
}

async function markPublished(store: Transaction<Tables>, record: Reversal): Promise<void> {
  await store
    .updateTable('reversal_records')
    .set({ published: 1 })
    .where('reversal_id', '=', record.reversalId)
    .where('version', '=', record.version)
    .execute()
}
