import { handsOfChange } from '../../core/case/veil.ts'
import { byDeadline, noDeadline, type WaitingList, type WaitingReversal } from '../../core/case/waiting.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { type Alert, isOfChange } from '../../core/decision/alert.ts'
import { atLeast } from '../../core/policy/severity.ts'
import { needsClearance } from '../../core/reversal/exclusions.ts'
import { waitingRowsMax } from '../../ports/cases.ts'
import { casesAbout } from './case-hands.ts'
import { alertOf, reversalOf } from './case-rows.ts'
import type { Database } from './database.ts'

/** Reversals that wait for people. A case that is closed asks nobody for what has no deadline. */
export async function listWaiting(database: Database, reader?: string): Promise<WaitingList> {
  const everybodys = database
    .selectFrom('case_reversals')
    .innerJoin('case_alerts', 'case_alerts.alert_id', 'case_reversals.alert_id')
    .innerJoin('cases', 'cases.case_id', 'case_alerts.case_id')
  const all =
    reader === undefined
      ? everybodys
      : everybodys.where('cases.case_id', 'not in', casesAbout(database, reader))
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
  const rows = [...due, ...open].map(waitingOf)
  return {
    reversals: (await asGrave(database, rows, reader)).sort(byDeadline),
    total: (await countOf(waiting, due)) + (await countOf(resting, open)),
  }
}

function waitingOf(row: {
  readonly reversal: string
  readonly alert: string
  readonly caseId: string
}): WaitingReversal {
  const alert = alertOf(row.alert)
  const { severity, tier, says, change } = alert
  const handle = change?.account.handle
  const reversal = reversalOf(row.reversal)
  return {
    reversal,
    caseId: row.caseId,
    onlyCleared: needsClearance(alert, reversal.countermeasure, reversal.blockedBy),
    severity,
    tier,
    says,
    ...(change === undefined
      ? {}
      : { did: change.action, actor: shownActor(change.actor), hands: handsOfChange(change) }),
    ...(handle === undefined ? {} : { handle }),
  }
}

/** A reversal is of the first alert on its change; a later one may be graver, and of a higher tier. */
async function asGrave(
  database: Database,
  rows: readonly WaitingReversal[],
  reader: string | undefined,
): Promise<WaitingReversal[]> {
  const accountIds = [...new Set(rows.map(({ reversal }) => reversal.accountId))]
  if (accountIds.length === 0) return [...rows]
  const found = await database
    .selectFrom('case_alerts')
    .select('body')
    .where('account_id', 'in', accountIds)
    .$if(reader !== undefined, (query) =>
      query.where('case_id', 'not in', casesAbout(database, reader ?? '')),
    )
    .orderBy('score_centi', 'desc')
    .limit(alertsMax)
    .execute()
  const gravest = new Map<string, Alert>()
  for (const alert of found.map((row) => alertOf(row.body)).filter((one) => isOfChange(one.kind))) {
    const known = gravest.get(changeOf(alert))
    if (known === undefined || !atLeast(known.severity, alert.severity)) gravest.set(changeOf(alert), alert)
  }
  return rows.map((row) => {
    const alert = gravest.get(changeOf(row.reversal))
    if (alert === undefined || atLeast(row.severity, alert.severity)) return row
    const { severity, tier, says } = alert
    return { ...row, severity, tier, says }
  })
}

const alertsMax = 2_000

function changeOf({ source, eventId }: Pick<Alert, 'source' | 'eventId'>): string {
  return JSON.stringify([source, eventId])
}

/** No more of a member of staff than whoever decides must know: not when they came, nor when they leave. */
function shownActor({ id, kind, team }: AccountChange['actor']): NonNullable<WaitingReversal['actor']> {
  return { id, kind, ...(team === undefined ? {} : { team }) }
}
