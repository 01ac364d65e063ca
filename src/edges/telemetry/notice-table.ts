import { doubtGates } from '../../core/reversal/doubts.ts'
import type { Notice } from '../../ports/notice.ts'
import type { Meters } from './meters.ts'
import { topicLabel } from './topic-label.ts'

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error'
type ByKind = { [N in Notice as N['kind']]: N }
export type NoticeKind = keyof ByKind

/** What becomes of each kind of notice: how loud its log line is, what the line says, what is counted. All
 *  other fields of the notice go into the line beside the sentence. */
type NoticeTable = { readonly [K in NoticeKind]: Row<ByKind[K]> }

interface Row<N> {
  /** `trace` for what happens with every change: counted, and logged only when somebody asks. */
  readonly level: Level | ((notice: N) => Level)
  says(notice: N): string
  count(meters: Meters, notice: N): void
}

/** A change may be a second ahead of our clock before anybody need look at a clock. */
const aheadMsMax = 1_000

/** States of a reversal that a person must look at. */
const worrying = new Set(['escalated', 'raced', 'unknown', 'expired'])

const noticeTable: NoticeTable = {
  ChangeAssessed: {
    level: 'trace',
    says: () => 'changes assessed',
    count: (meters, { count, durationMs }) => {
      if (count === 0) return
      meters.add('countermand_changes_assessed_total', count)
      meters.observe('countermand_step_duration_seconds', durationMs / count / 1000)
    },
  },
  ChangeAged: {
    level: 'trace',
    says: () => 'age of a change',
    count: (meters, { ageMs }) => {
      if (ageMs < -aheadMsMax) meters.add('countermand_changes_ahead_total', 1)
      // A sum that goes down looks to Prometheus like a restart.
      meters.observe('countermand_event_age_seconds', Math.max(0, ageMs) / 1000)
    },
  },
  ChangeUnreadable: {
    level: 'warn',
    says: ({ reason }) => `a record could not be read (${reason}) and is kept as a dead letter`,
    count: (meters, { reason, topic }) => {
      meters.add('countermand_decode_failures_total', 1, { reason })
      meters.add('countermand_dead_letters_total', 1, { topic: topicLabel(topic) })
    },
  },
  AlertRaised: {
    level: 'info',
    says: ({ severity }) => `alert raised: ${severity}`,
    count: (meters, { severity, alertKind }) =>
      meters.add('countermand_alerts_total', 1, { severity, kind: alertKind }),
  },
  VerdictTaughtNothing: {
    level: 'info',
    says: () => 'what was called meant does not wait any more: nothing was learnt from it',
    count: (meters) => meters.add('countermand_verdicts_not_learnt_total', 1),
  },
  ApprovalUsed: {
    level: 'info',
    says: () => 'a change came that a second person had said yes to',
    count: (meters) => meters.add('countermand_approvals_used_total', 1),
  },
  CheckAnswered: {
    level: ({ answer }) => (answer === 'allow' ? 'trace' : 'info'),
    says: ({ answer, severity }) => `asked before acting: ${answer}, ${severity}`,
    count: (meters, { answer, durationMs }) => {
      meters.add('countermand_checks_total', 1, { answer })
      meters.observe('countermand_check_duration_seconds', durationMs / 1000)
    },
  },
  CheckRefused: {
    level: 'debug',
    says: () => 'asked of an instance that does not know the actor',
    count: (meters) => meters.add('countermand_checks_total', 1, { answer: 'elsewhere' }),
  },
  QuestionAnswered: {
    level: 'info',
    says: ({ opinion, by }) => `a second person, ${by}, answered: ${opinion}`,
    count: (meters, { opinion }) => meters.add('countermand_questions_answered_total', 1, { opinion }),
  },
  KeyIsWrong: {
    level: 'warn',
    says: () => 'a change is not keyed by its actor: the order of one actor’s changes is not kept',
    count: (meters) => meters.add('countermand_wrong_keys_total', 1),
  },
  MemoryRestored: {
    level: 'info',
    says: ({ of, partition, count }) => `memory of ${count} ${of} restored for partition ${partition}`,
    count: (meters, { of, count, staleRecords, durationMs }) => {
      meters.add('countermand_memory_restored_total', count, { of })
      meters.add('countermand_memory_stale_records_total', staleRecords)
      meters.observe('countermand_memory_restore_duration_seconds', durationMs / 1000)
    },
  },
  MemoryEvicted: {
    level: 'info',
    says: ({ of, count }) => `memory of the ${count} idlest ${of} let go: no more room`,
    count: (meters, { of, count }) => meters.add('countermand_memory_evicted_total', count, { of }),
  },
  RowsRelated: {
    level: 'trace',
    says: () => 'rows related',
    count: (meters, { count, durationMs }) => {
      meters.add('countermand_rows_related_total', count)
      if (count > 0) meters.observe('countermand_relate_duration_seconds', durationMs / count / 1000)
    },
  },
  DecisionUndone: {
    level: 'trace',
    says: () => 'a decision was overruled',
    count: (meters) => meters.add('countermand_decisions_undone_total', 1),
  },
  // The gauge is set from the lag board, which forgets partitions that went to another instance.
  LagSeen: { level: 'trace', says: () => 'lag', count: () => {} },
  LogTrouble: {
    level: 'error',
    says: ({ what }) => `the log: ${what}`,
    count: (meters) => meters.add('countermand_log_troubles_total', 1),
  },
  RecordsMissed: {
    level: 'error',
    says: ({ group, topic, partition, wanted, earliest }) =>
      `${earliest - wanted} records of ${topic}/${partition} were deleted before ${group} read them`,
    count: (meters, { topic, wanted, earliest }) =>
      meters.add('countermand_records_missed_total', Math.max(0, earliest - wanted), {
        topic: topicLabel(topic),
      }),
  },
  GroupRejoined: {
    level: 'warn',
    says: ({ group, says }) => `${group} joined again: ${says}`,
    count: (meters) => meters.add('countermand_group_rejoins_total', 1),
  },
  SchemaWaits: {
    level: 'warn',
    says: ({ schemaId }) => `records wait for schema ${schemaId}, which cannot be looked up`,
    count: (meters) => meters.add('countermand_schema_waits_total', 1),
  },
  MappingLeavesOpen: {
    level: 'warn',
    says: ({ says }) => says,
    count: () => {},
  },
  PolicyLoaded: {
    level: 'info',
    says: ({ policy, path }) => `policy ${policy} from ${path} is in force`,
    count: (meters, { policy }) => {
      meters.clear('countermand_policy_info')
      meters.set('countermand_policy_info', 1, { policy })
      meters.set('countermand_policy_refused', 0)
    },
  },
  PolicyRefused: {
    level: 'error',
    says: ({ path, faults }) =>
      `policy ${path} has ${faults.length} faults: the last good one stays in force`,
    count: (meters) => meters.set('countermand_policy_refused', 1),
  },
  ReversalMoved: {
    level: ({ state }) => (worrying.has(state) ? 'error' : 'info'),
    says: ({ countermeasure, state, says }) => `${countermeasure} ${state}: ${says}`,
    count: (meters, { state, countermeasure }) =>
      meters.add('countermand_reversals_total', 1, { state, countermeasure }),
  },
  ReversalConfirmed: {
    level: 'info',
    says: ({ afterSeconds }) => `seen restored ${afterSeconds.toFixed(2)} s after the change`,
    count: (meters, { afterSeconds }) =>
      meters.observe('countermand_event_to_confirmed_seconds', Math.max(0, afterSeconds)),
  },
  ReversalBlocked: {
    level: 'warn',
    says: ({ by }) => `a reversal was kept back by ${by.join(', ')}`,
    count: (meters, { by }) => {
      for (const gate of by) meters.add('countermand_reversals_blocked_total', 1, { gate })
    },
  },
  KillSwitchTurned: {
    level: 'warn',
    says: ({ on, says }) => `kill switch ${on ? 'on' : 'off'}: ${says}`,
    count: (meters, { on }) => meters.set('countermand_kill_switch_on', on ? 1 : 0),
  },
  KillSwitchSeen: {
    level: 'trace',
    says: ({ on }) => `kill switch ${on ? 'on' : 'off'}`,
    count: (meters, { on }) => meters.set('countermand_kill_switch_on', on ? 1 : 0),
  },
  SwitchRecordRefused: {
    level: 'error',
    says: ({ says }) => says,
    count: (meters) => meters.add('countermand_switch_records_refused_total', 1),
  },
  BreakerSeen: {
    level: 'trace',
    says: ({ open }) => `breaker ${open ? 'open' : 'closed'}`,
    count: (meters, { open }) => meters.set('countermand_breaker_open', open ? 1 : 0),
  },
  BreakerOpened: {
    level: 'error',
    says: ({ says }) => `the breaker opened: ${says}`,
    count: (meters, { cause }) => {
      meters.add('countermand_breaker_opened_total', 1, { cause })
      meters.set('countermand_breaker_open', 1)
    },
  },
  BreakerTightened: {
    level: 'error',
    says: ({ says }) => `the open breaker spares the highest tier no more: ${says}`,
    count: (meters) => meters.set('countermand_breaker_open', 1),
  },
  Demoted: {
    level: 'warn',
    says: ({ scope, says }) => `the ${scope} was demoted: ${says}`,
    count: (meters) => meters.add('countermand_demotions_total', 1),
  },
  DoubtsSeen: {
    level: 'warn',
    says: ({ says }) =>
      says.length === 0 ? 'the machine is sure of itself again' : `the machine waits: ${says.join('; ')}`,
    count: (meters, { gates }) => {
      for (const gate of doubtGates)
        meters.set('countermand_in_doubt', gates.includes(gate) ? 1 : 0, { gate })
    },
  },
  PlatformTrouble: {
    level: 'error',
    says: ({ what }) => `the platform: ${what}`,
    count: (meters) => meters.add('countermand_platform_troubles_total', 1),
  },
  StoreTrouble: {
    level: 'error',
    says: ({ what }) => `the store: ${what}`,
    count: (meters) => meters.add('countermand_store_troubles_total', 1),
  },
  AuditSealed: {
    level: 'debug',
    says: ({ entries }) => `a head was signed over ${entries} entries of the record`,
    count: (meters) => meters.add('countermand_audit_heads_total', 1),
  },
  AuditTrouble: {
    level: 'error',
    says: ({ what }) => `the record: ${what}`,
    count: (meters) => meters.add('countermand_audit_troubles_total', 1),
  },
  SignInRefused: {
    level: 'warn',
    says: ({ says }) => `a sign-in was refused: ${says}`,
    count: (meters) => meters.add('countermand_sign_ins_refused_total', 1),
  },
  OwnCaseRefused: {
    level: 'error',
    says: ({ says }) => says,
    count: (meters) => meters.add('countermand_own_case_acts_refused_total', 1),
  },
  InstructionRefused: {
    level: 'warn',
    says: ({ says }) => `what a person asked for was refused: ${says}`,
    count: (meters) => meters.add('countermand_instructions_refused_total', 1),
  },
  ContainmentMoved: {
    level: ({ state }) => (state === 'escalated' ? 'error' : 'warn'),
    says: ({ state, says }) => `containment ${state}: ${says}`,
    count: (meters, { state }) => meters.add('countermand_containments_total', 1, { state }),
  },
  PreauthorisationIgnored: {
    level: 'error',
    says: ({ says }) => `a pre-authorisation does not count: ${says}`,
    count: (meters) => meters.add('countermand_preauthorisations_ignored_total', 1),
  },
  NotifyTrouble: {
    level: 'warn',
    says: ({ what }) => `notify: ${what}`,
    count: (meters) => meters.add('countermand_notify_failures_total', 1),
  },
  NotifySent: {
    level: 'info',
    says: ({ tries }) => `notified${tries > 1 ? ` at try ${tries}` : ''}`,
    count: (meters) => meters.add('countermand_notifications_sent_total', 1),
  },
  NotifyDropped: {
    level: 'error',
    says: ({ says }) => `nobody was notified of an alert: ${says}`,
    count: (meters) => meters.add('countermand_notifications_dropped_total', 1),
  },
  ChangesReceived: {
    level: 'trace',
    says: () => 'changes received',
    count: (meters, { accepted, repeated, refused }) => {
      for (const [outcome, changes] of Object.entries({ accepted, repeated, refused }))
        meters.add('countermand_changes_received_total', changes, { outcome })
    },
  },
  RequestRefused: {
    level: 'info',
    says: ({ route, says }) => `request to ${route} refused: ${says}`,
    count: (meters) => meters.add('countermand_requests_refused_total', 1),
  },
  LiveTrouble: {
    level: 'error',
    says: ({ what }) => `the live feed: ${what}`,
    count: (meters) => meters.add('countermand_live_troubles_total', 1),
  },
  SocketOpened: {
    level: 'debug',
    says: () => 'a console connected',
    count: (meters) => meters.add('countermand_websocket_clients', 1),
  },
  SocketClosed: {
    level: 'debug',
    says: ({ says }) => `a console disconnected: ${says}`,
    count: (meters, { code }) => {
      meters.add('countermand_websocket_clients', -1)
      meters.add('countermand_websocket_closes_total', 1, { code: String(code) })
    },
  },
  ReferenceLoaded: {
    level: 'info',
    says: ({ table, rows }) => `${table}: ${rows} rows loaded`,
    count: (meters, { table }) => {
      meters.add('countermand_reference_loads_total', 1, { table, outcome: 'accepted' })
      meters.set('countermand_reference_refused', 0, { table })
    },
  },
  ReferenceRefused: {
    level: 'error',
    says: ({ standing }) => standing,
    count: (meters, { table }) => {
      meters.add('countermand_reference_loads_total', 1, { table, outcome: 'refused' })
      meters.set('countermand_reference_refused', 1, { table })
    },
  },
  ReferenceAged: {
    level: 'trace',
    says: () => 'age of a reference table',
    count: (meters, { table, ageMs, rows }) => {
      meters.set('countermand_reference_age_seconds', Math.max(0, ageMs) / 1000, { table })
      meters.set('countermand_reference_rows', rows, { table })
    },
  },
  ReferenceUnreadable: {
    level: 'warn',
    says: ({ table, says }) => `${table}: ${says}`,
    count: (meters, { table }) => meters.add('countermand_reference_unreadable_total', 1, { table }),
  },
  ReferenceFieldUnread: {
    level: 'warn',
    says: ({ table, says }) => `${table}: ${says}`,
    count: () => {},
  },
  ReferenceContradicted: {
    level: 'warn',
    says: ({ table, says }) => `${table}: ${says}`,
    count: () => {},
  },
  ReferenceAsked: {
    level: 'trace',
    says: () => 'records looked up',
    count: (meters, { table, outcome, count }) =>
      meters.add('countermand_reference_lookups_total', count, { table, outcome }),
  },
  // The demo is no part of a real installation, so it has no metrics.
  DemoPastFed: {
    level: 'info',
    says: ({ changes, durationMs }) =>
      `${changes} changes of the simulated past fed in ${(durationMs / 1000).toFixed(1)} s`,
    count: () => {},
  },
  DemoTrouble: { level: 'error', says: ({ what }) => `the demo: ${what}`, count: () => {} },
  RoleStarted: {
    level: 'info',
    says: ({ role }) => `${role} started`,
    count: (meters, { role }) => meters.set('countermand_role_running', 1, { role }),
  },
  RoleStopped: {
    level: 'info',
    says: ({ role }) => `${role} stopped`,
    count: (meters, { role }) => meters.set('countermand_role_running', 0, { role }),
  },
}

export const noticeKinds = Object.keys(noticeTable) as readonly NoticeKind[]

export function countNotice<K extends NoticeKind>(kind: K, notice: ByKind[K], meters: Meters): void {
  noticeTable[kind].count(meters, notice)
}

export function levelOf<K extends NoticeKind>(kind: K, notice: ByKind[K]): Level {
  const { level } = noticeTable[kind]
  return typeof level === 'function' ? level(notice) : level
}

export function sayNotice<K extends NoticeKind>(kind: K, notice: ByKind[K]): string {
  return noticeTable[kind].says(notice)
}
