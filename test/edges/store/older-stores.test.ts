import { expect, test } from 'vitest'
import { tiesTo } from '../../../src/edges/store/case-ties.ts'
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

test.each([
  ['SQLite', sqliteFile],
  ['PostgreSQL', realPostgres],
] as const)(
  'on %s, what alerts of before say of their hands is known, also where one change is in several cases',
  async (name, open) => {
    const store: OpenedStore | string = await open()
    if (typeof store === 'string') return console.warn(`SKIPPED, an older store on ${name}: ${store}`)
    const before = await openDatabase(store.url)
    const actor = { id: 'agent-7', kind: 'contractor', team: 'eu', onBehalfOf: 'dana' } as const
    const alone = alertOn(changeBy('agent-7', { actor }), { rules: ['r1'] })
    const { change: _none, ...noChange } = { ...alone, alertId: 'none', kind: 'dead-letter' } as const
    const wider = {
      ...alertOn(changeBy('agent-7', { actor: { id: 'agent-7', kind: 'contractor' } })),
      alertId: 'wider',
      kind: 'relation',
      campaign: 'ring',
    } as const
    // More than are read at once.
    const flood = Array.from({ length: 1_100 }, (_, at) =>
      alertOn(changeBy('agent-9', { account: { id: `a${at}` } }), { alertId: `flood-${at}`, rules: ['r2'] }),
    )
    await openCases(before).takeAlerts([alone, wider, noChange, ...flood], 1)
    const rows = (database: Database) =>
      database
        .selectFrom('case_ties')
        .selectAll()
        .orderBy('case_id')
        .orderBy('hand')
        .orderBy('tie')
        .orderBy('value')
        .execute()
    const keys = (database: Database) =>
      database.selectFrom('case_alerts').select(['alert_id', 'event_key']).orderBy('alert_id').execute()
    const [ties, events] = [await rows(before), await keys(before)]
    await before.schema.dropTable('case_ties').execute()
    await before.schema.dropIndex('case_alerts_by_event').execute()
    await before.schema.alterTable('case_alerts').dropColumn('event_key').execute()
    await forget(before, ['2026-11-30-whom-hands-are-tied-to'])

    const database = await openDatabase(store.url)
    expect([await rows(database), await keys(database)]).toEqual([ties, events])
    const question = {
      alertIds: ['wider'],
      actorId: 'agent-7',
      everywhere: false,
      people: [{ by: 'dana', team: 'eu' }],
    }
    const { hands, rules } = await tiesTo(database, question)
    expect(hands).toEqual([{ id: 'dana' }, { id: 'agent-7', team: 'eu' }])
    expect(rules.toSorted()).toEqual(['last-hour-on-protected', 'r1'])
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
  await forget(database, ['2026-11-30-whom-a-case-is-about', '2026-11-30-words-as-said'])
}

async function forget(database: Database, migrations: readonly string[]): Promise<void> {
  await database
    .withTables<{ kysely_migration: { name: string } }>()
    .deleteFrom('kysely_migration')
    .where('name', 'in', migrations)
    .execute()
  await database.destroy()
}
