import { askAnswers } from '../../core/ask/answer.ts'
import { unreadableCodes } from '../../core/change/unreadable.ts'
import { alertKinds } from '../../core/decision/alert.ts'
import { severities } from '../../core/policy/severity.ts'
import { containStates } from '../../core/reversal/contain.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import { doubtGates } from '../../core/reversal/doubts.ts'
import { gates } from '../../core/reversal/gates.ts'
import { reversalStates } from '../../core/reversal/reversal.ts'
import { roleNames } from '../../ports/role.ts'
import { ownTopics } from '../../ports/topics.ts'
import { referenceMetrics } from './reference-metrics.ts'

/** One metric: all that a dashboard, an alert rule or the README may know of it. */
export interface MetricSpec {
  readonly name: `countermand_${string}`
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Of the value, as Prometheus counts it: seconds, never milliseconds. */
  readonly unit: string
  /** Every label with all the values it may take: what is not listed is counted as `other`. */
  readonly labels?: Readonly<Record<string, readonly string[] | OneAtATime>>
  readonly buckets?: readonly number[]
  readonly help: string
}

/** A label whose value changes over time, where only the present one is shown. Twelve hex digits. */
export type OneAtATime = 'one at a time'

const memoriesOf = ['actors', 'accounts', 'suspects'] as const

const countermeasures: readonly Countermeasure[] = ['preserve', 'restore', 'protect', 'restrict']

/** Partitions beyond these share the label `other`. */
const partitions = Array.from({ length: 256 }, (_, partition) => String(partition))

/** The topic that changes arrive on is named by a setting, so its label is not: it is `changes`. */
export const topicLabels = ['changes', ...Object.values(ownTopics).map((topic) => topic.name)]
/** Memories are read back, never followed, and what is written for others is followed by others: we lag behind none
 *  of these. */
const followed = [
  'changes',
  ...Object.values(ownTopics).flatMap((topic) => (topic.compacted || 'readBy' in topic ? [] : [topic.name])),
]

/** From a heartbeat to the 660 seconds that the restore of 2017 took; fine around the promised 3. */
const secondsToPeople = [
  0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 30, 60, 120, 300, 660,
]

/** A step takes tens of microseconds; 50 ms is the most that any input may cost. */
const secondsOfStep = [
  0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.01, 0.05,
]

/** A tool waits for it, and goes by its own default after 50 ms or so. */
const secondsOfCheck = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

