import { createHash } from 'node:crypto'
import type { Selectable, Transaction } from 'kysely'
import { summarise } from '../../core/case/alert-summary.ts'
import { gapMsMax } from '../../core/case/case.ts'
import { type Alert, type AlertKind, isOfChange } from '../../core/decision/alert.ts'
import { severities } from '../../core/policy/severity.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Happening } from '../../ports/audit.ts'
import { readBreaker } from './breaker.ts'
import { asText, noteHands } from './case-hands.ts'
import { sendCaseAgain } from './case-rows.ts'
import type { CaseTables } from './case-tables.ts'
import { eventKeyOf, type TieRow, tiesOf } from './case-ties.ts'
import { undoingColumns } from './case-undoing-columns.ts'
import type { Tables } from './database.ts'

type Store = Transaction<Tables>
type CaseRow = Selectable<CaseTables['cases']>

/** Puts one alert into its case, or opens one for it. An alert that is there already changes nothing. Answers what it
 *  says of hands, for whoever ends the transaction to write down. */
export async function takeAlert(store: Store, alert: Alert, now: number): Promise<readonly TieRow[]> {
  await holdActor(store, sourceOf(alert), handOf(alert.campaign, actorIdOf(alert)))
  const known = await store
    .selectFrom('case_alerts')
    .select('alert_id')
    .where('alert_id', '=', alert.alertId)
    .executeTakeFirst()
  if (known !== undefined) return []

  const open = await openCaseFor(store, alert)
  const caseId = open?.case_id ?? caseIdOf(alert)
  const accountId = asText(alert.change?.account.id ?? '')
  await store
    .insertInto('case_alerts')
    .values({
      alert_id: alert.alertId,
      case_id: caseId,
      account_id: accountId,
      score_centi: alert.scoreCenti,
      event_key: eventKeyOf(alert),
      body: JSON.stringify(alert),
    })
    .execute()
  const newAccount = await store
    .insertInto('case_accounts')
    .values({ case_id: caseId, account_id: accountId })
    .onConflict((clash) => clash.doNothing())
    .returning('account_id')
    .executeTakeFirst()
  await noteHands(store, caseId, alert)
  if (open === undefined) await openCase(store, caseId, alert, now)
  else await growCase(store, open, alert, newAccount !== undefined, now)
  return tiesOf(store, caseId, alert)
}

/** Notes where an undoing stands, unless something newer is known of it. Answers what the record has to say of
 *  it: nothing, where this state was seen before. */
export async function takeReversal(store: Store, reversal: Reversal, now: number): Promise<Happening[]> {
  const { reversalId, version, state, at } = reversal
  const isNew = await store
    .insertInto('case_reversal_steps')
    .values({ reversal_id: reversalId, version, state, at })
    .onConflict((clash) => clash.columns(['reversal_id', 'version']).doNothing())
    .returning('version')
    .executeTakeFirst()
  const happenings = isNew === undefined ? [] : [happeningOf(reversal)]
  const row = {
    alert_id: reversal.alertId,
    account_id: asText(reversal.accountId),
    version: reversal.version,
    state: reversal.state,
    confirmed_after_seconds: reversal.confirmedAfterSeconds ?? null,
    ...undoingColumns(reversal),
    body: JSON.stringify(reversal),
  }
  const moved = await store
    .insertInto('case_reversals')
    .values({ reversal_id: reversal.reversalId, ...row })
    .onConflict((clash) =>
      clash.column('reversal_id').doUpdateSet(row).where('case_reversals.version', '<', reversal.version),
    )
    .returning('reversal_id')
    .executeTakeFirst()
  if (moved === undefined) return happenings
  await sendCaseAgain(store, reversal.alertId, now)
  return happenings
}

/** What an undoing came to, as the record keeps it. `at` is when it did, not when it was heard of. */
function happeningOf(reversal: Reversal): Happening {
  const { reversalId, alertId, at, by, says, hands, state, version, countermeasure, mode, granted } = reversal
  return {
    deed: 'reversal-moved',
    at,
    about: alertId,
    other: reversal.accountId,
    why: says,
    after: {
      reversalId,
      state,
      version,
      countermeasure,
      mode,
      granted,
      blockedBy: reversal.blockedBy.join(','),
    },
    ...(by === undefined ? {} : { by }),
    ...(hands === undefined ? {} : { hands }),
  }
}

export function actorIdOf(alert: Alert): string {
  return asText(alert.change?.actor.id ?? '')
}

