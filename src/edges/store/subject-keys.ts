import type { Transaction } from 'kysely'
import type { AuditEntry } from '../../core/audit/entry.ts'
import { isSameId } from '../../core/spelling/same-id.ts'
import type { Database, Tables } from './database.ts'

/** The secrets of these keys, as far as they are there: those that are not were erased, or lost. */
export async function secretsOf(
  database: Database,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  for (let at = 0; at < keyIds.length; at += idsAtOnce) {
    const rows = await database
      .selectFrom('subject_keys')
      .select(['key_id', 'secret'])
      .where('key_id', 'in', keyIds.slice(at, at + idsAtOnce))
      .execute()
    for (const row of rows) secrets.set(row.key_id, row.secret)
  }
  return secrets
}

/** Those of these keys of which the record says that they were erased. Looked for only where a text cannot be read:
 *  entries that are about nothing are looked through for it. */
export async function erasedAmong(
  database: Database,
  keyIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keyIds.length === 0) return new Set()
  const rows = await database
    .selectFrom('audit_entries')
    .select('body')
    .where('about', 'is', null)
    .where('body', 'like', '%"deed":"subject-erased"%')
    .execute()
  const erased = new Set(rows.map(({ body }) => (JSON.parse(body) as AuditEntry).after?.key))
  return new Set(keyIds.filter((keyId) => erased.has(keyId)))
}

/** Every subject that is this one in its own spelling: an entry keeps an id as whoever wrote it spelt it. Databases fold
 *  each in its own way, so all subjects are gone through, some at a time. */
export async function spellingsOf(database: Database, subject: string): Promise<readonly string[]> {
  const found: string[] = []
  for (let after = ''; ; ) {
    const rows = await database
      .selectFrom('subject_keys')
      .select('subject')
      .where('subject', '>', after)
      .orderBy('subject')
      .limit(subjectsAtOnce)
      .execute()
    for (const row of rows) if (isSameId(row.subject, subject)) found.push(row.subject)
    const last = rows.at(-1)
    if (last === undefined) return found
    after = last.subject
  }
}

export async function dropKeys(store: Transaction<Tables>, subjects: readonly string[]) {
  const dropped = []
  for (const subject of subjects) {
    const rows = await store
      .deleteFrom('subject_keys')
      .where('subject', '=', subject)
      .returning(['subject', 'key_id'])
      .execute()
    dropped.push(...rows)
  }
  return dropped
}

const idsAtOnce = 500
const subjectsAtOnce = 5_000