/** Every metric there is, apart from those of the process itself. */
export const metricTable = [
  {
    name: 'countermand_changes_assessed_total',
    type: 'counter',
    unit: 'changes',
    help: 'Changes that got their second look.',
  },
  {
    name: 'countermand_step_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsOfStep,
    help: 'Time to assess one change: the mean of each batch.',
  },
  {
    name: 'countermand_event_age_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsToPeople,
    help: 'Age of a change when it was assessed.',
  },
  {
    name: 'countermand_changes_ahead_total',
    type: 'counter',
    unit: 'changes',
    help: 'Changes that say they occurred more than a second after our own clock: somebody’s clock is wrong.',
  },
  {
    name: 'countermand_decode_failures_total',
    type: 'counter',
    unit: 'records',
    labels: { reason: unreadableCodes },
    help: 'Records that could not be read as changes.',
  },
  {
    name: 'countermand_dead_letters_total',
    type: 'counter',
    unit: 'records',
    labels: { topic: topicLabels },
    help: 'Records kept as dead letters, by the topic they came from.',
  },
  {
    name: 'countermand_wrong_keys_total',
    type: 'counter',
    unit: 'records',
    help: 'Changes whose record is not keyed by their actor.',
  },
  {
    name: 'countermand_lag_records',
    type: 'gauge',
    unit: 'records',
    labels: { topic: followed, partition: partitions },
    help: 'Records appended but not yet handled, for the partitions that this instance reads.',
  },
  {
    name: 'countermand_log_troubles_total',
    type: 'counter',
    unit: 'troubles',
    help: 'Failures of the log: broker away, fetch stalled, append refused.',
  },
  {
    name: 'countermand_records_missed_total',
    type: 'counter',
    unit: 'records',
    labels: { topic: topicLabels },
    help: 'Records that the log deleted before they were read: nobody took a second look at them.',
  },
  {
    name: 'countermand_group_rejoins_total',
    type: 'counter',
    unit: 'rejoins',
    help: 'Times that a reader had to be built anew because it had stopped.',
  },
  {
    name: 'countermand_schema_waits_total',
    type: 'counter',
    unit: 'waits',
    help: 'Times that a record had to wait for a schema nobody could look up.',
  },
  {
    name: 'countermand_changes_received_total',
    type: 'counter',
    unit: 'changes',
    labels: { outcome: ['accepted', 'repeated', 'refused'] },
    help: 'Changes that came in over HTTP.',
  },
  {
    name: 'countermand_checks_total',
    type: 'counter',
    unit: 'checks',
    labels: { answer: [...askAnswers, 'elsewhere'] },
    help: 'Answers to tools that asked before they acted; elsewhere: another instance knows the actor.',
  },
  {
    name: 'countermand_check_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsOfCheck,
    help: 'Time to answer one of them, from its body to the answer.',
  },
  {
    name: 'countermand_questions_answered_total',
    type: 'counter',
    unit: 'questions',
    labels: { opinion: ['approved', 'refused'] },
    help: 'What second persons said to what was not done yet.',
  },
  {
    name: 'countermand_approvals_used_total',
    type: 'counter',
    unit: 'changes',
    help: 'Changes that came as a second person had approved them beforehand.',
  },
  {
    name: 'countermand_alerts_total',
    type: 'counter',
    unit: 'alerts',
    labels: { severity: severities, kind: alertKinds },
    help: 'Alerts raised.',
  },
  {
    name: 'countermand_verdicts_not_learnt_total',
    type: 'counter',
    unit: 'verdicts',
    help: 'Changes called meant that memory had let go, or learnt before.',
  },
  {
    name: 'countermand_rows_related_total',
    type: 'counter',
    unit: 'rows',
    help: 'Assessed changes held against what others did: one change is one to four rows.',
  },
  {
    name: 'countermand_relate_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsOfStep,
    help: 'Time to relate one row: the mean of each batch.',
  },
  {
    name: 'countermand_decisions_undone_total',
    type: 'counter',
    unit: 'changes',
    help: 'Restrictions that another hand gave back within seven days.',
  },
  {
    name: 'countermand_memory_restored_total',
    type: 'counter',
    unit: 'memories',
    labels: { of: memoriesOf },
    help: 'Memories read back when a partition was taken over.',
  },
  {
    name: 'countermand_memory_stale_records_total',
    type: 'counter',
    unit: 'records',
    help: 'Older memories found after newer ones: an instance that stalled had written on.',
  },
  {
    name: 'countermand_memory_restore_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsToPeople,
    help: 'Time to read back the memory of one partition.',
  },
  {
    name: 'countermand_memory_evicted_total',
    type: 'counter',
    unit: 'memories',
    labels: { of: memoriesOf },
    help: 'Memories let go, the idlest first, because there was no more room.',
  },
  {
    name: 'countermand_policy_info',
    type: 'gauge',
    unit: 'none',
    labels: { policy: 'one at a time' },
    help: 'Always 1: the label is the hash of the policy in force.',
  },
  {
    name: 'countermand_policy_refused',
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the policy on disk has faults and the last good one stays in force.',
  },
  {
    name: 'countermand_reversals_total',
    type: 'counter',
    unit: 'reversals',
    labels: { state: reversalStates, countermeasure: countermeasures },
    help: 'Reversals that came into a state.',
  },
  {
    name: 'countermand_event_to_confirmed_seconds',
    type: 'histogram',
    unit: 'seconds',
    buckets: secondsToPeople,
    help: 'From the change to the account seen restored.',
  },
  {
    name: 'countermand_reversals_blocked_total',
    type: 'counter',
    unit: 'reversals',
    labels: { gate: gates.map((gate) => gate.name) },
    help: 'Reversals kept from being automatic, once for each gate that was closed.',
  },
  {
    name: 'countermand_kill_switch_on',
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the kill switch holds back every automatic reversal.',
  },
  {
    name: 'countermand_switch_records_refused_total',
    type: 'counter',
    unit: 'records',
    help: 'Records on countermand.switches that turned nothing: unsigned, wrongly signed, replayed.',
  },
  {
    name: 'countermand_breaker_open',
    type: 'gauge',
    unit: '0 or 1',
    help: '1 while the breaker is open: it opens by itself, and two people close it.',
  },
  {
    name: 'countermand_breaker_opened_total',
    type: 'counter',
    unit: 'openings',
    labels: { cause: ['share', 'failures'] },
    help: 'Times that the breaker opened, by what opened it.',
  },
  {
    name: 'countermand_demotions_total',
    type: 'counter',
    unit: 'demotions',
    help: 'Times that a tier or a rule lost a mode because analysts overturned its undoings.',
  },
  {
    name: 'countermand_in_doubt',
    type: 'gauge',
    unit: '0 or 1',
    labels: { gate: doubtGates },
    help: '1 while the machine holds itself back: it is behind, its clock is off, a feed is stale, the policy has faults.',
  },
  {
    name: 'countermand_instructions_refused_total',
    type: 'counter',
    unit: 'instructions',
    help: 'What a person asked for and a gate, the policy or the state of the account forbade.',
  },
  {
    name: 'countermand_containments_total',
    type: 'counter',
    unit: 'containments',
    labels: { state: containStates },
    help: 'Containments of an actor that came into a state.',
  },
  {
    name: 'countermand_preauthorisations_ignored_total',
    type: 'counter',
    unit: 'pre-authorisations',
    help: 'Pre-authorisations about a change that did not count: forged, expired, of one person alone.',
  },
  {
    name: 'countermand_audit_heads_total',
    type: 'counter',
    unit: 'heads',
    help: 'Heads signed over the record: one for 1,000 entries or a minute.',
  },
  {
    name: 'countermand_audit_troubles_total',
    type: 'counter',
    unit: 'troubles',
    help: 'Times that the record could not be written, signed or carried to its second place.',
  },
  {
    name: 'countermand_sign_ins_refused_total',
    type: 'counter',
    unit: 'sign-ins',
    help: 'Sign-ins refused: wrong secret, unknown or disabled person, too many tries.',
  },
  {
    name: 'countermand_own_case_acts_refused_total',
    type: 'counter',
    unit: 'acts',
    help: 'Acts on a case about the person themself, or about their team, that were refused.',
  },
  {
    name: 'countermand_store_troubles_total',
    type: 'counter',
    unit: 'troubles',
    help: 'Failures of the store: cases, ledger and budgets.',
  },
  {
    name: 'countermand_platform_troubles_total',
    type: 'counter',
    unit: 'troubles',
    help: 'Failures of the platform’s account service.',
  },
  {
    name: 'countermand_notifications_sent_total',
    type: 'counter',
    unit: 'notifications',
    help: 'Notifications that the receiver accepted.',
  },
  {
    name: 'countermand_notify_failures_total',
    type: 'counter',
    unit: 'tries',
    help: 'Tries to notify that failed, each counted.',
  },
  {
    name: 'countermand_notifications_dropped_total',
    type: 'counter',
    unit: 'notifications',
    help: 'Notifications given up: refused by the receiver, too old, or no room to wait.',
  },
  {
    name: 'countermand_requests_refused_total',
    type: 'counter',
    unit: 'requests',
    help: 'HTTP requests refused: not signed in, not permitted, malformed, too many.',
  },
  {
    name: 'countermand_live_troubles_total',
    type: 'counter',
    unit: 'troubles',
    help: 'Failures of the live feed: a snapshot or a delta that could not be made.',
  },
  {
    name: 'countermand_websocket_clients',
    type: 'gauge',
    unit: 'clients',
    help: 'Consoles connected to the live feed now.',
  },
  {
    name: 'countermand_websocket_closes_total',
    type: 'counter',
    unit: 'closes',
    labels: { code: ['1000', '1001', '1005', '1006', '1008', '1009', '1011', '1012', '1013'] },
    help: 'Live feeds closed, by the code of RFC 6455.',
  },
  {
    name: 'countermand_role_running',
    type: 'gauge',
    unit: '0 or 1',
    labels: { role: roleNames },
    help: '1 while the role runs in this process.',
  },
  {
    name: 'countermand_notices_unlogged_total',
    type: 'counter',
    unit: 'lines',
    help: 'Log lines held back in a flood; the log says how many, and this does too.',
  },
  {
    name: 'countermand_notices_failed_total',
    type: 'counter',
    unit: 'notices',
    help: 'Notices that could not be counted: a fault in Countermand itself.',
  },
  ...referenceMetrics,
] as const satisfies readonly MetricSpec[]

export type MetricName = (typeof metricTable)[number]['name']
