import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from 'kysely'
import { openWalSync, type WalSync } from '../wal-sync.ts'

/** The store in one SQLite file. What changes it is on the disk before anybody is told, and before the next one has the
 *  file: nobody sees what a power cut may take back. The process goes on meanwhile. */
export function openSqlite(path: string, lockMsMax: number): Dialect {
  const file = new DatabaseSync(path)
  file.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; ' +
      `PRAGMA busy_timeout = ${lockMsMax}`,
  )
  const database = asBetterSqlite(file)
  const dialect = new SqliteDialect({ database })
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => durableDriver(new SqliteDriver({ database }), file, openWalSync(file, path)),
  }
}

function durableDriver(driver: SqliteDriver, file: DatabaseSync, disk: WalSync): Driver {
  // There is one, and Kysely lets one user after the other have it.
  let connection: DatabaseConnection | undefined
  return {
    init: (options) => driver.init(options),
    async acquireConnection() {
      connection ??= durable(await driver.acquireConnection(), file, disk)
      return connection
    },
    beginTransaction: (own) => driver.beginTransaction(own),
    commitTransaction: (own) => driver.commitTransaction(own),
    rollbackTransaction: (own) => driver.rollbackTransaction(own),
    releaseConnection: () => driver.releaseConnection(),
    async destroy() {
      disk.close()
      await driver.destroy()
    },
  }
}

/** One that waits for the disk after every commit, its own or that of a statement without a transaction. */
function durable(
  connection: DatabaseConnection,
  file: DatabaseSync,
  disk: Pick<WalSync, 'sync'>,
): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      // After a commit that did not reach the disk there is nothing left to roll back.
      if (query.sql === 'rollback' && !file.isTransaction) return { rows: [] }
      const result = await connection.executeQuery<Row>(query)
      if (!file.isTransaction && query.query.kind !== 'SelectQueryNode') await disk.sync()
      return result
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}

/** Kysely speaks to better-sqlite3, which takes a list of parameters where node:sqlite takes them one by one.
 *
 *  A transaction that reads first and writes later would fail at once, whatever `busy_timeout` says, if another
 *  process wrote in between: so each takes the pen when it begins. */
function asBetterSqlite(file: DatabaseSync): SqliteDatabase {
  return {
    close: () => file.close(),
    prepare: (sql) => {
      const statement = file.prepare(sql === 'begin' ? 'begin immediate' : sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(asInput)),
        run: (parameters) => statement.run(...parameters.map(asInput)),
        iterate: (parameters) => statement.iterate(...parameters.map(asInput)),
      }
    },
  }
}

function asInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (value instanceof Uint8Array) return value
  throw new Error(`SQLite cannot hold ${typeof value}`)
}
