import { createHash } from 'node:crypto'
import type { Insertable, Transaction } from 'kysely'
import type { Alert } from '../../core/decision/alert.ts'
import { type HandTie, tiesIn } from '../../core/reversal/hand-ties.ts'
import { foldId } from '../../core/spelling/same-id.ts'
import type { Tied, TiesQuestion } from '../../ports/containments.ts'
import { casesAbout, casesOfAlerts } from './case-hands.ts'
import { alertOf } from './case-rows.ts'
import type { CaseTables } from './case-tables.ts'
import type { Database, Tables } from './database.ts'

/** What the alerts of a case say of its hands (`hand-ties.ts`), and so do all others on the same changes, whichever
 *  case they are in. Each of it stands here once however many alerts say it, and is found by its key: a flood of alerts
 *  does not slow the containing of whoever raises it. Hands and teams are hashed, for a platform may spell them at any
 *  length. */

type Store = Transaction<Tables> | Database
export type TieRow = Insertable<CaseTables['case_ties']>

/** What an alert that was put into this case says, there and wherever its change is. Alerts on one change are of one
 *  account, and so of one partition: one reader takes them one after another, and each finds those before it. */
export async function tiesOf(
  store: Transaction<Tables>,
  caseId: string,
  alert: Alert,
): Promise<readonly TieRow[]> {
  const eventKey = eventKeyOf(alert)
  if (eventKey === null) return []
  const elsewhere = await store
    .selectFrom('case_alerts')
    .select(['case_id', 'body'])
    .where('event_key', '=', eventKey)
    .where('case_id', '!=', caseId)
    .execute()
  return [
    ...ownTies(caseId, alert),
    ...elsewhere.flatMap((row) => [...tiesFor(row.case_id, alert), ...tiesFor(caseId, alertOf(row.body))]),
  ]
}

/** What finds other alerts on the same change; null where there is none. */
export function eventKeyOf({ source, eventId, change }: Alert): string | null {
  return change === undefined ? null : hash([source, eventId])
}

/** Of the alert's own case, which is about a team, whoever of its hands is of it. */
export function ownTies(caseId: string, alert: Alert): readonly TieRow[] {
  const team = alert.change?.actor.team
  const ties = tiesFor(caseId, alert)
  if (team === undefined) return ties
  return [...ties, { case_id: caseId, hand: anyHand, tie: 'team', value: keyOf(team) }]
}

export function tiesFor(caseId: string, alert: Alert): readonly TieRow[] {
  return tiesIn(alert).map(({ hand, tie, value }) => ({
    case_id: caseId,
    hand: keyOf(hand),
    tie,
    value: tie === 'team' ? keyOf(value) : value,
  }))
}

/** The last thing that a transaction does, and in one order: two who write the same, also into cases that neither of
 *  them holds, then wait for each other in that order only, and never in a circle. */
export async function writeTies(
  store: Pick<Transaction<Pick<Tables, 'case_ties'>>, 'insertInto'>,
  rows: readonly TieRow[],
): Promise<void> {
  const distinct = [...new Map(rows.map((row) => [Object.values(row).join('\n'), row])).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row)
  for (let first = 0; first < distinct.length; first += rowsAtOnce)
    await store
      .insertInto('case_ties')
      .values(distinct.slice(first, first + rowsAtOnce))
      .onConflict((clash) => clash.doNothing())
      .execute()
}

/** A statement takes a limited number of values. */
const rowsAtOnce = 1_000

/** As far as it bears on the people who are asked about, spelt as they are. */
export async function tiesTo(
  store: Store,
  { alertIds, actorId, everywhere, people }: TiesQuestion,
): Promise<Tied> {
  const caseIds = [...new Set((await casesOfAlerts(store, alertIds)).values())]
  if (caseIds.length === 0 && !everywhere) return { hands: [], rules: [] }
  const actor = keyOf(actorId)
  const ids = new Map(people.map(({ by }) => [keyOf(by), by]))
  const teams = new Map(
    people.flatMap(({ team }) => (team === undefined ? [] : [[keyOf(team), team] as const])),
  )
  const found = async (hands: readonly string[], tie: HandTie['tie'], values?: readonly string[]) => {
    if (values?.length === 0) return []
    let query = store
      .selectFrom('case_ties')
      .select(['hand', 'value'])
      .distinct()
      .where('case_id', 'in', everywhere ? casesAbout(store, actorId) : caseIds)
      .where('hand', 'in', hands)
      .where('tie', '=', tie)
    if (values !== undefined) query = query.where('value', 'in', values)
    return query.execute()
  }
  const asHands = await found([...ids.keys()], 'hand')
  const asTeams = await found([actor], 'team', [...teams.keys()])
  const rules = await found([actor], 'rule')
  return {
    hands: [
      ...asHands.flatMap((row) => ids.get(row.hand) ?? []).map((id) => ({ id })),
      ...asTeams.flatMap((row) => teams.get(row.value) ?? []).map((team) => ({ id: actorId, team })),
    ],
    rules: rules.map((row) => row.value),
  }
}

/** Whether one of the case's own alerts says that its hand is of this team. */
export async function isOfTeam(store: Store, caseId: string, team: string): Promise<boolean> {
  const found = await store
    .selectFrom('case_ties')
    .select('value')
    .where('case_id', '=', caseId)
    .where('hand', '=', anyHand)
    .where('tie', '=', 'team')
    .where('value', '=', keyOf(team))
    .executeTakeFirst()
  return found !== undefined
}

/** No hash is empty. */
const anyHand = ''

function keyOf(id: string): string {
  return hash([foldId(id)])
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
