import { randomUUID } from 'node:crypto'
import { underWay } from '../../core/reversal/life.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ledger, LedgerEntry } from '../../ports/ledger.ts'
import type { Database } from './database.ts'
import { openInstructions } from './ledger-instructions.ts'
import { takeIntent } from './ledger-intent.ts'
import { cooldownUntil, forgetTokens, freeCooldown, tokensLeft } from './ledger-limits.ts'
import { entryOf, openRecords, replace, writeRecord } from './ledger-rows.ts'
import { inStore } from './store-call.ts'
import { readBreaker, readKillSwitch, turnSwitch } from './switches.ts'

/** The ledger in the store. Each open ledger signs its records, so that it publishes its own at once and those
 *  of others only when they have been left lying. */
export function openLedger(database: Database, clock: Clock): Ledger {
  const writer = randomUUID()

  async function select(where: { id?: string; alertId?: string; partition?: number }) {
    let query = database.selectFrom('reversals').select('body').orderBy('reversal_id')
    if (where.id !== undefined) query = query.where('reversal_id', '=', where.id)
    if (where.alertId !== undefined) query = query.where('alert_id', '=', where.alertId)
    if (where.partition !== undefined)
      query = query.where('alert_partition', '=', where.partition).where('state', 'in', [...underWay])
    return (await query.execute()).map(entryOf)
  }

  return {
    ...openRecords(database, writer),
    ...openInstructions(database),
    open: (entries) =>
      inStore('open reversals', () =>
        database.transaction().execute(async (store) => {
          const opened: LedgerEntry[] = []
          for (const entry of entries) {
            const rows = await store
              .insertInto('reversals')
              .values({
                reversal_id: entry.command.commandId,
                alert_id: entry.alert.alertId,
                state: entry.life.state,
                version: entry.version,
                alert_partition: entry.partition,
                body: JSON.stringify(entry),
              })
              .onConflict((clash) => clash.doNothing())
              .returning('reversal_id')
              .execute()
            if (rows.length === 0) continue
            await writeRecord(store, entry, writer)
            opened.push(entry)
          }
          return opened
        }),
      ),
    find: (reversalId) => inStore('find a reversal', async () => (await select({ id: reversalId }))[0]),
    ofAlert: (alertId) => inStore('find the reversals of an alert', () => select({ alertId })),
    underWay: (partition) => inStore('list open reversals', () => select({ partition })),
    move: (from, to) =>
      inStore('move a reversal on', () =>
        database.transaction().execute(async (store) => {
          if (!(await replace(store, from, to))) return false
          if (to.life.untouched === true) await freeCooldown(store, to.command.commandId)
          await writeRecord(store, to, writer)
          return true
        }),
      ),
    takeIntent: (from, to, price) =>
      inStore('take an intent', () => takeIntent(database, writer, from, to, price)),
    standing: (question) =>
      inStore('read what the gates need', async () => ({
        killSwitch: await readKillSwitch(database),
        breaker: await readBreaker(database),
        budgets: await tokensLeft(database, question),
        cooldownUntil: await cooldownUntil(database, question),
      })),
    readKillSwitch: () => inStore('read the kill switch', () => readKillSwitch(database)),
    turnKillSwitch: (on, by, reason, requestId) =>
      inStore('turn the kill switch', () =>
        turnSwitch(database, 'kill-switch', {
          on,
          by,
          reason,
          at: clock.now(),
          ...(requestId === undefined ? {} : { requestId }),
        }),
      ),
    forget: (before) =>
      inStore('drop what is over', async () => {
        await forgetTokens(database, before)
        await database
          .deleteFrom('reversal_records')
          .where('published', '=', 1)
          .where('at', '<', before)
          .execute()
      }),
  }
}
