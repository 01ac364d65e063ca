import { handsOfChange } from '../../core/case/veil.ts'
import { byDeadline, restsForPeople, type WaitingReversal, waitingStates } from '../../core/case/waiting.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { waitingRowsMax } from '../../ports/cases.ts'
import { alertOf, reversalOf } from './case-rows.ts'
import type { Database } from './database.ts'

/** Reversals that wait for people. A case that is closed asks nobody for what has no deadline. */
export async function listWaiting(database: Database): Promise<readonly WaitingReversal[]> {
  const query = database
    .selectFrom('case_reversals')
    .innerJoin('case_alerts', 'case_alerts.alert_id', 'case_reversals.alert_id')
    .innerJoin('cases', 'cases.case_id', 'case_alerts.case_id')
    .select(['case_reversals.body as reversal', 'case_alerts.body as alert', 'cases.case_id as caseId'])
  const waiting = await query.where('case_reversals.state', 'in', waitingStates).limit(rowsReadMax).execute()
  const resting = await query
    .where('case_reversals.state', 'in', ['blocked', 'escalated'])
    .where('cases.state', '!=', 'closed')
    .orderBy('cases.updated_at', 'desc')
    .limit(rowsReadMax)
    .execute()
  const read = (rows: typeof waiting) => rows.map(waitingOf).sort(byDeadline)
  return [
    ...read(waiting).slice(0, waitingRowsMax),
    ...read(resting)
      .filter(({ reversal }) => restsForPeople(reversal))
      .slice(0, waitingRowsMax),
  ]
}

/** Deadlines stand in the bodies: more are read than are shown, so that the nearest are among them. */
const rowsReadMax = 2_000

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
