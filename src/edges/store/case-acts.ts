import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Case, CaseDeed, CaseState } from '../../core/case/case.ts'
import { mayUndo } from '../../core/case/undo-by-person.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Verdict, VerdictWord } from '../../core/decision/verdict.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Act, ActOutcome } from '../../ports/cases.ts'
import { ownTopics } from '../../ports/topics.ts'
import { claimKey, giveKeyBack, keepKey } from './case-act-keys.ts'
import { type ActTarget, recordAct } from './case-act-record.ts'
import { handOf, holdActor } from './case-intake.ts'
import { alertOf, caseById } from './case-rows.ts'
import type { Database, Tables } from './database.ts'
import { promise } from './outbox.ts'
import { ownCase } from './own-case.ts'

type Store = Transaction<Tables>
type ActOnAlert = Extract<Act, { do: 'undo' }>
type ActOnCase = Exclude<Act, ActOnAlert>

/** Carries out one act in one transaction: the case, its history, the messages to the log and the record change
 *  together or not at all. An act that is not carried out gives its key back, so that the key may try again. */
export async function act(database: Database, act: Act): Promise<ActOutcome> {
  return database.transaction().execute(async (store) => {
    const claim = await claimKey(store, act)
    if (claim.kind === 'reused') return { kind: 'key-reused' }
    if (claim.kind === 'done') return done(store, claim.caseId, true)
    const target = await targetOf(store, act)
    const outcome: ActOutcome =
      target === undefined ? { kind: 'missing' } : await carryOut(store, act, target)
    if (outcome.kind === 'done') await keepKey(store, act, outcome.case.caseId)
    else await giveKeyBack(store, act)
    if (target !== undefined) await recordAct(store, act, target, outcome)
    return outcome
  })
}

async function targetOf(store: Store, act: Act): Promise<ActTarget | undefined> {
  if (act.do !== 'undo') {
    const seen = await caseById(store, act.caseId)
    return seen === undefined ? undefined : { case: seen }
  }
  const row = await store
    .selectFrom('case_alerts')
    .select(['case_id', 'body'])
    .where('alert_id', '=', act.alertId)
    .executeTakeFirst()
  const seen = row === undefined ? undefined : await caseById(store, row.case_id)
  return row === undefined || seen === undefined ? undefined : { case: seen, alert: alertOf(row.body) }
}

async function carryOut(store: Store, act: Act, target: ActTarget): Promise<ActOutcome> {
  const own = await ownCase(store, act, target)
  if (own !== undefined) return { kind: own }
  if (act.do !== 'undo') return decide(store, act, target.case)
  return target.alert === undefined ? { kind: 'missing' } : undo(store, act, target.case, target.alert)
}

/** Acknowledge, assign or give a verdict: only upon the version of the case that the person saw. */
async function decide(store: Store, act: ActOnCase, seen: Case): Promise<ActOutcome> {
  if (act.do === 'acknowledge' && seen.state === 'closed') {
    return { kind: 'not-allowed', says: 'the case is closed' }
  }
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
  const standing = await store
    .selectFrom('case_reversals')
    .select(['state', 'body'])
    .where('alert_id', '=', act.alertId)
    .executeTakeFirst()
  const permission = mayUndo(alert, standing?.state)
  if (!permission.may) return { kind: 'not-allowed', says: permission.says }

  const moved = await store
    .updateTable('cases')
    .set((be) => ({
      updated_at: act.at,
      version: be('version', '+', 1),
      revision: be('revision', '+', 1),
    }))
    .where('case_id', '=', seen.caseId)
    .returning('version')
    .executeTakeFirstOrThrow()
  await remember(store, seen.caseId, moved.version, act)
  const accountId = alert.change?.account.id ?? ''
  const instruction: Instruction = {
    instructionId: idOf('instruction', alert.alertId, act),
    alertId: alert.alertId,
    source: alert.source,
    accountId,
    countermeasure: permission.countermeasure,
    by: act.by,
    ...(act.team === undefined ? {} : { team: act.team }),
    ...(act.onShift === undefined ? {} : { onShift: act.onShift }),
    at: act.at,
    reason: act.reason,
    ...commandOf(standing?.body, permission.countermeasure),
  }
  const messageId = instruction.instructionId
  await promise(store, act.at, [
    { messageId, topic: ownTopics.instructions.name, key: accountId, message: instruction },
  ])
  return done(store, seen.caseId)
}

/** A yes is bound to the command that waits: the one that stands in the case when it is said. */
function commandOf(body: string | undefined, wanted: Countermeasure): Pick<Instruction, 'commandHash'> {
  if (body === undefined) return {}
  const { commandHash, countermeasure } = JSON.parse(body) as Reversal
  return commandHash === undefined || countermeasure !== wanted ? {} : { commandHash }
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

const deedOf = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  verdict: 'verdict',
  undo: 'asked-to-undo',
} as const satisfies Record<Act['do'], CaseDeed>

async function remember(store: Store, caseId: string, version: number, act: Act): Promise<void> {
  await store
    .insertInto('case_history')
    .values({ case_id: caseId, version, at: act.at, by: act.by, did: deedOf[act.do], ...wordsOf(act) })
    .execute()
}

function wordsOf(act: Act): { about: string | null; note: string | null } {
  switch (act.do) {
    case 'acknowledge':
      return { about: null, note: null }
    case 'assign':
      return { about: act.assignee ?? null, note: null }
    case 'verdict':
      return { about: act.verdict, note: act.note ?? null }
    case 'undo':
      return { about: act.alertId, note: act.reason }
    default:
      return act satisfies never
  }
}

async function done(store: Store, caseId: string, repeated = false): Promise<ActOutcome> {
  const found = await caseById(store, caseId)
  return found === undefined ? { kind: 'missing' } : { kind: 'done', case: found, repeated }
}

async function conflict(store: Store, caseId: string): Promise<ActOutcome> {
  const found = await caseById(store, caseId)
  return found === undefined ? { kind: 'missing' } : { kind: 'conflict', case: found }
}

/** The same act has the same id however often it is sent. */
function idOf(kind: string, alertId: string, act: Act): string {
  return createHash('sha256').update([kind, alertId, act.by, act.key].join('\n')).digest('hex').slice(0, 32)
}
