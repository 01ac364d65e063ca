import type { Transaction } from 'kysely'
import type { AskedIntended } from '../../core/reversal/intended.ts'
import {
  type Intended,
  intendedMsMax,
  intendedText,
  type SignedIntended,
} from '../../core/reversal/intended.ts'
import { isSameId } from '../../core/spelling/same-id.ts'
import type { Happening } from '../../ports/audit.ts'
import type { Preauthorisations } from '../../ports/preauthorisations.ts'
import type { SealingKey } from '../sealing-key.ts'
import { record } from './audit-append.ts'
import { claimKey } from './case-act-keys.ts'
import type { Database, Tables } from './database.ts'
import { inStore } from './store-call.ts'

const standingMax = 200

export function openPreauthorisations(database: Database, key: SealingKey): Preauthorisations {
  const row = (intendedId: string) =>
    database.selectFrom('preauthorisations').selectAll().where('intended_id', '=', intendedId)

  return {
    ask: (asked, sent = {}) =>
      inStore('keep a pre-authorisation', async () => {
        if (isActor(asked.askedBy, asked)) return 'nobody asks for what they will do themselves'
        if (asked.expiresAt <= asked.askedAt) return 'it has expired already'
        if (asked.expiresAt - asked.askedAt > intendedMsMax) return 'it may be valid for 30 days at most'
        return database.transaction().execute(async (store) => {
          const act = { by: asked.askedBy, at: asked.askedAt }
          const claim = sent.once && (await claimKey(store, { ...act, ...sent.once }))
          if (claim?.kind === 'reused') return { kind: 'key-reused' }
          const rows = await store
            .insertInto('preauthorisations')
            .values({
              intended_id: asked.intendedId,
              source: asked.source,
              account_id: asked.accountId,
              asked_at: asked.askedAt,
              expires_at: asked.expiresAt,
              body: JSON.stringify(asked),
              signature: null,
              withdrawn_by: null,
              withdrawn_at: null,
            })
            .onConflict((clash) => clash.doNothing())
            .returning('intended_id')
            .execute()
          if (rows.length === 0) return (await isWithdrawn(store, asked.intendedId)) ? takenBack : undefined
          const { requestId } = sent
          await record(store, [told('preauthorisation-asked', asked, { ...act, requestId })])
          return undefined
        })
      }),
    confirm: (intendedId, by, at, requestId) =>
      inStore('confirm a pre-authorisation', async () => {
        const found = await row(intendedId).executeTakeFirst()
        if (found === undefined || found.withdrawn_by !== null) return 'there is no such pre-authorisation'
        if (found.signature !== null) {
          const intended = JSON.parse(found.body) as Intended
          // Sent again, as when the answer was lost.
          if (intended.confirmedBy === by) return { intended, signature: found.signature }
          return 'it is confirmed already'
        }
        const { askedAt: _askedAt, ...asked } = JSON.parse(found.body) as AskedIntended
        if (isSameId(by, asked.askedBy)) return 'a second person must confirm it'
        if (isActor(by, asked)) return 'nobody confirms what they will do themselves'
        if (at >= asked.expiresAt) return 'it has expired'
        const intended: Intended = { ...asked, confirmedBy: by, confirmedAt: at }
        const signature = key.sign(intendedText(intended))
        const signed = await database.transaction().execute(async (store) => {
          const rows = await store
            .updateTable('preauthorisations')
            .set({ body: JSON.stringify(intended), signature })
            .where('intended_id', '=', intendedId)
            .where('signature', 'is', null)
            .where('withdrawn_by', 'is', null)
            .returning('intended_id')
            .execute()
          if (rows.length === 1)
            await record(store, [
              told('preauthorised', asked, { by, at, requestId, was: 'asked', other: asked.askedBy }),
            ])
          return rows
        })
        return signed.length === 1 ? { intended, signature } : 'somebody was faster'
      }),
    withdraw: (intendedId, by, at, requestId) =>
      inStore('withdraw a pre-authorisation', () =>
        database.transaction().execute(async (store) => {
          const [row] = await store
            .updateTable('preauthorisations')
            .set({ withdrawn_by: by, withdrawn_at: at })
            .where('intended_id', '=', intendedId)
            .where('withdrawn_by', 'is', null)
            .returning(['body', 'signature'])
            .execute()
          if (row === undefined) return isWithdrawnBy(store, intendedId, by)
          const asked = JSON.parse(row.body) as AskedIntended
          const was = row.signature === null ? 'asked' : 'signed'
          await record(store, [told('preauthorisation-withdrawn', asked, { by, at, requestId, was })])
          return true
        }),
      ),
    standing: (now) =>
      inStore('list pre-authorisations', async () => {
        const rows = await database
          .selectFrom('preauthorisations')
          .select(['body', 'asked_at'])
          .where('withdrawn_by', 'is', null)
          .where('expires_at', '>', now)
          .orderBy('asked_at', 'desc')
          .limit(standingMax)
          .execute()
        return rows.map((one) => ({
          ...(JSON.parse(one.body) as AskedIntended),
          askedAt: one.asked_at,
        }))
      }),
    of: (source, accountId) =>
      inStore('read the pre-authorisations of an account', async () => {
        const rows = await database
          .selectFrom('preauthorisations')
          .select(['body', 'signature'])
          .where('source', '=', source)
          .where('account_id', '=', accountId)
          .where('withdrawn_by', 'is', null)
          .orderBy('asked_at')
          .execute()
        return rows.flatMap(({ body, signature }): SignedIntended[] =>
          signature === null ? [] : [{ intended: JSON.parse(body) as Intended, signature }],
        )
      }),
    isOurs: ({ intended, signature }) => key.verifies(intendedText(intended), signature),
  }
}

