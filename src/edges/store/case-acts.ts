import type { Transaction } from 'kysely'
import type { Case, CaseState } from '../../core/case/case.ts'
import { mayUndo, usualOf } from '../../core/case/undo-by-person.ts'
import { restsForPeople, waitingStates } from '../../core/case/waiting.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Verdict, VerdictWord } from '../../core/decision/verdict.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import { needsClearanceWords } from '../../core/reversal/exclusions.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { type Act, type ActOutcome, cannotWorkSays } from '../../ports/cases.ts'
import { ownTopics } from '../../ports/topics.ts'
import { claimKey, giveKeyBack, keepKey } from './case-act-keys.ts'
import { type ActTarget, type Carried, recordAct } from './case-act-record.ts'
import {
  alertTarget,
  done,
  idOf,
  remember,
  reversalTarget,
  spoken,
  tell,
  touchCase,
} from './case-act-steps.ts'
import { type ActOnHand, askToContain } from './case-contain.ts'
import { isAbout } from './case-hands.ts'
import { handOf, holdActor } from './case-intake.ts'
import { alertOf, caseById, reversalOf } from './case-rows.ts'
import { type ActOnReversal, speak } from './case-words.ts'
import type { Database, Tables } from './database.ts'
import { promise } from './outbox.ts'
import { ownCase } from './own-case.ts'

type Store = Transaction<Tables>
type ActOnAlert = Extract<Act, { do: 'undo' }>
type ActOnCase = Exclude<Act, ActOnAlert | ActOnHand | ActOnReversal>

/** Carries out one act in one transaction: the case, its history, the messages to the log and the record change
 *  together or not at all. An act that is not carried out gives its key back, so that the key may try again. */
export async function act(database: Database, act: Act): Promise<ActOutcome> {
  return database.transaction().execute(async (store) => {
    const claim = await claimKey(store, act)
    if (claim.kind === 'reused') return { kind: 'key-reused' }
    // It may have become a case about them since they acted on it.
    if (claim.kind === 'done')
      return (await isAbout(store, claim.caseId, act.by))
        ? { kind: 'missing' }
        : done(store, claim.caseId, true)
    const target = await targetOf(store, act)
    const { outcome, upon }: Carried =
      target === undefined ? { outcome: { kind: 'missing' }, upon: [] } : await carryOut(store, act, target)
    if (outcome.kind === 'done') await keepKey(store, act, outcome.case.caseId)
    else await giveKeyBack(store, act)
    await recordAct(store, act, upon, outcome)
    return outcome
  })
}

async function targetOf(store: Store, act: Act): Promise<ActTarget | undefined> {
  if ('caseId' in act) {
    const seen = await caseById(store, act.caseId)
    return seen === undefined ? undefined : { case: seen }
  }
  if ('reversalId' in act) return reversalTarget(store, act.reversalId)
  return alertTarget(store, act.alertId)
}

async function carryOut(store: Store, act: Act, target: ActTarget): Promise<Carried> {
  const upon = [target]
  const own = await ownCase(store, act, target)
  if (own !== undefined) return { outcome: { kind: own }, upon }
  if ('caseId' in act) return { outcome: await decide(store, act, target.case), upon }
  if ('reversalId' in act) return speak(store, act, target)
  if (target.alert === undefined) return { outcome: { kind: 'missing' }, upon }
  const outcome =
    act.do === 'undo'
      ? await undo(store, act, target.case, target.alert)
      : await askToContain(store, act, target.case, target.alert)
  return { outcome, upon }
}

/** Acknowledge, assign or give a verdict: only upon the version of the case that the person saw. */
async function decide(store: Store, act: ActOnCase, seen: Case): Promise<ActOutcome> {
  if (act.do === 'acknowledge' && seen.state === 'closed') {
    return { kind: 'not-allowed', says: 'the case is closed' }
  }
  if (act.do === 'assign' && act.assignee !== undefined && (await isAbout(store, act.caseId, act.assignee)))
    return { kind: 'not-allowed', says: cannotWorkSays(act.assignee) }
  await holdActor(store, seen.source, handOf(seen.campaign, seen.actorId))
  const moved = await store
    .updateTable('cases')
    .set((be) => ({
      ...changeBy(act, seen),
      updated_at: act.at,
      version: be('version', '+', 1),
      revision: be('revision', '+', 1),
    }))
    .where('case_id', '=', act.caseId)
    .where('version', '=', act.version)
    .returning('version')
    .executeTakeFirst()
  if (moved === undefined) return conflict(store, act.caseId)

  await remember(store, act.caseId, moved.version, act)
  if (act.do === 'verdict') await promiseVerdicts(store, act)
  return done(store, act.caseId)
}

