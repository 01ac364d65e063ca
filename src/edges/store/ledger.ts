import { randomUUID } from 'node:crypto'
import { isAtRest, underWay } from '../../core/reversal/life.ts'
import { dueAt } from '../../core/reversal/waiting-steps.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ledger, LedgerEntry } from '../../ports/ledger.ts'
import { readBreaker } from './breaker.ts'
import type { Database } from './database.ts'
import { stepsOf } from './demotions.ts'
import { openInstructions } from './ledger-instructions.ts'
import { takeIntent } from './ledger-intent.ts'
import { cooldownUntil, flapsNow, forgetTokens, freeCooldown, tokensLeft } from './ledger-limits.ts'
import { entryOf, openRecords, replace, writeRecord, writeWait } from './ledger-rows.ts'
import { freeSender } from './ledger-senders.ts'
import { inStore } from './store-call.ts'
import { readKillSwitch, readSwitchWays, takeSwitchOrder, turnKillSwitch } from './switches.ts'
import { forgetUndoings, noteDecision, noteEnd } from './undoings.ts'

/** The ledger in the store. Each open ledger signs its records, so that it publishes its own at once and those
 *  of others only when they have been left lying. */
export function openLedger(database: Database, clock: Clock): Ledger {
  const writer = randomUUID()

  async function select(where: { id?: string; alertId?: string; partition?: number }) {
    let query = database.selectFrom('reversals').select('body').orderBy('reversal_id')
    if (where.id !== undefined) query = query.where('reversal_id', '=', where.id)
    const { alertId } = where
    if (alertId !== undefined)
      query = query.where((row) =>
        row.or([
          row('alert_id', '=', alertId),
          row(
            'reversal_id',
            'in',
            database.selectFrom('reversal_alerts').select('reversal_id').where('alert_id', '=', alertId),
          ),
        ]),
      )
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
            if (dueAt(entry.life) !== undefined) await writeWait(store, entry)
            await noteDecision(store, entry)
            await writeRecord(store, entry, writer)
            opened.push(entry)
          }
          return opened
        }),
      ),
    find: (reversalId) => inStore('find a reversal', async () => (await select({ id: reversalId }))[0]),
    ofAlert: (alertId) => inStore('find the reversals of an alert', () => select({ alertId })),
    alsoOf: (alertId, reversalId) =>
      inStore('note a later alert', async () => {
        await database
          .insertInto('reversal_alerts')
          .values({ alert_id: alertId, reversal_id: reversalId })
          .onConflict((clash) => clash.doNothing())
          .execute()
      }),
    due: (partitions, now, limit) =>
      inStore('list what is due', async () => {
        if (partitions.length === 0) return []
        const rows = await database
          .selectFrom('reversal_waits')
          .innerJoin('reversals', 'reversals.reversal_id', 'reversal_waits.reversal_id')
          .select('reversals.body')
          .where('reversal_waits.alert_partition', 'in', partitions)
          .where('reversal_waits.due_at', '<=', now)
          .orderBy('reversal_waits.due_at')
          .limit(limit)
          .execute()
        return rows.map(entryOf)
      }),
    underWay: (partition) => inStore('list open reversals', () => select({ partition })),
    move: (from, to) =>
      inStore('move a reversal on', () =>
        database.transaction().execute(async (store) => {
          if (!(await replace(store, from, to))) return false
          if (to.life.untouched === true) await freeCooldown(store, to.command.commandId)
          if (isAtRest(to.life.state)) await freeSender(store, senderOf(to))
          await noteEnd(store, to)
          await writeRecord(store, to, writer)
          return true
        }),
      ),
    takeIntent: (from, to, price) =>
      inStore('take an intent', () => takeIntent(database, writer, from, to, price)),
    standing: (question) =>
      inStore('read what the gates need', async () => {
        const breaker = await readBreaker(database)
        const onlyReserve = breaker !== 'unreadable' && breaker.open
        return {
          breaker,
          budgets: await tokensLeft(database, {
            ...question,
            onlyReserve: onlyReserve && question.mayUseReserve,
          }),
          cooldownUntil: await cooldownUntil(database, question),
          demotedBy: await stepsOf(database, question),
          flaps: await flapsNow(database, question),
        }
      }),
    switchWays: () => inStore('read the kill switch', () => readSwitchWays(database)),
    readKillSwitch: () => inStore('read the kill switch', () => readKillSwitch(database)),
    turnKillSwitch: (on, by, reason, sent = {}) =>
      inStore('turn the kill switch', () =>
        turnKillSwitch(database, { on, by, reason, at: clock.now(), ...sent }),
      ),
    takeSwitchOrder: (order) => inStore('follow a switch record', () => takeSwitchOrder(database, order)),
    forget: (before) =>
      inStore('drop what is over', async () => {
        await forgetTokens(database, before)
        await forgetUndoings(database, before)
        await database
          .deleteFrom('reversal_records')
          .where('published', '=', 1)
          .where('at', '<', before)
          .execute()
      }),
  }
}

function senderOf({ command }: LedgerEntry) {
  return { source: command.source, accountId: command.accountId, reversalId: command.commandId }
}
