import type { Transaction } from 'kysely'
import type { Tables } from './database.ts'

/** Holds a row until the transaction ends: a second one that wants the same turn waits here, and then sees what the first
 *  one did. First of all that is locked, so that nobody waits for somebody who waits for them. */
export async function oneAfterAnother(
  store: Transaction<Tables>,
  turn: 'contain' | 'demote',
  now: number,
): Promise<void> {
  await store
    .insertInto('budget_tokens')
    .values({ budget: `${turn}-turn`, token: 0, free_at: now })
    .onConflict((clash) => clash.columns(['budget', 'token']).doUpdateSet({ free_at: now }))
    .execute()
}
