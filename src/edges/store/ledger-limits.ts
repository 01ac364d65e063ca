import type { Kysely, Transaction } from 'kysely'
import type { Budget } from '../../core/reversal/budgets.ts'
import type { BudgetLeft } from '../../core/reversal/circumstances.ts'
import type { Price, StandingQuestion } from '../../ports/ledger.ts'
import type { Tables } from './database.ts'
import { lastUndone } from './undoings.ts'

/** Tokens and cooldowns. Each token of a budget is a row once it was taken, and free again when its window is
 *  over; so any window of a minute holds at most ten, where a counter that fills up slowly would let nearly
 *  twenty through. */

/** Takes one token. False where none is free. */
export async function takeToken(store: Transaction<Tables>, budget: Budget, price: Draw): Promise<boolean> {
  const token = await freeToken(store, budget, price)
  if (token === undefined) return false
  const freeAt = { free_at: price.now + budget.windowMs }
  const taken = await store
    .insertInto('budget_tokens')
    .values({ budget: budget.name, token, ...freeAt })
    .onConflict((clash) =>
      clash.columns(['budget', 'token']).doUpdateSet(freeAt).where('budget_tokens.free_at', '<=', price.now),
    )
    .returning('token')
    .execute()
  // Another instance may have taken the token that looked free. It is out from then on, so this ends with the tokens.
  return taken.length === 1 || takeToken(store, budget, price)
}

/** The tokens that are out, of those that may be taken at all: the reserve is the lowest, and taken last. */
async function tokensOut(
  store: Kysely<Tables>,
  budget: Budget,
  price: Draw,
): Promise<Span & { readonly out: ReadonlySet<number> }> {
  const { lowest, end } = spanOf(budget, price)
  const rows = await store
    .selectFrom('budget_tokens')
    .select('token')
    .where('budget', '=', budget.name)
    .where('free_at', '>', price.now)
    .where('token', '>=', lowest)
    .$if(price.onlyReserve, (query) => query.where('token', '<', end))
    .execute()
  return { out: new Set(rows.map((row) => row.token)), lowest, end }
}

/** Tokens from `lowest` to before `end`. The reserve is the lowest; while the breaker is open nothing else is left.
 *  10 tokens, reserve 2: the highest tier 0..9, all others 2..9, the highest tier under an open breaker 0..1 */
function spanOf(budget: Budget, { mayUseReserve, onlyReserve }: Omit<Draw, 'now'>): Span {
  if (onlyReserve) return { lowest: 0, end: mayUseReserve ? budget.reserve : 0 }
  return { lowest: mayUseReserve ? 0 : budget.reserve, end: budget.tokens }
}

interface Span {
  readonly lowest: number
  readonly end: number
}

export type Draw = Pick<Price, 'now' | 'mayUseReserve'> & { readonly onlyReserve: boolean }

async function freeToken(store: Kysely<Tables>, budget: Budget, price: Draw): Promise<number | undefined> {
  const { out, lowest, end } = await tokensOut(store, budget, price)
  // Tokens that went out under a more generous policy still count.
  if (out.size >= end - lowest) return undefined
  for (let token = end - 1; token >= lowest; token--) if (!out.has(token)) return token
  return undefined
}

export async function tokensLeft(
  store: Kysely<Tables>,
  question: Draw & Pick<StandingQuestion, 'budgets'>,
): Promise<readonly BudgetLeft[]> {
  const left: BudgetLeft[] = []
  for (const budget of question.budgets) {
    const { out, lowest, end } = await tokensOut(store, budget, question)
    left.push({ budget: budget.says, left: end - lowest - out.size })
  }
  return left
}

/** Begins the cooldown of an account. False where one is still running. */
export async function takeCooldown(
  store: Transaction<Tables>,
  of: { source: string; accountId: string; reversalId: string },
  now: number,
  cooldownMs: number,
): Promise<boolean> {
  const next = { until_ms: now + cooldownMs, reversal_id: of.reversalId }
  const rows = await store
    .insertInto('cooldowns')
    .values({ source: of.source, account_id: of.accountId, ...next })
    .onConflict((clash) =>
      clash.columns(['source', 'account_id']).doUpdateSet(next).where('cooldowns.until_ms', '<=', now),
    )
    .returning('account_id')
    .execute()
  return rows.length === 1
}

export async function cooldownUntil(
  store: Kysely<Tables>,
  of: { source: string; accountId: string },
): Promise<number | undefined> {
  const row = await store
    .selectFrom('cooldowns')
    .select('until_ms')
    .where('source', '=', of.source)
    .where('account_id', '=', of.accountId)
    .executeTakeFirst()
  return row?.until_ms
}

/** A call that certainly did nothing must not keep the machine from the same account for a day: whoever acts
 *  twice would be safe the second time. */
export async function freeCooldown(store: Transaction<Tables>, reversalId: string): Promise<void> {
  await store.deleteFrom('cooldowns').where('reversal_id', '=', reversalId).execute()
}

/** Whether the account was undone lately, and is now acted on by another hand than the one that was undone. */
export async function flapsNow(store: Kysely<Tables>, question: StandingQuestion): Promise<boolean> {
  const undone = await lastUndone(store, question, question.now - question.cooldownMs)
  return undone !== undefined && undone.actorId !== question.actorId
}

export async function forgetTokens(store: Kysely<Tables>, before: number): Promise<void> {
  await store.deleteFrom('budget_tokens').where('free_at', '<', before).execute()
  await store.deleteFrom('cooldowns').where('until_ms', '<', before).execute()
}
