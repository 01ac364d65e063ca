import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { EdgeError } from '../../ports/edge-error.ts'
import type { AuditTables } from './audit-tables.ts'
import { auditMigrations } from './audit-tables.ts'
import type { CaseTables } from './case-tables.ts'
import { caseMigrations } from './case-tables.ts'
import { type ContainmentTables, containmentMigrations } from './containment-tables.ts'
import type { LedgerTables } from './ledger-tables.ts'
import { ledgerMigrations } from './ledger-tables.ts'
import type { LimitTables } from './limit-tables.ts'
import { limitMigrations } from './limit-tables.ts'
import type { PeopleTables } from './people-tables.ts'
import { peopleMigrations } from './people-tables.ts'
import { type PollTables, pollMigrations } from './poll-places.ts'
import type { PreauthorisationTables } from './preauthorisation-tables.ts'
import { preauthorisationMigrations } from './preauthorisation-tables.ts'
import type { QuestionTables } from './question-tables.ts'
import { questionMigrations } from './question-tables.ts'
import { type SenderTables, senderMigrations } from './sender-tables.ts'
import { openSqlite } from './sqlite.ts'
import { type ToldTables, toldMigrations } from './told-words.ts'

/** Everything the store holds. Each table belongs to one file here, which also brings it into being. */
export type Tables = CaseTables &
  LedgerTables &
  SenderTables &
  LimitTables &
  PreauthorisationTables &
  AuditTables &
  PeopleTables &
  ContainmentTables &
  PollTables &
  QuestionTables &
  ToldTables
export type Database = Kysely<Tables>

/** How long one statement may wait for another's lock, or run, in ms. */
const statementMsMax = 5_000
const connectMsMax = 5_000
const connectionsMax = 10

/** Opens the store and brings its tables up to date.
 *  `url` is a `postgresql://…` address, or the path of a SQLite file. */
export async function openDatabase(url: string): Promise<Database> {
  try {
    const database = isPostgres(url) ? await postgres(url) : sqlite(url)
    await migrate(database).catch(async (cause: unknown) => {
      await database.destroy()
      throw cause
    })
    return database
  } catch (cause) {
    throw new EdgeError(
      'store-unavailable',
      `the store at ${withoutPassword(url)} cannot be opened: ${String(cause)}`,
      { retryable: false, cause },
    )
  }
}

function isPostgres(url: string): boolean {
  return /^postgres(ql)?:/.test(url)
}

function sqlite(path: string): Database {
  return new Kysely<Tables>({ dialect: openSqlite(path, statementMsMax) })
}

async function postgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMsMax,
    statement_timeout: statementMsMax,
    // PostgreSQL's int8 comes as a string unless told otherwise; ours stay far below 2^53.
    types: {
      getTypeParser: (id, format) =>
        id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format),
    },
  })
  // A connection that breaks while nobody uses it is told to the pool, and would end the process if nobody
  // listened. Whoever needs the store next gets a new one, or the error.
  pool.on('error', () => {})
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

async function migrate(database: Database): Promise<void> {
  const migrations: Record<string, Migration> = {
    ...ledgerMigrations,
    ...senderMigrations,
    ...pollMigrations,
    ...caseMigrations,
    ...limitMigrations,
    ...preauthorisationMigrations,
    ...auditMigrations,
    ...peopleMigrations,
    ...containmentMigrations,
    ...questionMigrations,
    ...toldMigrations,
  }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
    // Several files bring migrations, each in its own order.
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':…@')
}
