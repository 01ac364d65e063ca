import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Alert } from '../../core/decision/alert.ts'
import type { Opening } from '../../core/reversal/breaker.ts'
import type { Breaker } from '../../core/reversal/circumstances.ts'
import type { BreakerStanding } from '../../core/reversal/limits-standing.ts'
import type { SecondPerson } from '../../core/reversal/second-person.ts'
import type { KeyReused, Limits, PersonAct } from '../../ports/limits.ts'
import { record } from './audit-append.ts'
import type { Database, Tables } from './database.ts'
import { say } from './limit-alerts.ts'
import { claimed, saidBy } from './second-persons.ts'
import { decidedSince, lastEnded } from './undoings.ts'

type Store = Transaction<Tables>

/** The breaker in the store: `turned_by` says for which cause it opened.
 *
 *    closed        -> open for the share, or because nothing works
 *    for the share -> because nothing works: it spares nobody any more
 *    open          -> closed, by two people */
export async function breakerSeen(database: Database, from: number): ReturnType<Limits['seen']> {
  const row = await rowIn(database).selectAll().executeTakeFirst()
  const open = row?.is_on !== 0
  const closedAt = (open ? row?.closed_at : undefined) ?? row?.at ?? 0
  const since = Math.max(from, closedAt)
  const decided = await decidedSince(database, since)
  const ended = await lastEnded(database, Math.max(closedAt, from - endedMsMax))
  return { decided, ended, since, open, sparesHighestTier: row !== undefined && spares(row) }
}

/** What ended longer ago says nothing of how the platform answers today. */
const endedMsMax = 86_400_000

export async function breakerStanding(database: Database): Promise<BreakerStanding> {
  const row = await rowIn(database).selectAll().executeTakeFirst()
  const breaker = breakerOf(row)
  if (breaker === 'unreadable')
    return { open: true, why: 'it cannot be read, which counts as open', sparesHighestTier: false }
  return breaker.open && row !== undefined ? { ...breaker, at: row.at } : breaker
}

export async function readBreaker(store: Kysely<Tables>): Promise<Breaker | 'unreadable'> {
  return breakerOf(await rowIn(store).selectAll().executeTakeFirst())
}

type BreakerRow = Selectable<Tables['switches']>

/** Opened by a share that is too high, it still spares what is kept back for the highest tier: whoever trips it
 *  with cheap acts must not thereby have disarmed it. Opened because nothing works any more, it spares nobody. */
function breakerOf(row: BreakerRow | undefined): Breaker | 'unreadable' {
  if (row?.is_on === 0) return { open: false }
  return row?.is_on === 1 ? { open: true, why: row.why, sparesHighestTier: spares(row) } : 'unreadable'
}

function spares({ is_on, turned_by }: BreakerRow): boolean {
  return is_on === 1 && turned_by === 'share'
}

export async function openBreaker(
  store: Store,
  { cause, why }: Opening,
  at: number,
  alert: Alert,
): Promise<boolean> {
  const rows = await store
    .updateTable('switches')
    .set((be) => ({ is_on: 1, turned_by: cause, why, at, closed_at: be.ref('at') }))
    .where('name', '=', 'breaker')
    .where('is_on', '=', 0)
    .returning('name')
    .execute()
  if (rows.length === 0) return false
  await record(store, [{ ...turned, before: { on: 0 }, after: { on: 1 }, at, why }])
  await store
    .updateTable('cases')
    .set((be) => ({ priority: 1, updated_at: at, revision: be('revision', '+', 1) }))
    .where('state', '!=', 'closed')
    .where('priority', '<', 1)
    .execute()
  await say(store, alert)
  return true
}

export async function tightenBreaker(store: Store, why: string, at: number, alert: Alert): Promise<boolean> {
  const rows = await store
    .updateTable('switches')
    .set({ turned_by: 'failures' satisfies Opening['cause'], why })
    .where('name', '=', 'breaker')
    .where('is_on', '=', 1)
    .where('turned_by', '=', 'share' satisfies Opening['cause'])
    .returning('name')
    .execute()
  if (rows.length === 0) return false
  // A yes to closing what it was is none to closing what it is now.
  await store.deleteFrom('second_persons').where('what', '=', 'breaker').execute()
  await say(store, alert)
  const before = { on: 1, sparesHighestTier: true }
  await record(store, [{ ...turned, before, after: { on: 1, sparesHighestTier: false }, at, why }])
  return true
}

/** Also one whose row is missing, which counts as open: then the row is made. */
export async function closeBreaker(store: Store, act: PersonAct): Promise<SecondPerson | KeyReused> {
  const row = await rowIn(store).select('is_on').executeTakeFirst()
  const ask = await claimed(store, act)
  if (ask === undefined) return { kind: 'key-reused' }
  if (row?.is_on === 0) return { kind: 'nothing-to-do' }
  const consent = await ask('breaker')
  if (consent.kind !== 'done') return consent
  const closed = { is_on: 0, turned_by: act.by, why: act.reason, at: act.at }
  await store
    .insertInto('switches')
    .values({ name: 'breaker', ...closed })
    .onConflict((clash) => clash.column('name').doUpdateSet(closed))
    .execute()
  await record(store, [{ ...turned, before: { on: 1 }, after: { on: 0 }, ...saidBy(act) }])
  return consent
}

const turned = { deed: 'breaker-turned', about: 'breaker' } as const

function rowIn(store: Kysely<Tables>) {
  return store.selectFrom('switches').where('name', '=', 'breaker')
}
