import type { ShownContainment } from '../../core/case/shown-containment.ts'
import { asksUntil, standingStates } from '../../core/reversal/contain.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import { casesAbout, casesOfAlerts } from './case-hands.ts'
import { containmentOf } from './containments.ts'
import type { Database } from './database.ts'

/** Those that stand, or that only people can end, the latest first. */
export async function standingContainments(
  database: Database,
  reader?: string,
): Promise<readonly ShownContainment[]> {
  const rows = await database
    .selectFrom('containments')
    .select('body')
    .where('state', 'in', [...standingStates, 'escalated'])
    .orderBy('at', 'desc')
    .limit(shownMax)
    .execute()
  return shown(database, rows.map(containmentOf), reader)
}

/** All that was ever asked for about these actors, whatever became of it. */
export async function containmentsOf(
  database: Database,
  source: string,
  actorIds: readonly string[],
  reader?: string,
): Promise<readonly ShownContainment[]> {
  if (actorIds.length === 0) return []
  const rows = await database
    .selectFrom('containments')
    .select('body')
    .where('actor_id', 'in', actorIds)
    .orderBy('at', 'desc')
    .limit(shownMax)
    .execute()
  return shown(
    database,
    rows.map(containmentOf).filter((entry) => entry.source === source && entry.life.round > 0),
    reader,
  )
}

const shownMax = 200

async function shown(
  database: Database,
  entries: readonly ContainmentEntry[],
  reader: string | undefined,
): Promise<readonly ShownContainment[]> {
  if (entries.length === 0) return []
  const cases = await casesOfAlerts(database, [...new Set(entries.flatMap(named))])
  const own = reader === undefined ? new Set() : await ownAmong(database, [...cases.values()], reader)
  const others = entries.filter(
    (entry) =>
      entry.actorId !== reader && named(entry).every((alertId) => !own.has(cases.get(alertId) ?? '')),
  )
  return others.map(({ source, actorId, alertId, at, life }) => {
    const until = asksUntil(life)
    const caseId = cases.get(alertId)
    return {
      source,
      actorId,
      alertId,
      ...(caseId === undefined ? {} : { caseId }),
      state: life.state,
      says: life.says,
      at,
      askedBy: life.state === 'asked' ? life.approvals.map(({ by }) => by) : life.approvedBy,
      ...(until === undefined ? {} : { until }),
    }
  })
}

function named({ alertId, namedAlertIds = [] }: ContainmentEntry): readonly string[] {
  return [alertId, ...namedAlertIds]
}

async function ownAmong(
  database: Database,
  caseIds: readonly string[],
  reader: string,
): Promise<ReadonlySet<string>> {
  if (caseIds.length === 0) return new Set()
  const rows = await casesAbout(database, reader).where('case_id', 'in', caseIds).execute()
  return new Set(rows.map((row) => row.case_id))
}
