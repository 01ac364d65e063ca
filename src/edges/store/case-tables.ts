import type { Migration } from 'kysely/migration'

/** Tables of what analysts work on: alerts, cases, verdicts, sign-in sessions, the outbox. */
export interface CaseTables {}

export const caseMigrations: Record<string, Migration> = {}
