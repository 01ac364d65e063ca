import type { Transaction } from 'kysely'
import { type Asked, askedAgain, type SecondPerson, secondPerson } from '../../core/reversal/second-person.ts'
import type { PersonAct } from '../../ports/limits.ts'
import { record } from './audit-append.ts'
import { claimKey } from './case-act-keys.ts'
import type { Tables } from './database.ts'

type Store = Transaction<Tables>

/** How the second person is asked for; `undefined` where the key was used for something else. What comes late must be
 *  no yes to what happened since. */
export async function claimed(
  store: Store,
  act: PersonAct,
): Promise<((what: string) => Promise<SecondPerson>) | undefined> {
  const { by, at, once } = act
  const claim = once && (await claimKey(store, { by, at, ...once }))
  if (claim?.kind === 'reused') return undefined
  if (claim?.kind === 'done') return async (what) => askedAgain(await askedBefore(store, what), act)
  return (what) => askSecond(store, what, act)
}

async function askedBefore(store: Store, what: string): Promise<Asked | undefined> {
  return store.selectFrom('second_persons').select(['by', 'at']).where('what', '=', what).executeTakeFirst()
}

async function askSecond(store: Store, what: string, act: PersonAct): Promise<SecondPerson> {
  const before = await askedBefore(store, what)
  const consent = secondPerson(before, act)
  if (consent.kind === 'done') await store.deleteFrom('second_persons').where('what', '=', what).execute()
  if (consent.kind !== 'waits') return consent
  const row = { by: act.by, reason: act.reason, at: act.at }
  await store
    .insertInto('second_persons')
    .values({ what, ...row })
    .onConflict((clash) => clash.column('what').doUpdateSet(row))
    .execute()
  await record(store, [{ deed: 'second-person-asked', about: what, ...saidBy(act) }])
  return consent
}

export function saidBy({ at, by, reason, requestId }: PersonAct) {
  return { at, by, why: reason, ...(requestId !== undefined && { requestId }) }
}
