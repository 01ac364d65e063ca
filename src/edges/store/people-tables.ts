import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Tables of who may sign in. */
export interface PeopleTables {
  people: {
    person_id: string
    name: string
    team: string | null
    /** Names with commas between. */
    roles: string
    /** With its salt and parameters: `edges/secret-hash.ts`. */
    secret_hash: string
    disabled_at: number | null
  }
  /** Tries to sign in, by person and by address: `count` of them until `until_ms`. */
  sign_in_tries: { what: string; count: number; until_ms: number }
}

export const peopleMigrations: Record<string, Migration> = {
  '2026-11-30-people': { up: createPeopleTables },
}

async function createPeopleTables(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('people')
    .addColumn('person_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('team', 'text')
    .addColumn('roles', 'text', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull())
    .addColumn('disabled_at', 'bigint')
    .execute()
  await schema
    .createTable('sign_in_tries')
    .addColumn('what', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('until_ms', 'bigint', (column) => column.notNull())
    .execute()
  // When the console was last open in this session.
  await schema.alterTable('sessions').addColumn('live_at', 'bigint').execute()
}
