import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { CaseDeed, CaseState } from '../../core/case/case.ts'
import type { AlertKind } from '../../core/decision/alert.ts'
import type { VerdictWord } from '../../core/decision/verdict.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import type { HandTie } from '../../core/reversal/hand-ties.ts'
import type { ReversalState } from '../../core/reversal/reversal.ts'
import { addCampaigns, addHands } from './case-hands-table.ts'
import { addTies } from './case-ties-table.ts'
import { addUndoingColumns, indexAccounts, indexStates } from './case-undoing-columns.ts'

/** Tables of what analysts work on: cases with their alerts and reversals, what people did, sign-in sessions,
 *  deliveries over HTTP, the outbox. Times are milliseconds; `body` is the message itself, as JSON. */
export interface CaseTables {
  cases: {
    case_id: string
    kind: AlertKind
    source: string
    actor_id: string
    /** What several hands are in; null where the case is one hand's. */
    campaign: string | null
    opened_at: number
    updated_at: number
    first_at: number
    last_at: number
    /** Place in the list of severities, so that the highest can be kept by comparing numbers. */
    severity_rank: number
    /** The `TopAlert`, as JSON. */
    top: string
    top_score_centi: number
    alert_count: number
    account_count: number
    state: CaseState
    assignee: string | null
    version: number
    revision: number
    last_verdict: VerdictWord | null
    /** 0 as usual, 1 while the breaker was open, 2 where the point of no return is near: never points. */
    priority: number
    /** From when on nothing can undo the first of its changes that comes to that; null where nobody knows. */
    deadline_at: number | null
  }
  case_alerts: {
    alert_id: string
    case_id: string
    account_id: string
    score_centi: number
    /** Hash of the source and the event that it is about; null where it is about no change. */
    event_key: string | null
    body: string
  }
  case_accounts: { case_id: string; account_id: string }
  /** Everybody whom it is about: see `case-hands.ts`. */
  case_hands: { case_id: string; actor_id: string }
  /** Whom an alert that is still to come is about besides. */
  alert_hands: { alert_id: string; actor_id: string }
  /** Whom its hands are tied to: see `case-ties.ts`. */
  case_ties: { case_id: string; hand: string; tie: HandTie['tie']; value: string }
  /** One row an actor, written by whoever changes that actor's cases: holding it is holding the pen, on both
   *  databases alike. */
  case_actors: { source: string; actor_id: string; held: number }
  /** Keyed by the alert, not by the case: a reversal may be read before its alert. */
  case_reversals: {
    reversal_id: string
    alert_id: string
    account_id: string
    version: number
    state: ReversalState
    confirmed_after_seconds: number | null
    countermeasure: Countermeasure | null
    /** Until when a word about it is worth anything; the largest number where it has no deadline, null where it
     *  asks nobody. */
    waits_until: number | null
    body: string
  }
  /** Every state that was seen of a reversal, in whatever order. */
  case_reversal_steps: { reversal_id: string; version: number; state: ReversalState; at: number }
  case_history: {
    case_id: string
    version: number
    at: number
    by: string
    did: CaseDeed
    about: string | null
    note: string | null
  }
  /** Idempotency keys of people's acts. */
  case_acts: { by: string; key: string; fingerprint: string; case_id: string; at: number }
  sessions: { id_hash: string; person_id: string; opened_at: number; seen_at: number; live_at: number | null }
  deliveries: { delivery_id: string; at: number; body_hash: string; answer: string }
  outbox: {
    message_id: string
    at: number
    /** Order among the messages of one transaction. */
    place: number
    topic: string
    key: string
    value: string
  }
}

export const caseMigrations: Record<string, Migration> = {
  '2026-11-22-cases': { up: createCaseTables },
  '2026-11-22-cases-campaigns': { up: addCampaigns },
  '2026-11-30-what-waits': { up: indexStates },
  '2026-11-30-what-was-done': { up: addUndoingColumns },
  '2026-11-30-alerts-of-an-account': { up: indexAccounts },
  '2026-11-30-whom-a-case-is-about': { up: addHands },
  '2026-11-30-whom-hands-are-tied-to': { up: addTies },
}

async function createCaseTables(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('cases')
    .addColumn('case_id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('first_at', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('severity_rank', 'integer', (column) => column.notNull())
    .addColumn('top', 'text', (column) => column.notNull())
    .addColumn('top_score_centi', 'integer', (column) => column.notNull())
    .addColumn('alert_count', 'integer', (column) => column.notNull())
    .addColumn('account_count', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('assignee', 'text')
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('last_verdict', 'text')
    .execute()
  await schema
    .createIndex('cases_by_actor')
    .on('cases')
    .columns(['source', 'actor_id', 'kind', 'last_at'])
    .execute()
  await schema.createIndex('cases_by_update').on('cases').columns(['updated_at', 'case_id']).execute()

  await schema
    .createTable('case_alerts')
    .addColumn('alert_id', 'text', (column) => column.primaryKey())
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('score_centi', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('case_alerts_by_case')
    .on('case_alerts')
    .columns(['case_id', 'score_centi'])
    .execute()

  await schema
    .createTable('case_accounts')
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_accounts_key', ['case_id', 'account_id'])
    .execute()
  await schema
    .createTable('case_actors')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('held', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_actors_key', ['source', 'actor_id'])
    .execute()

  await schema
    .createTable('case_reversals')
    .addColumn('reversal_id', 'text', (column) => column.primaryKey())
    .addColumn('alert_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('confirmed_after_seconds', 'double precision')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('case_reversals_by_alert').on('case_reversals').column('alert_id').execute()

  await schema
    .createTable('case_reversal_steps')
    .addColumn('reversal_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_reversal_steps_key', ['reversal_id', 'version'])
    .execute()

  await schema
    .createTable('case_history')
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('did', 'text', (column) => column.notNull())
    .addColumn('about', 'text')
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('case_history_key', ['case_id', 'version'])
    .execute()
  await schema
    .createTable('case_acts')
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('case_acts_key', ['by', 'key'])
    .execute()

  await schema
    .createTable('sessions')
    .addColumn('id_hash', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createTable('deliveries')
    .addColumn('delivery_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('outbox')
    .addColumn('message_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('outbox_in_order').on('outbox').columns(['at', 'place']).execute()
}
