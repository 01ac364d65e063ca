import type { Transaction } from 'kysely'
import { handsIn } from '../../core/change/hand.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { foldId } from '../../core/spelling/same-id.ts'
import type { Database, Tables } from './database.ts'

/** Whom a case is about: those whose acts are in it, those they were done for, and whoever tried to decide about
 *  themself or their team. None of them sees it, nor decides about it. By their own ids, folded,
 *  whatever the page calls them. */

type Store = Transaction<Tables> | Database

/** PostgreSQL's text holds every character but NUL, which a hostile id may contain. */
export function asText(id: string): string {
  return id.replaceAll('\0', '\u{fffd}')
}

/** Under which a person is found however their id is spelt. Rows of before this was so bear the id itself. */
function asKey(id: string): string {
  return asText(foldId(id))
}

export async function noteHands(store: Transaction<Tables>, caseId: string, alert: Alert): Promise<void> {
  const tried = await store
    .selectFrom('alert_hands')
    .select('actor_id')
    .where('alert_id', '=', alert.alertId)
    .execute()
  const hands = [...handsOfAlert(alert), ...tried.map((row) => row.actor_id)]
  await store
    .insertInto('case_hands')
    .values([...new Set(hands)].map((actorId) => ({ case_id: caseId, actor_id: actorId })))
    .onConflict((clash) => clash.doNothing())
    .execute()
}

/** The alert of this id, which is still to come, is about this person too, though the change is not theirs. */
export async function promiseHand(
  store: Transaction<Tables>,
  alertId: string,
  personId: string,
): Promise<void> {
  await store
    .insertInto('alert_hands')
    .values({ alert_id: alertId, actor_id: asKey(personId) })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function isAbout(store: Store, caseId: string, personId: string): Promise<boolean> {
  const found = await casesAbout(store, personId).where('case_id', '=', caseId).executeTakeFirst()
  return found !== undefined
}

/** For `not in`: what this person is not shown. */
export function casesAbout(store: Store, personId: string) {
  return store
    .selectFrom('case_hands')
    .select('case_id')
    .where('actor_id', 'in', [asKey(personId), asText(personId)])
}

export async function handsOfCases(
  store: Store,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (caseIds.length === 0) return new Map()
  const rows = await store.selectFrom('case_hands').selectAll().where('case_id', 'in', caseIds).execute()
  const byCase = Map.groupBy(rows, (row) => row.case_id)
  return new Map([...byCase].map(([caseId, found]) => [caseId, found.map((row) => row.actor_id)]))
}

/** By their own ids, as changes spell them. Hands of a campaign are only known folded, and so found where that is how
 *  they are spelt. */
export async function actorsOf(store: Store, source: string): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('cases')
    .select('actor_id')
    .where('source', '=', asText(source))
    .union(
      store
        .selectFrom('case_hands')
        .innerJoin('cases', 'cases.case_id', 'case_hands.case_id')
        .select('case_hands.actor_id')
        .where('cases.source', '=', asText(source)),
    )
    .execute()
  return rows.map((row) => row.actor_id).filter((id) => id !== '')
}

export async function casesOfAlerts(
  store: Store,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (alertIds.length === 0) return new Map()
  const rows = await store
    .selectFrom('case_alerts')
    .select(['alert_id', 'case_id'])
    .where('alert_id', 'in', alertIds)
    .execute()
  return new Map(rows.map((row) => [row.alert_id, row.case_id]))
}

/** An empty one where nobody knows whose hand it was. */
export function handsOfAlert({ change }: Alert): readonly string[] {
  return change === undefined ? [''] : handsIn(change).map(asKey)
}
