import type { Selectable } from 'kysely'
import type { Case, TopAlert } from '../../core/case/case.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { severities } from '../../core/policy/severity.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import type { Reversal, ReversalState } from '../../core/reversal/reversal.ts'
import { type CaseQuestion, casesPageMax, detailRowsMax } from '../../ports/cases.ts'
import { casesAbout } from './case-hands.ts'
import type { CaseTables } from './case-tables.ts'
import type { Database } from './database.ts'

type CaseRow = Selectable<CaseTables['cases']>

/** Cases as the page shows them, each with where its undoings stand. */
export async function listCases(store: Database, question: CaseQuestion): Promise<readonly Case[]> {
  const { state, updatedSince, after, reader } = question
  const newest = question.order === 'newest'
  let query = store.selectFrom('cases').selectAll()
  if (reader !== undefined) query = query.where('case_id', 'not in', casesAbout(store, reader))
  if (state === 'open') query = query.where('state', '!=', 'closed')
  else if (state !== undefined) query = query.where('state', '=', state)
  if (updatedSince !== undefined) query = query.where('updated_at', '>=', updatedSince)
  if (after !== undefined) {
    const beyond = newest ? '<' : '>'
    query = query.where((is) =>
      is.or([
        is('updated_at', beyond, after.updatedAt),
        is.and([is('updated_at', '=', after.updatedAt), is('case_id', beyond, after.caseId)]),
      ]),
    )
  }
  const direction = newest ? 'desc' : 'asc'
  const rows = await query
    .orderBy('updated_at', direction)
    .orderBy('case_id', direction)
    .limit(Math.min(question.limit, casesPageMax))
    .execute()
  return withUndoing(store, rows)
}

export async function caseById(store: Database, caseId: string): Promise<Case | undefined> {
  const rows = await store.selectFrom('cases').selectAll().where('case_id', '=', caseId).execute()
  const [found] = await withUndoing(store, rows)
  return found
}

/** Pages that are open are sent the case of this alert once more. */
export async function sendCaseAgain(store: Database, alertId: string, at: number): Promise<void> {
  await store
    .updateTable('cases')
    .set((be) => ({ updated_at: at, revision: be('revision', '+', 1) }))
    .where('case_id', 'in', (be) =>
      be.selectFrom('case_alerts').select('case_id').where('alert_id', '=', alertId),
    )
    .execute()
}

async function withUndoing(store: Database, rows: readonly CaseRow[]): Promise<readonly Case[]> {
  if (rows.length === 0) return []
  const counts = await store
    .selectFrom('case_reversals')
    .innerJoin('case_alerts', 'case_alerts.alert_id', 'case_reversals.alert_id')
    .select(({ fn }) => [
      'case_alerts.case_id as caseId',
      'case_reversals.state as state',
      'case_reversals.countermeasure as countermeasure',
      fn.countAll<number>().as('count'),
      fn.max('case_reversals.confirmed_after_seconds').as('slowestSeconds'),
    ])
    .where(
      'case_alerts.case_id',
      'in',
      rows.map((row) => row.case_id),
    )
    .groupBy(['case_alerts.case_id', 'case_reversals.state', 'case_reversals.countermeasure'])
    .execute()
  const byCase = Map.groupBy(counts, (count) => count.caseId)
  return rows.map((row) => caseOf(row, byCase.get(row.case_id) ?? []))
}

interface UndoingCount {
  readonly state: ReversalState
  readonly countermeasure: Countermeasure | null
  readonly count: number
  readonly slowestSeconds: number | null
}

function caseOf(row: CaseRow, counts: readonly UndoingCount[]): Case {
  const undoing: Partial<Record<ReversalState, number>> = {}
  const done: Partial<Record<Countermeasure, number>> = {}
  for (const { state, countermeasure, count } of counts) {
    undoing[state] = (undoing[state] ?? 0) + count
    if (state === 'confirmed' && countermeasure !== null) done[countermeasure] = count
  }
  const confirmed = counts.flatMap(({ state, slowestSeconds }) =>
    state === 'confirmed' && slowestSeconds !== null ? [slowestSeconds] : [],
  )
  const slowest = confirmed.length === 0 ? null : Math.max(...confirmed)
  return {
    caseId: row.case_id,
    kind: row.kind,
    source: row.source,
    actorId: row.actor_id,
    ...(row.campaign === null ? {} : { campaign: row.campaign }),
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
    firstAt: row.first_at,
    lastAt: row.last_at,
    severity: severities[row.severity_rank] ?? 'critical',
    top: topOf(row.top),
    alertCount: row.alert_count,
    accountCount: row.account_count,
    state: row.state,
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    version: row.version,
    revision: row.revision,
    ...(row.deadline_at === null ? {} : { deadlineAt: row.deadline_at }),
    ...(row.priority === 0 ? {} : { priority: row.priority }),
    ...(row.last_verdict === null ? {} : { lastVerdict: row.last_verdict }),
    undoing,
    done,
    ...(slowest === null ? {} : { confirmedAfterSeconds: slowest }),
  }
}

/** At most `detailRowsMax`, the gravest first. */
export async function alertsOfCase(store: Database, caseId: string): Promise<readonly Alert[]> {
  const rows = await store
    .selectFrom('case_alerts')
    .select('body')
    .where('case_id', '=', caseId)
    .orderBy('score_centi', 'desc')
    .orderBy('alert_id')
    .limit(detailRowsMax)
    .execute()
  return rows.map((row) => alertOf(row.body))
}

/** These three read back what `case-intake.ts` wrote. */
export function alertOf(body: string): Alert {
  return JSON.parse(body)
}

export function reversalOf(body: string): Reversal {
  return JSON.parse(body)
}

function topOf(json: string): TopAlert {
  return JSON.parse(json)
}
