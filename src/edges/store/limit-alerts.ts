import type { Transaction } from 'kysely'
import type { Alert } from '../../core/decision/alert.ts'
import type { Tables } from './database.ts'

/** Said aloud once the transaction is through: it waits here for the log. */
export async function say(store: Transaction<Tables>, alert: Alert): Promise<void> {
  await store
    .insertInto('limit_alerts')
    .values({ alert_id: alert.alertId, at: alert.raisedAt, body: JSON.stringify(alert) })
    .onConflict((clash) => clash.doNothing())
    .execute()
}
