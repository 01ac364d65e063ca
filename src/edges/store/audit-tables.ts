import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Tables of the record. Nothing is ever changed in `audit_entries` and `audit_heads`, only added. */
export interface AuditTables {
  audit_entries: {
    seq: number
    /** A copy of what `body` says, to find it by. */
    about: string | null
    /** The canonical text of the entry: what is hashed. */
    body: string
    /** The hash that stands for everything up to and with this entry. */
    chain: string
  }
  /** One row: whoever holds it may append. */
  audit_tip: {
    name: string
    size: number
    chain: string
    sealed_size: number
    heads: number
    sealed_at: number
  }
  audit_heads: { number: number; body: string }
  /** The key of each subject. A subject whose key was erased is not here. */
  subject_keys: { subject: string; key_id: string; secret: string }
}

export const auditMigrations: Record<string, Migration> = {
  '2026-11-30-audit': { up: createAuditTables },
}

async function createAuditTables(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('audit_entries')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('about', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('chain', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('audit_by_about').on('audit_entries').columns(['about', 'seq']).execute()
  await schema
    .createTable('audit_tip')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('chain', 'text', (column) => column.notNull())
    .addColumn('sealed_size', 'bigint', (column) => column.notNull())
    .addColumn('heads', 'bigint', (column) => column.notNull())
    .addColumn('sealed_at', 'bigint', (column) => column.notNull())
    .execute()
  const tip = { name: 'tip', size: 0, chain: '0'.repeat(64), sealed_size: 0, heads: 0, sealed_at: 0 }
  // The columns are those above: only this migration knows the table while it is being made.
  await (database as Kysely<AuditTables>).insertInto('audit_tip').values(tip).execute()
  await schema
    .createTable('audit_heads')
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('subject_keys')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull().unique())
    .addColumn('secret', 'text', (column) => column.notNull())
    .execute()
}
