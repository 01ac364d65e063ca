import type { Transaction } from 'kysely'
import type { Alert } from '../../core/decision/alert.ts'
import type { Opening } from '../../core/reversal/breaker.ts'
import type { BreakerStanding } from '../../core/reversal/limits-standing.ts'
import type { Limits } from '../../ports/limits.ts'
import { record } from './audit-append.ts'
import type { Database, Tables } from './database.ts'
import { say } from './limit-alerts.ts'
import { readBreaker, spares } from './switches.ts'
import { decidedSince, lastEnded } from './undoings.ts'

type Store = Transaction<Tables>

/** The breaker in the store: `turned_by` says for which cause it opened.
 *
 *    closed        -> open for the share, or because nothing works
 *    for the share -> because nothing works: it spares nobody any more
 *    open          -> closed, by two people (`limits.ts`) */
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
  const breaker = await readBreaker(database)
  if (breaker === 'unreadable')
    return { open: true, why: 'it cannot be read, which counts as open', sparesHighestTier: false }
  if (!breaker.open) return breaker
  const { at } = await rowIn(database).select('at').executeTakeFirstOrThrow()
  return { ...breaker, at }
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

const turned = { deed: 'breaker-turned', about: 'breaker' } as const

function rowIn(database: Database) {
  return database.selectFrom('switches').where('name', '=', 'breaker')
}
