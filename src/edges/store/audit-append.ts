import type { Transaction } from 'kysely'
import { canonical } from '../../core/audit/canonical.ts'
import { leafOf, linkOf } from '../../core/audit/chain.ts'
import { type AuditEntry, handName, type Sealed, type SealedName } from '../../core/audit/entry.ts'
import type { Happening } from '../../ports/audit.ts'
import { sha256 } from '../audit/hashes.ts'
import { newSubjectKey, type SubjectKey, sealText } from '../audit/seal-text.ts'
import type { Tables } from './database.ts'

/** Appends to the record, as the last thing of a transaction: it becomes true with whatever else that did, or
 *  not at all. Whoever appends holds the tip until the end of the transaction, so that all instances of one
 *  store keep one chain; what a transaction locks after it could wait for one that waits for the tip. */
export async function record(store: Transaction<Tables>, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return
  const keys = await keysOf(store, happenings)
  const bodies = happenings.map((happening) => entryOf(happening, keys))
  const tip = await store
    .updateTable('audit_tip')
    .set((be) => ({ size: be('size', '+', bodies.length) }))
    .where('name', '=', 'tip')
    .returning(['size', 'chain'])
    .executeTakeFirstOrThrow()
  const first = tip.size - bodies.length
  let { chain } = tip
  const rows = bodies.map((entry, index) => {
    const seq = first + index
    const body = canonical(entry)
    chain = linkOf(sha256, chain, leafOf(sha256, seq, body))
    return { seq, about: entry.about ?? null, body, chain }
  })
  for (let at = 0; at < rows.length; at += rowsMax) {
    await store
      .insertInto('audit_entries')
      .values(rows.slice(at, at + rowsMax))
      .execute()
  }
  await store.updateTable('audit_tip').set({ chain }).where('name', '=', 'tip').execute()
}

/** Four parameters a row, in one statement. */
const rowsMax = 500

function entryOf(happening: Happening, keys: ReadonlyMap<string, SubjectKey>): AuditEntry {
  const { deed, at, by, about, requestId, before, after } = happening
  const sealed: Partial<Record<SealedName, Sealed>> = {}
  for (const { name, subject, text } of sealedOf(happening)) {
    const key = keys.get(subject)
    if (key === undefined) throw new Error('a subject of the record has no key')
    sealed[name] = sealText(key, name, text)
  }
  return {
    at,
    deed,
    by: by === undefined ? 'machine' : 'person',
    ...(about === undefined ? {} : { about: asText(about) }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(Object.keys(sealed).length === 0 ? {} : { sealed }),
  }
}

interface ToSeal {
  readonly name: SealedName
  readonly subject: string
  readonly text: string
}

function sealedOf({ by, whom, other, why, hands = [] }: Happening): ToSeal[] {
  const people = { who: by, whom, other, ...Object.fromEntries(hands.map((id, at) => [handName(at), id])) }
  const named = Object.entries(people).flatMap(([name, id]): ToSeal[] =>
    id === undefined || id === '' ? [] : [{ name: name as SealedName, subject: asText(id), text: id }],
  )
  const subject = [whom, by, nobody].find((id) => id !== undefined && id !== '')
  return why === undefined || subject === undefined
    ? named
    : [...named, { name: 'why', subject: asText(subject), text: why }]
}

/** Whose key the machine's own words are under. */
const nobody = 'countermand'

/** In one order, so that two transactions never wait for each other's new keys. */
async function keysOf(
  store: Transaction<Tables>,
  happenings: readonly Happening[],
): Promise<ReadonlyMap<string, SubjectKey>> {
  const subjects = [...new Set(happenings.flatMap(sealedOf).map(({ subject }) => subject))].sort()
  const keys = new Map<string, SubjectKey>()
  const find = async (wanted: readonly string[]) => {
    if (wanted.length === 0) return
    const rows = await store.selectFrom('subject_keys').selectAll().where('subject', 'in', wanted).execute()
    for (const row of rows) keys.set(row.subject, { keyId: row.key_id, secret: row.secret })
  }
  await find(subjects)
  const missing = subjects.filter((subject) => !keys.has(subject))
  for (const subject of missing) {
    const { keyId, secret } = newSubjectKey()
    await store
      .insertInto('subject_keys')
      .values({ subject, key_id: keyId, secret })
      .onConflict((clash) => clash.column('subject').doNothing())
      .execute()
  }
  await find(missing)
  return keys
}

/** PostgreSQL's text holds every character but NUL, and no database half a surrogate pair. */
function asText(id: string): string {
  return id.replaceAll('\0', '\u{fffd}').toWellFormed()
}
