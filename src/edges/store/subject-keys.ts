import type { AuditEntry } from '../../core/audit/entry.ts'
import type { Database } from './database.ts'

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

const idsAtOnce = 500
