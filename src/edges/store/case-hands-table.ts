import type { Kysely } from 'kysely'
import { handsOfAlert } from './case-hands.ts'
import { alertOf } from './case-rows.ts'
import type { CaseTables } from './case-tables.ts'

/** Cases of several hands. */
export async function addCampaigns(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema.alterTable('cases').addColumn('campaign', 'text').execute()
  await schema
    .createIndex('cases_by_campaign')
    .on('cases')
    .columns(['source', 'campaign', 'last_at'])
    .execute()
  await schema
    .createTable('case_hands')
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_hands_key', ['case_id', 'actor_id'])
    .execute()
}

/** Whom changes were done for stood only in the bodies of alerts, from where it is read once. */
export async function addHands(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('alert_hands')
    .addColumn('alert_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('alert_hands_key', ['alert_id', 'actor_id'])
    .execute()
  await schema.createIndex('case_hands_by_actor').on('case_hands').columns(['actor_id', 'case_id']).execute()
  const store = database.withTables<Pick<CaseTables, 'case_alerts' | 'case_hands'>>()
  for (let after = ''; ; ) {
    const rows = await store
      .selectFrom('case_alerts')
      .select(['alert_id', 'case_id', 'body'])
      .where('alert_id', '>', after)
      .orderBy('alert_id')
      .limit(rowsAtOnce)
      .execute()
    const hands = rows.flatMap((row) =>
      handsOfAlert(alertOf(row.body)).map((actorId) => ({ case_id: row.case_id, actor_id: actorId })),
    )
    if (hands.length > 0)
      await store
        .insertInto('case_hands')
        .values(hands)
        .onConflict((clash) => clash.doNothing())
        .execute()
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.alert_id
  }
}

const rowsAtOnce = 1_000
