import type { ColumnType } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ReversalState } from '../../core/reversal/reversal.ts'

/** Tables of reversals. Times are milliseconds since the epoch; `body` is the value itself, as JSON; yes and
 *  no are 1 and 0, which both databases take. */
export interface LedgerTables {
  reversals: {
    reversal_id: string
    alert_id: string
    state: ReversalState
    version: number
    alert_partition: number
    body: string
  }
  /** One row a state of a reversal: its history, and the outbox to the log. */
  reversal_records: {
    reversal_id: string
    version: number
    at: number
    published: number
    /** The instance that wrote it, which also publishes it. */
    writer: string
    body: string
  }
  /** A row for each token that was ever taken; it is free again from `free_at`. */
  budget_tokens: { budget: string; token: number; free_at: number }
  cooldowns: { source: string; account_id: string; until_ms: number; reversal_id: string }
  /** `kill-switch`, `kill-switch-record` and `breaker`. A row that is missing or says neither 0 nor 1 counts as on. */
  switches: {
    name: string
    is_on: number
    turned_by: string
    why: string
    at: number
    /** Who turned it on too, and why, while it was on: `SwitchedOnToo[]` as JSON. */
    also: ColumnType<string | null, string | null | undefined, string | null>
    /** Of the breaker while it is open: when it was last closed. What ended before says nothing. */
    closed_at: ColumnType<number | null, number | null | undefined, number | null>
  }
  /** When the machine must look at one that waits for people. */
  reversal_waits: { reversal_id: string; due_at: number; alert_partition: number }
  /** Later alerts on the same change. */
  reversal_alerts: { alert_id: string; reversal_id: string }
  instructions: {
    instruction_id: string
    alert_id: string
    at: number
    /** What became of it; null while it waits. */
    answer: string | null
    body: string
  }
}

export const ledgerMigrations: Record<string, Migration> = {
  '2026-11-30-who-turned-it-too': {
    async up(database) {
      await database.schema.alterTable('switches').addColumn('also', 'text').execute()
    },
  },
  '2026-11-30-when-it-was-closed': {
    async up(database) {
      await database.schema.alterTable('switches').addColumn('closed_at', 'bigint').execute()
    },
  },
  '2026-11-30-waits': {
    async up(database) {
      await database.schema
        .createTable('reversal_waits')
        .ifNotExists()
        .addColumn('reversal_id', 'text', (column) => column.primaryKey())
        .addColumn('due_at', 'bigint', (column) => column.notNull())
        .addColumn('alert_partition', 'integer', (column) => column.notNull())
        .execute()
      await database.schema
        .createIndex('reversal_waits_due')
        .ifNotExists()
        .on('reversal_waits')
        .columns(['alert_partition', 'due_at'])
        .execute()
      await database.schema
        .createTable('reversal_alerts')
        .ifNotExists()
        .addColumn('alert_id', 'text', (column) => column.notNull())
        .addColumn('reversal_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('reversal_alerts_key', ['alert_id', 'reversal_id'])
        .execute()
    },
  },
  '2026-11-22-ledger': {
    async up(database) {
      await database.schema
        .createTable('reversals')
        .ifNotExists()
        .addColumn('reversal_id', 'text', (column) => column.primaryKey())
        .addColumn('alert_id', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('alert_partition', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createIndex('reversals_by_alert')
        .ifNotExists()
        .on('reversals')
        .column('alert_id')
        .execute()
      await database.schema
        .createIndex('reversals_by_partition')
        .ifNotExists()
        .on('reversals')
        .columns(['alert_partition', 'state'])
        .execute()
      await database.schema
        .createTable('reversal_records')
        .ifNotExists()
        .addColumn('reversal_id', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('published', 'integer', (column) => column.notNull())
        .addColumn('writer', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('reversal_records_key', ['reversal_id', 'version'])
        .execute()
      await database.schema
        .createIndex('reversal_records_outbox')
        .ifNotExists()
        .on('reversal_records')
        .columns(['published', 'at'])
        .execute()
      await database.schema
        .createTable('budget_tokens')
        .ifNotExists()
        .addColumn('budget', 'text', (column) => column.notNull())
        .addColumn('token', 'integer', (column) => column.notNull())
        .addColumn('free_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('budget_tokens_key', ['budget', 'token'])
        .execute()
      await database.schema
        .createTable('cooldowns')
        .ifNotExists()
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('until_ms', 'bigint', (column) => column.notNull())
        .addColumn('reversal_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('cooldowns_key', ['source', 'account_id'])
        .execute()
      await database.schema
        .createTable('switches')
        .ifNotExists()
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('is_on', 'integer', (column) => column.notNull())
        .addColumn('turned_by', 'text', (column) => column.notNull())
        .addColumn('why', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute()
      await database
        .insertInto('switches')
        .values([
          { name: 'kill-switch', is_on: 0, turned_by: 'installation', why: 'as installed', at: 0 },
          { name: 'breaker', is_on: 0, turned_by: 'installation', why: 'as installed', at: 0 },
        ])
        .onConflict((clash) => clash.doNothing())
        .execute()
      await database.schema
        .createTable('instructions')
        .ifNotExists()
        .addColumn('instruction_id', 'text', (column) => column.primaryKey())
        .addColumn('alert_id', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('answer', 'text')
        .addColumn('body', 'text', (column) => column.notNull())
        .execute()
      await database.schema
        .createIndex('instructions_by_alert')
        .ifNotExists()
        .on('instructions')
        .column('alert_id')
        .execute()
    },
  },
}
