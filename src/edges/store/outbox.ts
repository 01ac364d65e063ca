import type { Transaction } from 'kysely'
import type { Alert } from '../../core/decision/alert.ts'
import type { Outbox } from '../../ports/outbox.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { Database, Tables } from './database.ts'
import { inStore } from './store-call.ts'

/** The outbox in the store: written by whoever changes something, emptied by the console role. */
export function openOutbox(database: Database): Outbox {
  return {
    waiting: (limit) =>
      inStore('read the outbox', async () => {
        const rows = await database
          .selectFrom('outbox')
          .selectAll()
          .orderBy('at')
          .orderBy('place')
          .orderBy('message_id')
          .limit(limit)
          .execute()
        return rows.map((row) => ({
          messageId: row.message_id,
          topic: row.topic,
          record: { key: row.key, value: Buffer.from(row.value) },
        }))
      }),
    sent: (messageIds) =>
      inStore('empty the outbox', async () => {
        await database.deleteFrom('outbox').where('message_id', 'in', messageIds).execute()
      }),
  }
}

/** A message that becomes true with the transaction. A message of the same id is promised once. */
export interface Promised {
  readonly messageId: string
  readonly topic: string
  readonly key: string
  readonly message: unknown
}

export async function promise(
  store: Transaction<Tables>,
  at: number,
  messages: readonly Promised[],
): Promise<void> {
  for (let first = 0; first < messages.length; first += rowsMax) {
    await store
      .insertInto('outbox')
      .values(
        messages.slice(first, first + rowsMax).map((message, index) => ({
          message_id: message.messageId,
          at,
          place: first + index,
          topic: message.topic,
          key: message.key,
          value: JSON.stringify(message.message),
        })),
      )
      .onConflict((clash) => clash.doNothing())
      .execute()
  }
}

/** Six parameters a row; SQLite takes 32,766 a statement, and nobody needs that many. */
const rowsMax = 500

/** An alert of the machine's own, under the account that it is about, where there is one. */
export function promiseAlert(store: Transaction<Tables>, at: number, alert: Alert): Promise<void> {
  const key = alert.change?.account.id ?? ''
  return promise(store, at, [{ messageId: alert.alertId, topic: ownTopics.alerts.name, key, message: alert }])
}
