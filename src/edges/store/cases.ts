import type { CaseDeed, CaseEntry } from '../../core/case/case.ts'
import type { CaseDetail, CaseReversal } from '../../core/case/case-detail.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Happening } from '../../ports/audit.ts'
import { type Cases, detailRowsMax } from '../../ports/cases.ts'
import { record } from './audit-append.ts'
import { act } from './case-acts.ts'
import { actorsOf, casesOfAlerts, handsOfCases, isAbout } from './case-hands.ts'
import { actorIdOf, handOf, takeAlert, takeReversal } from './case-intake.ts'
import { alertsOfCase, caseById, listCases, reversalOf } from './case-rows.ts'
import { type TieRow, writeTies } from './case-ties.ts'
import { listWaiting } from './case-waiting.ts'
import { containmentsOf, standingContainments } from './containments-shown.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'
import { refusedWords } from './told-words.ts'

/** Cases in the store: intake of alerts and reversals, questions, and what people do. */
export function openCases(database: Database): Cases {
  return {
    takeAlerts: (alerts, now) =>
      inStore('put alerts into cases', () =>
        database.transaction().execute(async (store) => {
          // Always in the order of pens, so that two instances never hold each other's.
          const ties: TieRow[] = []
          for (const alert of [...alerts].sort(byPen)) ties.push(...(await takeAlert(store, alert, now)))
          await writeTies(store, ties)
        }),
      ),
    takeReversals: (reversals, now) =>
      inStore('note reversals', () =>
        database.transaction().execute(async (store) => {
          const happenings: Happening[] = []
          for (const reversal of [...reversals].sort(byReversal))
            happenings.push(...(await takeReversal(store, reversal, now)))
          await record(store, happenings)
        }),
      ),
    list: (question) => inStore('list cases', () => listCases(database, question)),
    detail: (caseId, reader) => inStore('show a case', () => detailOf(database, caseId, reader)),
    containments: (reader) => inStore('list containments', () => standingContainments(database, reader)),
    waiting: (reader) => inStore('list what waits for people', () => listWaiting(database, reader)),
    handsOf: (caseIds) => inStore('find whom cases are about', () => handsOfCases(database, caseIds)),
    actorOf: (caseId) =>
      inStore('find whose acts a case holds', async () => (await caseById(database, caseId))?.actorId),
    actorsOf: (source) => inStore('find whose acts are in cases', () => actorsOf(database, source)),
    casesOf: (alertIds) => inStore('find the cases of alerts', () => casesOfAlerts(database, alertIds)),
    refusedWords: (by, since) =>
      inStore('list words that were not followed', () => refusedWords(database, by, since)),
    act: (deed) => inStore('carry out an act', () => act(database, deed)),
    forgetKeys: (before) =>
      inStore('forget old keys', async () => {
        await database.deleteFrom('case_acts').where('at', '<', before).execute()
        await database.deleteFrom('told_words').where('at', '<', before).execute()
      }),
  }
}

async function detailOf(
  database: Database,
  caseId: string,
  reader: string | undefined,
): Promise<CaseDetail | undefined> {
  const found = await caseById(database, caseId)
  if (found === undefined) return undefined
  if (reader !== undefined && (await isAbout(database, caseId, reader))) return undefined
  const alerts = await alertsOfCase(database, caseId)
  const reversals = await database
    .selectFrom('case_reversals')
    .innerJoin('case_alerts', 'case_alerts.alert_id', 'case_reversals.alert_id')
    .select('case_reversals.body as body')
    .where('case_alerts.case_id', '=', caseId)
    .orderBy('case_alerts.score_centi', 'desc')
    .orderBy('case_reversals.reversal_id')
    .limit(detailRowsMax)
    .execute()
  const history = await database
    .selectFrom('case_history')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('version', 'desc')
    .limit(detailRowsMax)
    .execute()
  const hands = new Set([found.actorId, ...alerts.flatMap((alert) => alert.change?.actor.id ?? [])])
  return {
    case: found,
    alerts,
    containments: await containmentsOf(
      database,
      found.source,
      [...hands].filter((id) => id !== ''),
      reader,
    ),
    reversals: await withSteps(
      database,
      reversals.map((row) => reversalOf(row.body)),
    ),
    causes: Object.fromEntries(
      await casesOfAlerts(
        database,
        alerts.flatMap(({ cause }) => cause?.alertId ?? []),
      ),
    ),
    history: history.toReversed().map(entryOf),
  }
}

async function withSteps(database: Database, reversals: readonly Reversal[]): Promise<CaseReversal[]> {
  if (reversals.length === 0) return []
  const ids = reversals.map((reversal) => reversal.reversalId)
  const rows = await database
    .selectFrom('case_reversal_steps')
    .selectAll()
    .where('reversal_id', 'in', ids)
    .orderBy('reversal_id')
    .orderBy('version')
    .execute()
  const byReversal = Map.groupBy(rows, (row) => row.reversal_id)
  return reversals.map((reversal) => ({
    reversal,
    steps: (byReversal.get(reversal.reversalId) ?? []).map(({ state, at }) => ({ state, at })),
  }))
}

function entryOf(row: {
  at: number
  by: string
  did: CaseDeed
  about: string | null
  note: string | null
}): CaseEntry {
  return {
    at: row.at,
    by: row.by,
    did: row.did,
    ...(row.about === null ? {} : { about: row.about }),
    ...(row.note === null ? {} : { note: row.note }),
  }
}

function byPen(a: Alert, b: Alert): number {
  return compare(penOf(a), penOf(b)) || compare(a.source, b.source) || a.occurredAt - b.occurredAt
}

function penOf(alert: Alert): string {
  return handOf(alert.campaign, actorIdOf(alert))
}

function byReversal(a: Reversal, b: Reversal): number {
  return compare(a.reversalId, b.reversalId) || a.version - b.version
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
