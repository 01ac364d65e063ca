import type { Transaction } from 'kysely'
import { containBudget, mayBeFrozen, standingStates } from '../../core/reversal/contain.ts'
import type { Happening } from '../../ports/audit.ts'
import type { ContainmentEntry, Containments } from '../../ports/containments.ts'
import { record } from './audit-append.ts'
import { alertOf, sendCaseAgain } from './case-rows.ts'
import { tiesTo } from './case-ties.ts'
import type { Database, Tables } from './database.ts'
import { takeToken } from './ledger-limits.ts'
import { promiseAlert } from './outbox.ts'
import { inStore } from './store-call.ts'
import { oneAfterAnother } from './turn.ts'

export function openContainments(database: Database): Containments {
  return {
    find: (containId) =>
      inStore('find a containment', async () => {
        const row = await database
          .selectFrom('containments')
          .select('body')
          .where('contain_id', '=', containId)
          .executeTakeFirst()
        return row && containmentOf(row)
      }),
    open: (entry) =>
      inStore('open a containment', async () => {
        const rows = await database
          .insertInto('containments')
          .values({ contain_id: entry.containId, ...rowOf(entry) })
          .onConflict((clash) => clash.doNothing())
          .returning('contain_id')
          .execute()
        return rows.length === 1
      }),
    move: (from, to, alarm) =>
      inStore('move a containment on', () =>
        database.transaction().execute(async (store) => {
          if (!(await replace(store, from, to))) return false
          if (alarm !== undefined) await promiseAlert(store, to.at, alarm)
          await tell(store, from, to)
          return true
        }),
      ),
    take: (from, to, { now, perHour, othersWhoCanLift }) =>
      inStore('take a containment', async () => {
        try {
          return await database.transaction().execute(async (store) => {
            await oneAfterAnother(store, 'contain', now)
            if (!(await replace(store, from, to))) return 'lost' as const
            if (await allMayBeFrozen(store, from.source, othersWhoCanLift)) throw new NotTaken('alone')
            const use = { now, mayUseReserve: false, onlyReserve: false }
            if (!(await takeToken(store, containBudget({ perHour }), use))) throw new NotTaken('spent')
            await tell(store, from, to)
            return 'taken' as const
          })
        } catch (error) {
          if (error instanceof NotTaken) return error.because
          throw error
        }
      }),
    unfinished: (partitions) =>
      inStore('list containments', async () => {
        if (partitions.length === 0) return []
        const rows = await database
          .selectFrom('containments')
          .select('body')
          .where('alert_partition', 'in', partitions)
          .where('state', 'in', standingStates)
          .execute()
        return rows.map(containmentOf)
      }),
    causeOf: ({ alertId }) =>
      inStore('find what led to a containment', async () => {
        const row = await database
          .selectFrom('case_alerts')
          .select('body')
          .where('alert_id', '=', alertId)
          .executeTakeFirst()
        return row && alertOf(row.body)
      }),
    tiesTo: (question) => inStore('find who is tied to an actor', () => tiesTo(database, question)),
  }
}

/** The desk sees the case move, and the record has it. */
async function tell(
  store: Transaction<Tables>,
  from: ContainmentEntry,
  { alertId, actorId, life, at }: ContainmentEntry,
): Promise<void> {
  if (life.state === from.life.state) return
  await sendCaseAgain(store, alertId, at)
  const happening: Happening = {
    deed: 'containment-moved',
    at,
    about: alertId,
    whom: actorId,
    why: life.says,
    before: { state: from.life.state, round: from.life.round },
    after: { state: life.state, round: life.round },
  }
  await record(store, [happening])
}

async function replace(
  store: Transaction<Tables>,
  from: ContainmentEntry,
  to: ContainmentEntry,
): Promise<boolean> {
  const rows = await store
    .updateTable('containments')
    .set(rowOf(to))
    .where('contain_id', '=', from.containId)
    .where('version', '=', from.version)
    .returning('contain_id')
    .execute()
  return rows.length === 1
}

function rowOf(entry: ContainmentEntry) {
  return {
    state: entry.life.state,
    version: entry.version,
    alert_partition: entry.partition,
    actor_id: entry.actorId,
    at: entry.at,
    body: JSON.stringify(entry),
  }
}

export function containmentOf(row: { readonly body: string }): ContainmentEntry {
  return JSON.parse(row.body) as ContainmentEntry
}

async function allMayBeFrozen(
  store: Transaction<Tables>,
  source: string,
  actorIds: readonly string[],
): Promise<boolean> {
  if (actorIds.length === 0) return true
  const rows = await store
    .selectFrom('containments')
    .select('body')
    .where('actor_id', 'in', actorIds)
    .execute()
  const ours = rows.map(containmentOf).filter((one) => one.source === source && mayBeFrozen(one.life))
  const frozen = new Set(ours.map((one) => one.actorId))
  return actorIds.every((id) => frozen.has(id))
}

/** Thrown only to roll back. */
class NotTaken extends Error {
  readonly because: 'spent' | 'alone'
  constructor(because: 'spent' | 'alone') {
    super(because)
    this.because = because
  }
}
