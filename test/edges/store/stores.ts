import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../real/postgres.ts'

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