/** Until the end of the transaction nobody else gives this actor's alerts to cases, or closes one of them.
 *  SQLite has one writer anyway; on PostgreSQL two instances would otherwise open two cases for one hand. */
export async function holdActor(store: Store, source: string, actorId: string): Promise<void> {
  await store
    .insertInto('case_actors')
    .values({ source, actor_id: actorId, held: 1 })
    .onConflict((clash) =>
      clash.columns(['source', 'actor_id']).doUpdateSet((be) => ({ held: be('case_actors.held', '+', 1) })),
    )
    .execute()
}

/** Whose alerts come into a case one after another: one hand's, or those of a campaign, whoever acted. */
export function handOf(campaign: string | null | undefined, actorId: string): string {
  return campaign === undefined || campaign === null ? actorId : `campaign ${campaign}`
}

/** What hindsight or relations tipped belongs to what the same hand did; several hands have a case of their own. */
function kindOf(alert: Alert): AlertKind {
  return isOfChange(alert.kind) && alert.campaign === undefined ? 'change' : alert.kind
}

async function openCaseFor(store: Store, alert: Alert): Promise<CaseRow | undefined> {
  const { campaign, occurredAt } = alert
  return store
    .selectFrom('cases')
    .selectAll()
    .where('source', '=', sourceOf(alert))
    .where((is) =>
      campaign === undefined
        ? is.and([is('actor_id', '=', actorIdOf(alert)), is('campaign', 'is', null)])
        : is('campaign', '=', campaign),
    )
    .where('kind', '=', kindOf(alert))
    .where('state', '!=', 'closed')
    .where('last_at', '>=', occurredAt - gapMsMax)
    .where('first_at', '<=', occurredAt + gapMsMax)
    .orderBy('last_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function openCase(store: Store, caseId: string, alert: Alert, now: number): Promise<void> {
  await store
    .insertInto('cases')
    .values({
      case_id: caseId,
      kind: kindOf(alert),
      source: sourceOf(alert),
      actor_id: actorIdOf(alert),
      campaign: alert.campaign ?? null,
      opened_at: now,
      updated_at: now,
      first_at: alert.occurredAt,
      last_at: alert.occurredAt,
      severity_rank: severities.indexOf(alert.severity),
      top: JSON.stringify(summarise(alert)),
      top_score_centi: alert.scoreCenti,
      alert_count: 1,
      account_count: 1,
      state: 'new',
      assignee: null,
      version: 1,
      revision: 1,
      last_verdict: null,
      priority: (await isBreakerOpen(store)) ? 1 : 0,
      deadline_at: alert.change?.irreversibleAt ?? null,
    })
    .execute()
}

/** Counts are counted up in the database, not written from what was read: an analyst's act may come between. */
async function growCase(
  store: Store,
  open: CaseRow,
  alert: Alert,
  newAccount: boolean,
  now: number,
): Promise<void> {
  await store
    .updateTable('cases')
    .set((be) => ({
      updated_at: now,
      first_at: Math.min(open.first_at, alert.occurredAt),
      last_at: Math.max(open.last_at, alert.occurredAt),
      deadline_at: earlier(open.deadline_at, alert.change?.irreversibleAt),
      severity_rank: Math.max(open.severity_rank, severities.indexOf(alert.severity)),
      ...(alert.scoreCenti > open.top_score_centi
        ? { top: JSON.stringify(summarise(alert)), top_score_centi: alert.scoreCenti }
        : {}),
      alert_count: be('alert_count', '+', 1),
      account_count: be('account_count', '+', newAccount ? 1 : 0),
      version: be('version', '+', 1),
      revision: be('revision', '+', 1),
    }))
    .where('case_id', '=', open.case_id)
    .execute()
}

/** The case waits no longer than the first of its changes can. */
function earlier(known: number | null, other: number | undefined): number | null {
  if (other === undefined) return known
  return known === null ? other : Math.min(known, other)
}

/** A case that opens while the machine has stopped itself is as urgent as those that were there. */
async function isBreakerOpen(store: Store): Promise<boolean> {
  const breaker = await readBreaker(store)
  return breaker !== 'unreadable' && breaker.open
}

/** Made from the alert that opened it, so that reading the log again opens the same case. */
function caseIdOf(alert: Alert): string {
  return createHash('sha256').update(`case\n${alert.alertId}`).digest('hex').slice(0, 20)
}

function sourceOf(alert: Alert): string {
  return asText(alert.source)
}
