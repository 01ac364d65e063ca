import type { Transaction } from 'kysely'
import type { Act } from '../../ports/cases.ts'
import type { Tables } from './database.ts'

type Store = Transaction<Tables>

/** `new`: the key is ours now. `done`: this very act was carried out before. `reused`: the key stands for
 *  something else. A second act with the same key waits here until the first one is through. */
export type Claim =
  | { readonly kind: 'new' }
  | { readonly kind: 'done'; readonly caseId: string }
  | { readonly kind: 'reused' }

/** For whatever a person does under a key, on a case or not: one person's keys are all of one kind. */
export async function claimKey(store: Store, { by, key, fingerprint, at }: Keyed): Promise<Claim> {
  const claimed = await store
    .insertInto('case_acts')
    .values({ by, key, fingerprint, case_id: '', at })
    .onConflict((clash) => clash.columns(['by', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (claimed !== undefined) return { kind: 'new' }
  const earlier = await store
    .selectFrom('case_acts')
    .select(['fingerprint', 'case_id'])
    .where('by', '=', by)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (earlier.fingerprint !== fingerprint) return { kind: 'reused' }
  return { kind: 'done', caseId: earlier.case_id }
}

type Keyed = Pick<Act, 'by' | 'key' | 'fingerprint' | 'at'>

export async function keepKey(store: Store, act: Act, caseId: string): Promise<void> {
  await store
    .updateTable('case_acts')
    .set({ case_id: caseId })
    .where('by', '=', act.by)
    .where('key', '=', act.key)
    .execute()
}

export async function giveKeyBack(store: Store, act: Act): Promise<void> {
  await store.deleteFrom('case_acts').where('by', '=', act.by).where('key', '=', act.key).execute()
}
