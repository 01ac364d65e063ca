import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { EdgeError } from '../../ports/edge-error.ts'
import type { CaseTables } from './case-tables.ts'
import { caseMigrations } from './case-tables.ts'
import type { LedgerTables } from './ledger-tables.ts'
import { ledgerMigrations } from './ledger-tables.ts'

/** Everything the store holds. Each table belongs to one file here, which also brings it into being. */
export type Tables = CaseTables & LedgerTables
export type Database = Kysely<Tables>

/** Opens the store and brings its tables up to date.
 *  `url` is a `postgresql://…` address, or the path of a SQLite file. */
export async function openDatabase(url: string): Promise<Database> {
  try {
    const database = /^postgres(ql)?:/.test(url) ? await postgres(url) : sqlite(url)
    await migrate(database)
    return database
  } catch (cause) {
    throw new EdgeError(
      'store-unavailable',
      `the store at ${withoutPassword(url)} cannot be opened: ${String(cause)}`,
      {
        retryable: false,
        cause,
      },
    )
  }
}

function sqlite(path: string): Database {
  const file = new DatabaseSync(path)
  file.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
  )
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: asBetterSqlite(file) }) })
}

async function postgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg')
  // PostgreSQL's int8 comes as a string unless told otherwise; ours stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 10 }) }),
  })
}

async function migrate(database: Database): Promise<void> {
  const migrations: Record<string, Migration> = { ...ledgerMigrations, ...caseMigrations }
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** Kysely speaks to better-sqlite3, which takes a list of parameters where node:sqlite takes them one by one. */
function asBetterSqlite(file: DatabaseSync) {
  return {
    close: () => file.close(),
    prepare: (sql: string) => {
      const statement = file.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as never[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as never[])),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as never[])),
      }
    },
  }
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':…@')
}
