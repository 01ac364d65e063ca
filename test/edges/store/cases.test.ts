import { casesContract } from './cases-contract.ts'
import { realPostgres, sqliteFile } from './stores.ts'

casesContract('SQLite', sqliteFile)
casesContract('PostgreSQL', realPostgres)
