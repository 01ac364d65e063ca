import { type Budget, readActorBudget } from '../../core/reversal/budgets.ts'
import type { BudgetStanding } from '../../core/reversal/limits-standing.ts'
import type { Database } from './database.ts'
import { tokensLeft } from './ledger-limits.ts'

/** `of` are those that everybody draws on, and one actor's as the form of all of theirs: of those, only the ones
 *  from which something is out are told, the most spent first. */
export async function budgetsStanding(
  database: Database,
  of: readonly Budget[],
  now: number,
): Promise<readonly BudgetStanding[]> {
  const form = of.find(({ name }) => readActorBudget(name) !== undefined)
  const common = of.filter((budget) => budget !== form)
  const spent =
    form === undefined ? [] : (await spentByActors(database, now)).map((name) => ({ ...form, name }))
  const budgets = [...common, ...spent]
  const draw = { now, budgets, onlyReserve: false }
  const [left, leftForHighest] = [
    await tokensLeft(database, { ...draw, mayUseReserve: false }),
    await tokensLeft(database, { ...draw, mayUseReserve: true }),
  ]
  return budgets.map(({ name, says, tokens }, place) => {
    const actorId = readActorBudget(name)
    return {
      says,
      ...(actorId === undefined ? {} : { actorId }),
      tokens,
      left: Math.max(0, left[place]?.left ?? 0),
      leftForHighest: Math.max(0, leftForHighest[place]?.left ?? 0),
    }
  })
}

async function spentByActors(database: Database, now: number): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('budget_tokens')
    .select(({ fn }) => ['budget', fn.countAll<number | string>().as('out')])
    .where('budget', 'like', 'actor-hour:%')
    .where('free_at', '>', now)
    .groupBy('budget')
    .orderBy('out', 'desc')
    .orderBy('budget')
    .limit(actorsMax)
    .execute()
  return rows.map(({ budget }) => budget)
}

const actorsMax = 20