const takenBack = 'this was asked for before, and was taken back: ask anew, with a new key'

function isActor(person: string, { actorId }: Pick<Intended, 'actorId'>): boolean {
  return actorId !== undefined && isSameId(person, actorId)
}

async function isWithdrawn(store: Transaction<Tables>, intendedId: string): Promise<boolean> {
  return (await withdrawnBy(store, intendedId)) !== undefined
}

/** Sent again, as when the answer was lost. */
async function isWithdrawnBy(store: Transaction<Tables>, intendedId: string, by: string): Promise<boolean> {
  return (await withdrawnBy(store, intendedId)) === by
}

async function withdrawnBy(store: Transaction<Tables>, intendedId: string): Promise<string | undefined> {
  const row = await store
    .selectFrom('preauthorisations')
    .select('withdrawn_by')
    .where('intended_id', '=', intendedId)
    .executeTakeFirst()
  return row?.withdrawn_by ?? undefined
}

/** One step of it, for the record: order and ticket are the reason, and whom it is about is the account. */
function told(
  deed: keyof typeof stands,
  { intendedId, accountId, actorId, action, order, ticket, expiresAt }: Omit<AskedIntended, 'askedAt'>,
  { was, requestId, other = actorId, ...act }: Step,
): Happening {
  return {
    ...act,
    deed,
    about: intendedId,
    whom: accountId,
    why: `${order}, ${ticket}`,
    ...(other === undefined ? {} : { other }),
    ...(was === undefined ? {} : { before: { stands: was } }),
    after: { stands: stands[deed], action, expiresAt },
    ...(requestId === undefined ? {} : { requestId }),
  }
}

interface Step {
  readonly by: string
  readonly at: number
  readonly was?: 'asked' | 'signed'
  /** Whoever asked for it, where another confirms. */
  readonly other?: string | undefined
  readonly requestId: string | undefined
}

const stands = {
  'preauthorisation-asked': 'asked',
  preauthorised: 'signed',
  'preauthorisation-withdrawn': 'withdrawn',
} as const
