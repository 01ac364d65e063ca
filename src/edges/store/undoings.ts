import type { Kysely, Transaction } from 'kysely'
import { breakerLimits, wantedByMachine } from '../../core/reversal/breaker.ts'
import { countermeasures, undoesTheChange } from '../../core/reversal/countermeasures.ts'
import { scopesOf } from '../../core/reversal/demotion.ts'
import { isAtRest } from '../../core/reversal/life.ts'
import type { ReversalState } from '../../core/reversal/reversal.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { Tables } from './database.ts'

type Store = Transaction<Tables>

/** What breaker, demotion and flap detection rest on: kept in the same transactions as the ledger itself. */

/** The machine wants to undo something: counted whether or not a limit stands against it. */
export async function noteDecision(store: Store, entry: LedgerEntry): Promise<void> {
  const { by, blockedBy } = entry.life
  const { countermeasure } = entry.command
  if (wantedByMachine({ granted: entry.granted, countermeasure, by, blockedBy })) await note(store, entry)
}

export const countermeasuresThatUndo = countermeasures.filter(undoesTheChange)

/** It is about to be sent. */
export async function noteSent(store: Store, entry: LedgerEntry, at: number): Promise<void> {
  await note(store, entry)
  await store
    .updateTable('undoings')
    .set({ sent_at: at, ended_at: null, confirmed: null, by_machine: entry.life.by === undefined ? 1 : 0 })
    .where('reversal_id', '=', entry.command.commandId)
    .execute()
}

/** It was about to be sent and has come to rest. What certainly did nothing was no undoing of the account. It says
 *  nothing of whether undoing works, either, where it was held back or expired before the call, or where a later decision
 *  came first: else whoever acts twice on ten small accounts would open the breaker, and then take the great one. */
export async function noteEnd(store: Store, entry: LedgerEntry): Promise<void> {
  const { state, untouched } = entry.life
  if (!isAtRest(state)) return
  const ended = { ended_at: entry.at, confirmed: state === 'confirmed' ? 1 : 0 }
  await store
    .updateTable('undoings')
    .set(
      untouched === true && besideThePoint.has(state)
        ? { sent_at: null }
        : { ...ended, ...(untouched === true && { sent_at: null }) },
    )
    .where('reversal_id', '=', entry.command.commandId)
    .where('sent_at', 'is not', null)
    .execute()
}

const besideThePoint: ReadonlySet<ReversalState> = new Set(['blocked', 'expired', 'superseded'])

/** As the machine's own, until it is sent and known whose it is. */
async function note(store: Store, { command, alert, at }: LedgerEntry): Promise<void> {
  const { commandId, source, accountId, causeEventId, countermeasure } = command
  const rows = await store
    .insertInto('undoings')
    .values({
      reversal_id: commandId,
      source,
      account_id: accountId,
      event_id: causeEventId,
      actor_id: alert.change?.actor.id ?? '',
      by_machine: 1,
      countermeasure,
      decided_at: at,
      sent_at: null,
      ended_at: null,
      confirmed: null,
      overturned: 0,
      verdict_at: null,
    })
    .onConflict((clash) => clash.doNothing())
    .returning('reversal_id')
    .execute()
  if (rows.length === 0) return
  for (const scope of new Set(scopesOf(alert)))
    await store
      .insertInto('undoing_scopes')
      .values({ scope, reversal_id: commandId, decided_at: at })
      .execute()
}

/** What the machine wanted to undo since then. */
export async function decidedSince(store: Kysely<Tables>, from: number): Promise<number> {
  const { decided } = await store
    .selectFrom('undoings')
    .select(({ fn }) => fn.countAll<number | string>().as('decided'))
    .where('decided_at', '>=', from)
    .where('by_machine', '=', 1)
    .where('countermeasure', 'in', countermeasuresThatUndo)
    .executeTakeFirstOrThrow()
  return Number(decided)
}

/** Of the last that ended since then, newest first: whether each was confirmed. */
export async function lastEnded(store: Kysely<Tables>, from: number): Promise<readonly boolean[]> {
  const rows = await store
    .selectFrom('undoings')
    .select('confirmed')
    .where('ended_at', '>=', from)
    .orderBy('ended_at', 'desc')
    .orderBy('reversal_id')
    .limit(breakerLimits.lastEnded)
    .execute()
  return rows.map((row) => row.confirmed === 1)
}

/** Whose change of this account was undone last, since then: by us, for the machine or for a person. */
export async function lastUndone(
  store: Kysely<Tables>,
  of: { readonly source: string; readonly accountId: string; readonly eventId: string },
  from: number,
): Promise<{ readonly actorId: string } | undefined> {
  const row = await store
    .selectFrom('undoings')
    .select('actor_id')
    .where('source', '=', of.source)
    .where('account_id', '=', of.accountId)
    .where('event_id', '!=', of.eventId)
    .where('countermeasure', 'in', countermeasuresThatUndo)
    .where('sent_at', '>=', from)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { actorId: row.actor_id }
}

/** Kept longer than the records of the ledger: in a quiet tier the last ten undoings may take a season. */
const keptLongerMs = 90 * 86_400_000

export async function forgetUndoings(store: Kysely<Tables>, recordsBefore: number): Promise<void> {
  const before = recordsBefore - keptLongerMs
  await store.deleteFrom('undoings').where('decided_at', '<', before).execute()
  await store.deleteFrom('undoing_scopes').where('decided_at', '<', before).execute()
}
