import { type Kysely, sql, type Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { RefusedWord } from '../../core/case/refused-word.ts'
import type { AnyWord, SpokenVerb } from '../../core/reversal/instruction.ts'
import { record } from './audit-append.ts'
import { casesAbout, casesOfAlerts } from './case-hands.ts'
import type { Database, Tables } from './database.ts'

/** What people said, as far as the desk wrote it down itself. Whether it is followed shows only where the word is read,
 *  some moments later; where it is not, the case and the record say so, in the transaction that answers it.
 *
 *  Whoever can only write to the topic finds their refusals in the record alone: otherwise they could move cases on
 *  under people's hands, and bury what people did. */
export interface ToldTables {
  told_words: { instruction_id: string; at: number }
}

export async function noteTold(
  store: Transaction<Tables>,
  words: readonly Pick<AnyWord, 'instructionId' | 'at'>[],
): Promise<void> {
  if (words.length === 0) return
  await store
    .insertInto('told_words')
    .values(words.map(({ instructionId, at }) => ({ instruction_id: instructionId, at })))
    .onConflict((clash) => clash.doNothing())
    .execute()
}

/** The last thing of its transaction: see `record`. */
export async function noteRefusal(
  store: Transaction<Tables>,
  word: AnyWord,
  says: string,
  at: number,
): Promise<void> {
  const act = word.do ?? 'undo'
  const told = await store
    .selectFrom('told_words')
    .select('at')
    .where('instruction_id', '=', word.instructionId)
    .executeTakeFirst()
  const caseId = (await casesOfAlerts(store, [word.alertId])).get(word.alertId)
  if (told !== undefined && caseId !== undefined) await intoHistory(store, caseId, { word, act, says, at })
  await record(store, [
    {
      deed: 'word-refused',
      at,
      about: caseId ?? word.alertId,
      whom: word.by,
      why: says,
      after: {
        act,
        alertId: word.alertId,
        instructionId: word.instructionId,
        saidAt: word.at,
        atTheDesk: told !== undefined,
      },
    },
  ])
}

async function intoHistory(
  store: Transaction<Tables>,
  caseId: string,
  { word, act, says, at }: { word: AnyWord; act: SpokenVerb; says: string; at: number },
): Promise<void> {
  const { version } = await store
    .updateTable('cases')
    .set((be) => ({ updated_at: at, version: be('version', '+', 1), revision: be('revision', '+', 1) }))
    .where('case_id', '=', caseId)
    .returning('version')
    .executeTakeFirstOrThrow()
  await store
    .insertInto('case_history')
    .values({ case_id: caseId, version, at, by: word.by, did: 'was-refused', about: act, note: says })
    .execute()
}

/** The latest of one person's words since then that were not followed, the latest first. */
export async function refusedWords(
  store: Database,
  by: string,
  since: number,
): Promise<readonly RefusedWord[]> {
  const rows = await store
    .selectFrom('case_history')
    .innerJoin('cases', 'cases.case_id', 'case_history.case_id')
    .select(['case_history.case_id', 'case_history.version', 'case_history.at', 'about', 'note'])
    .where('case_history.by', '=', by)
    .where('case_history.did', '=', 'was-refused')
    .where('case_history.at', '>=', since)
    .where('cases.case_id', 'not in', casesAbout(store, by))
    .orderBy('case_history.at', 'desc')
    .limit(shownMax)
    .execute()
  return rows.map((row) => ({
    caseId: row.case_id,
    version: row.version,
    at: row.at,
    act: row.about as SpokenVerb,
    says: row.note ?? '',
  }))
}

const shownMax = 20

export const toldMigrations: Record<string, Migration> = {
  '2026-11-30-words-as-said': {
    async up(database) {
      const { schema } = database
      await schema
        .createTable('told_words')
        .addColumn('instruction_id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute()
      await schema
        .createIndex('case_history_by_person')
        .on('case_history')
        .columns(['by', 'did', 'at'])
        .execute()
      await renameDeeds(database)
    },
  },
}

/** They claimed that what somebody said was done. */
async function renameDeeds(database: Kysely<unknown>): Promise<void> {
  for (const [before, now] of [
    ['approved', 'said-yes'],
    ['vetoed', 'said-no'],
    ['extended', 'asked-for-time'],
    ['handed-over', 'asked-to-hand-over'],
    ['lifted-containment', 'asked-to-lift'],
    ['withdrew-containment', 'asked-to-withdraw'],
  ] as const)
    await sql`update case_history set did = ${now} where did = ${before}`.execute(database)
}
