import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { CaseDeed } from '../../core/case/case.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Act, ActOutcome } from '../../ports/cases.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { ActTarget } from './case-act-record.ts'
import { alertOf, caseById, reversalOf } from './case-rows.ts'
import type { Tables } from './database.ts'
import { promise } from './outbox.ts'
import { noteTold } from './told-words.ts'

type Store = Transaction<Tables>

/** What acts have in common: what they are upon, and what they leave behind. */

export async function alertTarget(store: Store, alertId: string): Promise<ActTarget | undefined> {
  const row = await store
    .selectFrom('case_alerts')
    .select(['case_id', 'body'])
    .where('alert_id', '=', alertId)
    .executeTakeFirst()
  const seen = row === undefined ? undefined : await caseById(store, row.case_id)
  return row === undefined || seen === undefined ? undefined : { case: seen, alert: alertOf(row.body) }
}

export async function reversalTarget(store: Store, reversalId: string): Promise<ActTarget | undefined> {
  const row = await store
    .selectFrom('case_reversals')
    .select(['alert_id', 'body'])
    .where('reversal_id', '=', reversalId)
    .executeTakeFirst()
  const target = row === undefined ? undefined : await alertTarget(store, row.alert_id)
  return row === undefined || target === undefined ? undefined : { ...target, reversal: reversalOf(row.body) }
}

/** What a word says of the person and of what it is about, whatever it is. */
export function spoken(
  act: Act & { readonly reason?: string },
  alert: Alert,
): Omit<Instruction, 'instructionId' | 'countermeasure'> {
  return {
    alertId: alert.alertId,
    source: alert.source,
    accountId: alert.change?.account.id ?? '',
    by: act.by,
    ...(act.team === undefined ? {} : { team: act.team }),
    ...(act.roles === undefined ? {} : { roles: act.roles }),
    ...(act.onShift === undefined ? {} : { onShift: act.onShift }),
    ...(act.cleared === true ? { cleared: true } : {}),
    at: act.at,
    ...(act.reason === undefined ? {} : { reason: act.reason }),
  }
}

export async function tell(store: Store, act: Act, words: readonly Instruction[]): Promise<void> {
  await noteTold(store, words)
  await promise(
    store,
    act.at,
    words.map((message) => ({
      messageId: message.instructionId,
      topic: ownTopics.instructions.name,
      key: message.accountId,
      message,
    })),
  )
}

/** A person said something about the case, upon whatever version: it goes up all the same. */
export async function touchCase(store: Store, caseId: string, act: Act): Promise<void> {
  const moved = await store
    .updateTable('cases')
    .set((be) => ({
      updated_at: act.at,
      version: be('version', '+', 1),
      revision: be('revision', '+', 1),
    }))
    .where('case_id', '=', caseId)
    .returning('version')
    .executeTakeFirstOrThrow()
  await remember(store, caseId, moved.version, act)
}

const deedOf = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  verdict: 'verdict',
  undo: 'asked-to-undo',
  approve: 'said-yes',
  veto: 'said-no',
  'see-countdown': 'saw-countdown',
  extend: 'asked-for-time',
  'hand-over': 'asked-to-hand-over',
  contain: 'asked-to-contain',
  lift: 'asked-to-lift',
  withdraw: 'asked-to-withdraw',
} as const satisfies Record<Act['do'], CaseDeed>

export async function remember(store: Store, caseId: string, version: number, act: Act): Promise<void> {
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
    case 'contain':
    case 'lift':
    case 'withdraw':
      return { about: act.alertId, note: act.reason }
    case 'approve':
    case 'veto':
    case 'see-countdown':
    case 'extend':
      return { about: act.reversalId, note: act.reason ?? null }
    case 'hand-over':
      return { about: act.toPerson ?? `role:${act.toRole ?? ''}`, note: act.reason ?? null }
    default:
      return act satisfies never
  }
}

export async function done(store: Store, caseId: string, repeated = false): Promise<ActOutcome> {
  const found = await caseById(store, caseId)
  return found === undefined ? { kind: 'missing' } : { kind: 'done', case: found, repeated }
}

/** The same act has the same id however often it is sent. */
export function idOf(kind: string, alertId: string, act: Act): string {
  return createHash('sha256').update([kind, alertId, act.by, act.key].join('\n')).digest('hex').slice(0, 32)
}
