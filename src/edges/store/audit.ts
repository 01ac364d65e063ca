import { type AuditEntry, type SealedName, sealedIn } from '../../core/audit/entry.ts'
import type { Audit, Happening } from '../../ports/audit.ts'
import { unsealText } from '../audit/seal-text.ts'
import { record } from './audit-append.ts'
import { seal, signedHeadOf, standing } from './audit-heads.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'
import { dropKeys, erasedAmong, secretsOf, spellingsOf } from './subject-keys.ts'

/** The record in the store. */
export function openAudit(database: Database): Audit {
  return {
    record: (happenings) =>
      inStore('write the record', () => database.transaction().execute((store) => record(store, happenings))),
    standing: () => inStore('read where the record stands', () => standing(database)),
    rows: (from, limit) =>
      inStore('read the record', () =>
        database
          .selectFrom('audit_entries')
          .selectAll()
          .where('seq', '>=', from)
          .orderBy('seq')
          .limit(limit)
          .execute(),
      ),
    rowsAbout: (about, limit) =>
      inStore('read the record of something', async () => {
        if (about.length === 0) return []
        const rows = await database
          .selectFrom('audit_entries')
          .selectAll()
          .where('about', 'in', about)
          .orderBy('seq', 'desc')
          .limit(limit)
          .execute()
        return rows.toReversed()
      }),
    heads: (from, limit) =>
      inStore('read the heads of the record', async () => {
        const rows = await database
          .selectFrom('audit_heads')
          .select('body')
          .where('number', '>=', from)
          .orderBy('number')
          .limit(limit)
          .execute()
        return rows.map(signedHeadOf)
      }),
    seal: (signer, now, anyway) => inStore('seal the record', () => seal(database, signer, now, anyway)),
    unseal: (entry) => inStore('read the keys of subjects', () => unseal(database, entry)),
    erasedKeys: (keyIds) => inStore('find which keys were erased', () => erasedAmong(database, [...keyIds])),
    erase: (subject, by, why, at) =>
      inStore('erase keys', async () => {
        const spellings = await spellingsOf(database, subject)
        return database.transaction().execute(async (store) => {
          const erased = await dropKeys(store, spellings)
          // Whom is not said: that is what was erased. The names of the keys say which entries are meant.
          const entries = erased.map(
            ({ key_id: key }): Happening => ({ deed: 'subject-erased', at, by, why, after: { key } }),
          )
          await record(store, entries)
          return erased.map((row) => row.subject)
        })
      }),
  }
}

async function unseal(
  database: Database,
  entry: AuditEntry,
): Promise<Partial<Record<SealedName, string | undefined>>> {
  const parts = sealedIn(entry)
  if (parts.length === 0) return {}
  const secrets = await secretsOf(
    database,
    parts.map(([, part]) => part.key),
  )
  return Object.fromEntries(
    parts.map(([name, part]) => {
      const secret = secrets.get(part.key)
      return [name, secret === undefined ? undefined : unsealText({ keyId: part.key, secret }, name, part)]
    }),
  )
}
