import type { Deliveries } from '../../ports/deliveries.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'

/** Signed deliveries in the store, where every instance of the console sees them. */
export function openDeliveries(database: Database): Deliveries {
  return {
    find: (deliveryId) =>
      inStore('find a delivery', async () => {
        const row = await database
          .selectFrom('deliveries')
          .selectAll()
          .where('delivery_id', '=', deliveryId)
          .executeTakeFirst()
        if (row === undefined) return undefined
        return { deliveryId, at: row.at, bodyHash: row.body_hash, answer: row.answer }
      }),
    remember: (delivery) =>
      inStore('remember a delivery', async () => {
        await database
          .insertInto('deliveries')
          .values({
            delivery_id: delivery.deliveryId,
            at: delivery.at,
            body_hash: delivery.bodyHash,
            answer: delivery.answer,
          })
          .onConflict((clash) => clash.column('delivery_id').doNothing())
          .execute()
      }),
    forget: (before) =>
      inStore('forget old deliveries', async () => {
        await database.deleteFrom('deliveries').where('at', '<', before).execute()
      }),
  }
}
