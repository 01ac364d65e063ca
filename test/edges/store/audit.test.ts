import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../real/postgres.ts'
import { auditContract } from './audit-contract.ts'

const sqlite = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-audit-'))
  return {
    url: join(folder, 'store.sqlite'),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}
const postgres = async () => {
  const postgres = await startPostgres()
  return typeof postgres === 'string' ? postgres : { url: postgres.url, close: postgres.stop }
}

auditContract('SQLite', sqlite, false)
auditContract('PostgreSQL', postgres, true)
