import { auditContract } from './audit-contract.ts'
import { realPostgres, sqliteFile } from './stores.ts'

auditContract('SQLite', sqliteFile, false)
auditContract('PostgreSQL', realPostgres, true)