/** Asks the machine to undo the change of one alert. The gates look again before anything is sent. */
async function undo(store: Store, act: ActOnAlert, seen: Case, alert: Alert): Promise<ActOutcome> {
  const standing = await standingUndoing(store, alert, act.countermeasure ?? usualOf(alert))
  const permission = mayUndo(alert, standing, act.countermeasure)
  if (!permission.may) return { kind: 'not-allowed', says: permission.says }
  if (permission.onlyCleared && act.cleared !== true)
    return { kind: 'not-allowed', says: needsClearanceWords }

  const yes = boundYes(act, standing)
  if ('kind' in yes) return yes
  await touchCase(store, seen.caseId, act)
  await tell(store, act, [
    {
      ...spoken(act, alert),
      instructionId: idOf('instruction', alert.alertId, act),
      countermeasure: permission.countermeasure,
      ...yes,
    },
  ])
  return done(store, seen.caseId)
}

/** The undoing of the change by this countermeasure. A later alert on the same change asks for that of the first
 *  one. */
async function standingUndoing(
  store: Store,
  alert: Alert,
  wanted: Countermeasure | undefined,
): Promise<Reversal | undefined> {
  const rows = await store
    .selectFrom('case_reversals')
    .select('body')
    .where((row) =>
      row.or([
        row('alert_id', '=', alert.alertId),
        row.and([
          row('state', 'in', [...waitingStates, 'blocked', 'escalated']),
          row('account_id', '=', alert.change?.account.id ?? ''),
        ]),
      ]),
    )
    .execute()
  return rows
    .map((row) => reversalOf(row.body))
    .filter((one) => one.source === alert.source && one.eventId === alert.eventId)
    .find((one) => one.countermeasure === wanted)
}

/** An undo of what waits, or rests until a person speaks, is a yes to it, bound to the command that the person saw. */
function boundYes(
  act: ActOnAlert,
  standing: Reversal | undefined,
): Pick<Instruction, 'commandHash'> | Extract<ActOutcome, { kind: 'changed' | 'unseen' | 'not-allowed' }> {
  const named = act.commandHash === undefined ? {} : { commandHash: act.commandHash }
  if (standing === undefined) return named
  const isWaiting = waitingStates.some((state) => state === standing.state)
  if ((isWaiting || restsForPeople(standing)) && act.mayApprove !== true)
    return { kind: 'not-allowed', says: 'a yes to what waits needs the permission "approve"' }
  const needsName = isWaiting || (standing.approvedBy ?? []).length > 0
  if (needsName && act.commandHash === undefined) return { kind: 'unseen', reversal: standing }
  if (act.commandHash !== undefined && act.commandHash !== standing.commandHash)
    return { kind: 'changed', says: 'it is another command by now: look again', reversal: standing }
  return named
}

/** One verdict for each change of the case, so that the memory of every one of them can be let in or out. */
async function promiseVerdicts(store: Store, act: Extract<ActOnCase, { do: 'verdict' }>): Promise<void> {
  const rows = await store
    .selectFrom('case_alerts')
    .select('body')
    .where('case_id', '=', act.caseId)
    .orderBy('alert_id')
    .execute()
  const verdicts = rows.flatMap(({ body }): Verdict[] => {
    const alert = alertOf(body)
    if (alert.change === undefined) return []
    return [
      {
        verdictId: idOf('verdict', alert.alertId, act),
        alertId: alert.alertId,
        source: alert.source,
        eventId: alert.eventId,
        actorId: alert.change.actor.id,
        accountId: alert.change.account.id,
        verdict: act.verdict,
        by: act.by,
        at: act.at,
        ...(act.note === undefined ? {} : { note: act.note }),
      },
    ]
  })
  await promise(
    store,
    act.at,
    verdicts.map((verdict) => ({
      messageId: verdict.verdictId,
      topic: ownTopics.verdicts.name,
      key: verdict.actorId,
      message: verdict,
    })),
  )
}

function changeBy(
  act: ActOnCase,
  seen: Case,
): { state?: CaseState; assignee?: string | null; last_verdict?: VerdictWord } {
  switch (act.do) {
    case 'acknowledge':
      return { state: 'acknowledged' }
    case 'assign':
      return { assignee: act.assignee ?? null }
    case 'verdict':
      // Whoever cannot tell yet has looked, and leaves the case open.
      return {
        last_verdict: act.verdict,
        state:
          act.verdict !== 'not-enough-to-tell'
            ? 'closed'
            : seen.state === 'closed'
              ? 'closed'
              : 'acknowledged',
      }
    default:
      return act satisfies never
  }
}

async function conflict(store: Store, caseId: string): Promise<ActOutcome> {
  const found = await caseById(store, caseId)
  return found === undefined ? { kind: 'missing' } : { kind: 'conflict', case: found }
}
