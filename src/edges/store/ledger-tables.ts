import type { Migration } from 'kysely/migration'

/** Tables of reversals: the ledger, the budgets, the kill switch. */
export interface LedgerTables {}

export const ledgerMigrations: Record<string, Migration> = {}
