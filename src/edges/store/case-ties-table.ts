import type { Kysely } from 'kysely'
import { alertOf } from './case-rows.ts'
import type { CaseTables } from './case-tables.ts'
import { eventKeyOf, ownTies, type TieRow, tiesFor, writeTies } from './case-ties.ts'

/** What alerts say of hands, and upon which change, stood in their bodies only, from where it is read once. */
export async function addTies(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema.alterTable('case_alerts').addColumn('event_key', 'text').execute()
  await schema
    .createTable('case_ties')
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('hand', 'text', (column) => column.notNull())
    .addColumn('tie', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_ties_key', ['case_id', 'hand', 'tie', 'value'])
    .execute()
  const store = database.withTables<Tables>()
  await eachPage(store, async (rows) => {
    const ties: TieRow[] = []
    for (const { alert_id, case_id, body } of rows) {
      const alert = alertOf(body)
      const eventKey = eventKeyOf(alert)
      await store
        .updateTable('case_alerts')
        .set({ event_key: eventKey })
        .where('alert_id', '=', alert_id)
        .execute()
      ties.push(...ownTies(case_id, alert))
    }
    await writeTies(store, ties)
  })
  await schema.createIndex('case_alerts_by_event').on('case_alerts').column('event_key').execute()
  await tieElsewhere(store)
}

type Tables = Pick<CaseTables, 'case_alerts' | 'case_ties'>

/** Of changes that are in several cases each hears what the others know. */
async function tieElsewhere(store: Kysely<Tables>): Promise<void> {
  await eachPage(store, async (rows) => {
    const eventKeys = [...new Set(rows.flatMap((row) => row.event_key ?? []))]
    if (eventKeys.length === 0) return
    const cases = await store
      .selectFrom('case_alerts')
      .select(['event_key', 'case_id'])
      .distinct()
      .where('event_key', 'in', eventKeys)
      .execute()
    const byEvent = Map.groupBy(cases, (row) => row.event_key)
    await writeTies(
      store,
      rows.flatMap(({ event_key, case_id, body }) =>
        (byEvent.get(event_key) ?? [])
          .filter((other) => other.case_id !== case_id)
          .flatMap((other) => tiesFor(other.case_id, alertOf(body))),
      ),
    )
  })
}

interface Row {
  readonly alert_id: string
  readonly case_id: string
  readonly event_key: string | null
  readonly body: string
}

async function eachPage(store: Kysely<Tables>, take: (rows: readonly Row[]) => Promise<void>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await store
      .selectFrom('case_alerts')
      .select(['alert_id', 'case_id', 'event_key', 'body'])
      .where('alert_id', '>', after)
      .orderBy('alert_id')
      .limit(rowsAtOnce)
      .execute()
    const last = rows.at(-1)
    if (last === undefined) return
    await take(rows)
    after = last.alert_id
  }
}

const rowsAtOnce = 1_000
