import { leafOf, nothingYet } from '../../core/audit/chain.ts'
import {
  type AuditHead,
  headHash,
  type SignedHead,
  sealEveryMs,
  segmentEntriesMax,
  signedTextOf,
} from '../../core/audit/head.ts'
import { rootOf } from '../../core/audit/tree.ts'
import type { AuditStanding, HeadSigner } from '../../ports/audit.ts'
import { sha256 } from '../audit/hashes.ts'
import type { Database } from './database.ts'

/** Makes the next head if one is due, and answers how many entries it covers. Whoever makes one holds the tip,
 *  so that of two instances one finds it made. */
export async function seal(
  database: Database,
  signer: HeadSigner,
  now: number,
  anyway: boolean,
): Promise<number> {
  // Asked without holding anything: most times nothing is due.
  if (dueSize(await standing(database), now, anyway) === 0) return 0
  return database.transaction().execute(async (store) => {
    const tip = await store
      .updateTable('audit_tip')
      .set((be) => ({ heads: be('heads', '+', 0) }))
      .where('name', '=', 'tip')
      .returningAll()
      .executeTakeFirstOrThrow()
    const { sealed_size: from, heads: number } = tip
    const count = dueSize(standingOf(tip), now, anyway)
    if (count === 0) return 0
    const rows = await store
      .selectFrom('audit_entries')
      .select(['seq', 'body', 'chain'])
      .where('seq', '>=', from)
      .where('seq', '<', from + count)
      .orderBy('seq')
      .execute()
    const last = rows.at(-1)
    if (rows.length !== count || last === undefined)
      throw new Error(`the record lacks entries from ${from} on`)
    const before = await store
      .selectFrom('audit_heads')
      .select('body')
      .where('number', '=', number - 1)
      .executeTakeFirst()
    const head: AuditHead = {
      number,
      from,
      size: from + count,
      at: now,
      chain: last.chain,
      root: rootOf(
        sha256,
        rows.map(({ seq, body }) => leafOf(sha256, seq, body)),
      ),
      previous: before === undefined ? nothingYet : headHash(sha256, signedHeadOf(before).head),
      key: signer.key,
    }
    const signed: SignedHead = { head, signature: signer.sign(signedTextOf(head)) }
    await store
      .insertInto('audit_heads')
      .values({ number, body: JSON.stringify(signed) })
      .execute()
    await store
      .updateTable('audit_tip')
      .set({ sealed_size: head.size, heads: number + 1, sealed_at: now })
      .where('name', '=', 'tip')
      .execute()
    return count
  })
}

export async function standing(database: Database): Promise<AuditStanding> {
  const tip = await database
    .selectFrom('audit_tip')
    .selectAll()
    .where('name', '=', 'tip')
    .executeTakeFirstOrThrow()
  return standingOf(tip)
}

export function signedHeadOf(row: { readonly body: string }): SignedHead {
  return JSON.parse(row.body)
}

function standingOf(tip: {
  readonly size: number
  readonly sealed_size: number
  readonly heads: number
  readonly sealed_at: number
}): AuditStanding {
  return { size: tip.size, sealedSize: tip.sealed_size, heads: tip.heads, sealedAt: tip.sealed_at }
}

/** How many entries the next head covers, if one is due. */
function dueSize({ size, sealedSize, sealedAt }: AuditStanding, now: number, anyway: boolean): number {
  const open = size - sealedSize
  if (open <= 0) return 0
  if (open >= segmentEntriesMax) return segmentEntriesMax
  return anyway || now - sealedAt >= sealEveryMs ? open : 0
}
