import type { Transaction } from 'kysely'
import type { Block } from '../../core/reversal/gates.ts'
import { spentWords } from '../../core/reversal/gates.ts'
import type { LedgerEntry, Price, Taken } from '../../ports/ledger.ts'
import { readBreaker } from './breaker.ts'
import type { Database, Tables } from './database.ts'
import { takeCooldown, takeToken } from './ledger-limits.ts'
import { replace, writeRecord } from './ledger-rows.ts'
import { takeSender } from './ledger-senders.ts'
import { readKillSwitch } from './switches.ts'
import { noteSent } from './undoings.ts'

/** Row, tokens, cooldown and a last look at kill switch and breaker in one transaction. A reason against it rolls all
 *  of it back: no token is spent on what is not sent. */
export async function takeIntent(
  database: Database,
  writer: string,
  from: LedgerEntry,
  to: LedgerEntry,
  price: Price,
): Promise<Taken> {
  try {
    await database.transaction().execute(async (store) => {
      if (!(await replace(store, from, to))) throw new NotTaken({ kind: 'lost' })
      const block = await whyNot(store, to, price)
      if (block !== undefined) throw new NotTaken({ kind: 'blocked', block })
      const { source, accountId, commandId } = to.command
      if (!(await takeSender(store, { source, accountId, reversalId: commandId })))
        throw new NotTaken({ kind: 'busy', says: 'another undoing of this account is under way' })
      await noteSent(store, to, price.now)
      await writeRecord(store, to, writer)
    })
    return { kind: 'taken' }
  } catch (error) {
    if (error instanceof NotTaken) return error.taken
    throw error
  }
}

async function whyNot(
  store: Transaction<Tables>,
  entry: LedgerEntry,
  price: Price,
): Promise<Block | undefined> {
  const killSwitch = await readKillSwitch(store)
  if (killSwitch === 'unreadable' || killSwitch.on)
    return { gate: 'kill-switch', says: 'the kill switch was turned on at the last moment' }
  const breaker = await readBreaker(store)
  if (breaker === 'unreadable' || (breaker.open && !(breaker.sparesHighestTier && price.mayUseReserve)))
    return { gate: 'breaker', says: 'the breaker opened at the last moment' }
  const { source, accountId, commandId } = entry.command
  if (price.cooldownMs !== undefined) {
    const of = { source, accountId, reversalId: commandId }
    if (!(await takeCooldown(store, of, price.now, price.cooldownMs)))
      return { gate: 'cooldown', says: 'the machine has just undone another change of this account' }
  }
  for (const budget of price.budgets)
    if (!(await takeToken(store, budget, { ...price, onlyReserve: breaker.open })))
      return { gate: 'budgets', says: spentWords([budget.says]) }
  return undefined
}

/** Thrown only to roll back. */
class NotTaken extends Error {
  readonly taken: Taken

  constructor(taken: Taken) {
    super()
    this.taken = taken
  }
}
