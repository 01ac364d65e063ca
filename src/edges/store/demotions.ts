import type { Transaction } from 'kysely'
import { type Demotion, mustDemote, scopesOf } from '../../core/reversal/demotion.ts'
import type { Tables } from './database.ts'
import { countermeasuresThatUndo } from './undoings.ts'

type Store = Transaction<Tables>

interface JudgedChange {
  readonly source: string
  readonly eventId: string
}

/** Marks what the machine undid as overturned. Answers the scopes that it was decided by; none where it was known
 *  already, nothing was done, or a later word upheld it. */
export async function overturnedScopes(
  store: Store,
  change: JudgedChange,
  at: number,
): Promise<readonly string[]> {
  const marked = await mark(store, change, 1, at)
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

/** Takes the mark back. What was demoted meanwhile stays so: two people end that. */
export async function upholdUndoing(store: Store, change: JudgedChange, at: number): Promise<void> {
  await mark(store, change, 0, at)
}

/** A verdict that is read once more changes nothing where a later one was heard. */
function mark(store: Store, { source, eventId }: JudgedChange, overturned: 0 | 1, at: number) {
  return store
    .updateTable('undoings')
    .set({ overturned, verdict_at: at })
    .where('source', '=', source)
    .where('event_id', '=', eventId)
    .where('by_machine', '=', 1)
    .where('countermeasure', 'in', countermeasuresThatUndo)
    .where('sent_at', 'is not', null)
    .where((row) => row.or([row('overturned', '!=', overturned), row('verdict_at', 'is', null)]))
    .where((row) => row.or([row('verdict_at', 'is', null), row('verdict_at', '<=', at)]))
    .returning('reversal_id')
    .execute()
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
