import { handsOfChange } from '../../core/case/veil.ts'
import { byDeadline, noDeadline, type WaitingList, type WaitingReversal } from '../../core/case/waiting.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { waitingRowsMax } from '../../ports/cases.ts'
import { alertOf, reversalOf } from './case-rows.ts'
import type { Database } from './database.ts'

/** Reversals that wait for people. A case that is closed asks nobody for what has no deadline. */
export async function listWaiting(database: Database): Promise<WaitingList> {
  const all = database
    .selectFrom('case_reversals')
    .innerJoin('case_alerts', 'case_alerts.alert_id', 'case_reversals.alert_id')
    .innerJoin('cases', 'cases.case_id', 'case_alerts.case_id')
  const waiting = all.where('case_reversals.waits_until', '<', noDeadline)
  const resting = all
    .where('case_reversals.waits_until', '=', noDeadline)
    .where('cases.state', '!=', 'closed')
  const rowsOf = (query: typeof all) =>
    query
      .select(['case_reversals.body as reversal', 'case_alerts.body as alert', 'cases.case_id as caseId'])
      .orderBy('case_reversals.waits_until')
      .orderBy('cases.updated_at', 'desc')
      .orderBy('case_reversals.reversal_id')
      .limit(waitingRowsMax)
      .execute()
  /** Asked of the store only where more wait than are shown. */
  const countOf = async (query: typeof all, rows: readonly unknown[]) => {
    if (rows.length < waitingRowsMax) return rows.length
    const found = await query.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirst()
    return found?.count ?? 0
  }
  const [due, open] = [await rowsOf(waiting), await rowsOf(resting)]
  return {
    reversals: [...due, ...open].map(waitingOf).sort(byDeadline),
    total: (await countOf(waiting, due)) + (await countOf(resting, open)),
  }
}

function waitingOf(row: {
  readonly reversal: string
  readonly alert: string
  readonly caseId: string
}): WaitingReversal {
  const { severity, tier, says, change } = alertOf(row.alert)
  const handle = change?.account.handle
  return {
    reversal: reversalOf(row.reversal),
    caseId: row.caseId,
    severity,
    tier,
    says,
    ...(change === undefined
      ? {}
      : { did: change.action, actor: shownActor(change.actor), hands: handsOfChange(change) }),
    ...(handle === undefined ? {} : { handle }),
  }
}

/** No more of a member of staff than whoever decides must know: not when they came, nor when they leave. */
function shownActor({ id, kind, team }: AccountChange['actor']): NonNullable<WaitingReversal['actor']> {
  return { id, kind, ...(team === undefined ? {} : { team }) }
}
