import { expect, test } from 'vitest'
import { openCases } from '../../../src/edges/store/cases.ts'
import { type Database, openDatabase } from '../../../src/edges/store/database.ts'
import { alertOn, changeBy } from '../../console/people-and-alerts.ts'
import { type OpenedStore, realPostgres, sqliteFile } from './stores.ts'

/** A store from before is opened by this version. */

test.each([
  ['SQLite', sqliteFile],
  ['PostgreSQL', realPostgres],
] as const)(
  'on %s, cases of before are kept from those they are about, and history says what was said',
  async (name, open) => {
    const store: OpenedStore | string = await open()
    if (typeof store === 'string') return console.warn(`SKIPPED, an older store on ${name}: ${store}`)
    const before = await openDatabase(store.url)
    const actor = { id: 'agent-7', kind: 'contractor', onBehalfOf: 'dana' } as const
    const alert = alertOn(changeBy('agent-7', { actor }))
    await openCases(before).takeAlerts([alert], 1)
    const [caseId = ''] = (await openCases(before).casesOf([alert.alertId])).values()
    for (const [version, did] of [
      [2, 'approved'],
      [3, 'vetoed'],
      [4, 'acknowledged'],
    ] as const)
      await before
        .insertInto('case_history')
        .values({ case_id: caseId, version, at: 1, by: 'ines', did: did as 'acknowledged' })
        .execute()
    await asItWas(before)

    const database = await openDatabase(store.url)
    const cases = openCases(database)
    expect([...((await cases.handsOf([caseId])).get(caseId) ?? [])].sort()).toEqual(['agent-7', 'dana'])
    expect(await cases.detail(caseId, 'dana')).toBeUndefined()
    const detail = await cases.detail(caseId, 'ines')
    expect(detail?.history.map(({ did }) => did)).toEqual(['said-yes', 'said-no', 'acknowledged'])
    await database.destroy()
    await store.close()
  },
  60_000,
)

/** Takes back what this version brought, as if it had never been opened by it. */
async function asItWas(database: Database): Promise<void> {
  const { schema } = database
  await database.deleteFrom('case_hands').where('actor_id', '=', 'dana').execute()
  await schema.dropIndex('case_hands_by_actor').execute()
  await schema.dropTable('alert_hands').execute()
  await schema.dropIndex('case_history_by_person').execute()
  await schema.dropTable('told_words').execute()
  await database
    .withTables<{ kysely_migration: { name: string } }>()
    .deleteFrom('kysely_migration')
    .where('name', 'in', ['2026-11-30-whom-a-case-is-about', '2026-11-30-words-as-said'])
    .execute()
  await database.destroy()
}
