import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { QuestionState } from '../../core/ask/question.ts'

/** Questions of whoever asks before acting; those alone that were not simply allowed. */
export interface QuestionTables {
  questions: {
    check_id: string
    /** Hash of the exact change: about one change one question at a time. */
    cause: string
    actor_id: string
    state: QuestionState
    asked_at: number
    hold_until: number | null
    expires_at: number
    answered_by: string | null
    answered_at: number | null
    reason: string | null
    /** What was asked about, as JSON. */
    body: string
  }
}

export const questionMigrations: Record<string, Migration> = {
  '2026-11-30-questions': { up: addQuestions },
}

async function addQuestions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('questions')
    .addColumn('check_id', 'text', (column) => column.primaryKey())
    .addColumn('cause', 'text', (column) => column.notNull().unique())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('hold_until', 'bigint')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('answered_by', 'text')
    .addColumn('answered_at', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('questions_by_actor').on('questions').column('actor_id').execute()
  await schema.createIndex('questions_by_end').on('questions').column('expires_at').execute()
}
