import type { Transaction } from 'kysely'
import { type Demotion, mustDemote, scopesOf } from '../../core/reversal/demotion.ts'
import type { Tables } from './database.ts'
import { countermeasuresThatUndo } from './undoings.ts'

type Store = Transaction<Tables>

/** Marks what the machine undid as overturned. Answers the scopes that it was decided by; none where it was known
 *  already, or nothing was done. */
export async function overturnedScopes(
  store: Store,
  change: { readonly source: string; readonly eventId: string },
): Promise<readonly string[]> {
  const marked = await store
    .updateTable('undoings')
    .set({ overturned: 1 })
    .where('source', '=', change.source)
    .where('event_id', '=', change.eventId)
    .where('by_machine', '=', 1)
    .where('countermeasure', 'in', countermeasuresThatUndo)
    .where('sent_at', 'is not', null)
    .where('overturned', '=', 0)
    .returning('reversal_id')
    .execute()
  if (marked.length === 0) return []
  const rows = await store
    .selectFrom('undoing_scopes')
    .select('scope')
    .distinct()
    .where(
      'reversal_id',
      'in',
      marked.map((row) => row.reversal_id),
    )
    .orderBy('scope')
    .execute()
  return rows.map((row) => row.scope)
}

/** Takes a mode away where the rule says so. */
export async function demote(
  store: Store,
  scope: string,
  rule: Parameters<typeof mustDemote>[1],
  at: number,
): Promise<Demotion | undefined> {
  const before = await store.selectFrom('demotions').selectAll().where('scope', '=', scope).executeTakeFirst()
  const rows = await store
    .selectFrom('undoing_scopes')
    .innerJoin('undoings', 'undoings.reversal_id', 'undoing_scopes.reversal_id')
    .select('undoings.overturned as overturned')
    .where('undoing_scopes.scope', '=', scope)
    .where('undoing_scopes.decided_at', '>', before?.at ?? 0)
    .where('undoings.sent_at', 'is not', null)
    .where('undoings.by_machine', '=', 1)
    .where('undoings.countermeasure', 'in', countermeasuresThatUndo)
    .orderBy('undoing_scopes.decided_at', 'desc')
    .orderBy('undoing_scopes.reversal_id')
    .limit(rule.of)
    .execute()
  const last = rows.map((row) => row.overturned === 1)
  if (!mustDemote(last, rule)) return undefined
  const why = `analysts called ${last.filter(Boolean).length} of the last ${last.length} undone changes meant`
  const demotion: Demotion = { scope, steps: (before?.steps ?? 0) + 1, at, why }
  await store
    .insertInto('demotions')
    .values(demotion)
    .onConflict((clash) => clash.column('scope').doUpdateSet({ steps: demotion.steps, at, why }))
    .execute()
  return demotion
}

/** By how many modes the lowest of these stands below the policy. */
export async function stepsOf(
  store: Pick<Store, 'selectFrom'>,
  alert: Parameters<typeof scopesOf>[0],
): Promise<number> {
  const rows = await store
    .selectFrom('demotions')
    .select('steps')
    .where('scope', 'in', scopesOf(alert))
    .execute()
  return Math.max(0, ...rows.map((row) => row.steps))
}
