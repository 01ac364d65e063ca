import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../real/postgres.ts'
import { casesContract } from './cases-contract.ts'

casesContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-cases-'))
  return {
    url: join(folder, 'store.sqlite'),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
})

casesContract('PostgreSQL', async () => {
  const postgres = await startPostgres()
  return typeof postgres === 'string' ? postgres : { url: postgres.url, close: postgres.stop }
})
