import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { type Database, openDatabase } from '../../../src/edges/store/database.ts'
import { startPostgres } from '../../real/postgres.ts'

/** Runs `tests` in an empty store of each kind, opened before the first of them and closed after the last: what they
 *  prepare in it they prepare in `beforeEach`. A kind that this machine does not have is skipped aloud. */
export function inEachStore(
  what: string,
  tests: (database: () => Database, store: { kind: StoreKind; url(): string }) => void,
): void {
  describe.each<[StoreKind, () => Promise<OpenedStore | string>]>([
    ['SQLite', sqliteFile],
    ['PostgreSQL', realPostgres],
  ])(`${what} in %s`, (kind, open) => {
    let store: OpenedStore | string | undefined
    let database: Database | undefined

    beforeAll(async () => {
      store = await open()
      if (typeof store === 'string') console.warn(`SKIPPED, ${what} in ${kind}: ${store}`)
      else database = await openDatabase(store.url)
    })
    afterAll(async () => {
      await database?.destroy()
      if (typeof store === 'object') await store.close()
    })
    beforeEach((context) => {
      if (typeof store === 'string') context.skip(store)
    })

    const opened = () => {
      if (typeof store !== 'object' || database === undefined) throw new Error(`${kind} is not open`)
      return { database, url: store.url }
    }
    tests(() => opened().database, { kind, url: () => opened().url })
  })
}

type StoreKind = 'SQLite' | 'PostgreSQL'

/** An empty database; closing it takes it away. */
export interface OpenedStore {
  readonly url: string
  close(): Promise<unknown>
}

export async function sqliteFile(): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-store-'))
  return {
    url: join(folder, 'store.sqlite'),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Or in words why there is none. */
export async function realPostgres(): Promise<OpenedStore | string> {
  const postgres = await startPostgres()
  return typeof postgres === 'string' ? postgres : { url: postgres.url, close: postgres.stop }
}
