import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'

/** Tables of what keeps the machine within bounds. Times are milliseconds; yes and no are 1 and 0. */
export interface LimitTables {
  /** What the machine decided to undo, whether a limit then let it or not, and what became of it. */
  undoings: {
    reversal_id: string
    source: string
    account_id: string
    event_id: string
    /** Whose change was undone. */
    actor_id: string
    by_machine: number
    /** What was done about it: *preserve* stands here too, and undid nothing. */
    countermeasure: Countermeasure
    decided_at: number
    sent_at: number | null
    ended_at: number | null
    /** Null while it is under way. */
    confirmed: number | null
    /** The last word on the change was that it was meant after all. */
    overturned: number
    /** When that was said, or the contrary; null before anybody said either. */
    verdict_at: number | null
  }
  /** The tier and the rules by which each of them was decided. */
  undoing_scopes: { scope: string; reversal_id: string; decided_at: number }
  /** By how many modes a tier or a rule stands lower than the policy says, and since when. */
  demotions: { scope: string; steps: number; at: number; why: string }
  /** What one person has asked for and a second one must. */
  second_persons: { what: string; by: string; reason: string; at: number }
  /** Alerts about the machine itself that are not yet on the log. */
  limit_alerts: { alert_id: string; at: number; body: string }
}

export const limitMigrations: Record<string, Migration> = {
  '2026-11-30-limits': { up: createLimitTables },
  '2026-11-30-what-undid-nothing': {
    async up({ schema }) {
      await schema
        .alterTable('undoings')
        .addColumn('countermeasure', 'text', (column) => column.notNull().defaultTo('restore'))
        .execute()
    },
  },
  '2026-11-30-the-last-word': {
    async up({ schema }) {
      await schema.alterTable('undoings').addColumn('verdict_at', 'bigint').execute()
    },
  },
}

async function createLimitTables(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('undoings')
    .addColumn('reversal_id', 'text', (column) => column.primaryKey())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('by_machine', 'integer', (column) => column.notNull())
    .addColumn('decided_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('confirmed', 'integer')
    .addColumn('overturned', 'integer', (column) => column.notNull())
    .execute()
  await schema.createIndex('undoings_by_decision').on('undoings').column('decided_at').execute()
  await schema.createIndex('undoings_by_end').on('undoings').column('ended_at').execute()
  await schema.createIndex('undoings_by_account').on('undoings').columns(['source', 'account_id']).execute()
  await schema.createIndex('undoings_by_event').on('undoings').columns(['source', 'event_id']).execute()
  await schema
    .createTable('undoing_scopes')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('reversal_id', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('undoing_scopes_key', ['scope', 'reversal_id'])
    .execute()
  await schema
    .createIndex('undoing_scopes_by_time')
    .on('undoing_scopes')
    .columns(['scope', 'decided_at'])
    .execute()
  await schema
    .createTable('demotions')
    .addColumn('scope', 'text', (column) => column.primaryKey())
    .addColumn('steps', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('second_persons')
    .addColumn('what', 'text', (column) => column.primaryKey())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createTable('limit_alerts')
    .addColumn('alert_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
  await schema
    .alterTable('cases')
    .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('cases').addColumn('deadline_at', 'bigint').execute()
  // As installed: no order was ever given. A row that is gone counts as on, like every switch.
  await sql`insert into switches (name, is_on, turned_by, why, at)
    values ('kill-switch-record', 0, 'installation', 'as installed', 0)
    on conflict do nothing`.execute(database)
}
