import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Budget } from '../../../src/core/reversal/budgets.ts'
import { type Database, openDatabase } from '../../../src/edges/store/database.ts'
import { takeToken } from '../../../src/edges/store/ledger-limits.ts'
import { type OpenedStore, sqliteFile } from './stores.ts'

/** A token that looked free and is taken by another instance before we have it. With PostgreSQL that happens in
 *  `ledger.test.ts` by itself, where forty instances draw at once; here a trigger is the other instance. */

const now = 1_700_000_000_000
const minute: Budget = { name: 'minute', says: 'of 3 a minute', tokens: 3, windowMs: 60_000, reserve: 0 }
const draw = { now, mayUseReserve: false, onlyReserve: false }
let store: OpenedStore
let database: Database

beforeAll(async () => {
  store = await sqliteFile()
  database = await openDatabase(store.url)
})
afterAll(async () => {
  await database.destroy()
  await store.close()
})
beforeEach(async () => {
  await sql`DROP TRIGGER IF EXISTS another`.execute(database)
  await database.deleteFrom('budget_tokens').execute()
})

const anotherTakes = (tokens: string) =>
  sql`CREATE TRIGGER another BEFORE INSERT ON budget_tokens
    WHEN NEW.budget = 'minute' AND NEW.token IN (${sql.raw(tokens)})
    BEGIN INSERT INTO budget_tokens VALUES ('minute', NEW.token, ${sql.lit(now + 1)}); END`.execute(database)
const take = () => database.transaction().execute((transaction) => takeToken(transaction, minute, draw))
const out = async () => {
  const rows = await database.selectFrom('budget_tokens').selectAll().orderBy('token').execute()
  return rows.map((row) => [row.token, row.free_at - now])
}

test('is not taken twice: the next one is', async () => {
  await anotherTakes('2')
  expect(await take()).toBe(true)
  expect(await out()).toEqual([
    [1, 60_000],
    [2, 1],
  ])
})

test('and where others have taken them all, none is', async () => {
  await anotherTakes('0, 1, 2')
  expect(await take()).toBe(false)
  expect(await out()).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ])
})
