import { describe, expect, it } from 'vitest'
import { metricTable } from '../../../src/edges/telemetry/metric-table.ts'
import { noticeKinds } from '../../../src/edges/telemetry/notice-table.ts'
import { openTelemetry } from '../../../src/edges/telemetry/telemetry.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Notice } from '../../../src/ports/notice.ts'

/** Telemetry whose lines and clock are in the test's hands. */
function inHand(level: 'trace' | 'info' = 'trace') {
  const lines: Record<string, unknown>[] = []
  let nowMs = 0
  const telemetry = openTelemetry({
    level,
    processMetrics: false,
    destination: { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
    monotonicMs: () => nowMs,
  })
  return {
    ...telemetry,
    lines,
    pass: (ms: number) => {
      nowMs += ms
    },
    /** The value of one series, `undefined` where it is not on the page. */
    value: async (series: string) => {
      const line = (await telemetry.metrics()).split('\n').find((row) => row.startsWith(`${series} `))
      return line === undefined ? undefined : Number(line.slice(series.length + 1))
    },
  }
}

const oneOfEach: readonly Notice[] = [
  { kind: 'ChangeAssessed', durationMs: 2, count: 100 },
  { kind: 'ChangeAged', ageMs: 40 },
  { kind: 'ChangeUnreadable', reason: 'not-avro', topic: 'account.changes', partition: 3, offset: 7 },
  { kind: 'AlertRaised', severity: 'critical', alertKind: 'change' },
  { kind: 'VerdictTaughtNothing' },
  { kind: 'ApprovalUsed' },
  { kind: 'CheckAnswered', answer: 'second-person', severity: 'medium', durationMs: 3 },
  { kind: 'CheckRefused' },
  { kind: 'QuestionAnswered', opinion: 'approved', by: 'm.ito' },
  { kind: 'KeyIsWrong', topic: 'account.changes', partition: 0, offset: 1 },
  { kind: 'MemoryRestored', of: 'actors', partition: 2, count: 61, staleRecords: 1, durationMs: 210 },
  { kind: 'MemoryEvicted', of: 'accounts', count: 5 },
  { kind: 'RowsRelated', durationMs: 1, count: 500 },
  { kind: 'DecisionUndone', afterMs: 60_000 },
  { kind: 'LagSeen', topic: 'account.changes', partition: 3, records: 1200 },
  { kind: 'LogTrouble', what: 'broker away', cause: new Error('ECONNREFUSED') },
  { kind: 'RecordsMissed', group: 'g', topic: 'account.changes', partition: 1, wanted: 10, earliest: 25 },
  { kind: 'GroupRejoined', group: 'g', says: 'no fetch for 30 s' },
  { kind: 'SchemaWaits', schemaId: 12, cause: undefined },
  { kind: 'MappingLeavesOpen', says: 'platform shop: not how they stand after unlock' },
  { kind: 'PolicyLoaded', policy: '0123456789ab', path: 'schemas/policies/default.yaml' },
  { kind: 'PolicyRefused', path: 'mine.yaml', faults: ['line 3: bands.low is "x", a number is needed'] },
  {
    kind: 'ReversalMoved',
    state: 'escalated',
    countermeasure: 'restore',
    says: 'not seen within 10 s',
    reversalId: 'r1',
  },
  { kind: 'ReversalConfirmed', afterSeconds: 0.42 },
  { kind: 'ReversalBlocked', by: ['cooldown'], alertId: 'a1' },
  { kind: 'KillSwitchTurned', on: true, says: 'drill' },
  { kind: 'KillSwitchSeen', on: true },
  { kind: 'SwitchRecordRefused', says: 'it is not signed' },
  { kind: 'BreakerSeen', open: false },
  { kind: 'BreakerOpened', cause: 'share', says: '8 of 20' },
  { kind: 'BreakerTightened', says: '5 of 10' },
  { kind: 'Demoted', scope: 'tier everyone', says: '3 of the last 10' },
  { kind: 'DoubtsSeen', gates: ['lag'], says: ['alerts are read 40 s late'] },
  { kind: 'PlatformTrouble', what: 'read failed', cause: undefined },
  { kind: 'StoreTrouble', what: 'ledger', cause: undefined },
  { kind: 'AuditSealed', entries: 1_000 },
  { kind: 'AuditTrouble', what: 'heads cannot be kept', cause: undefined },
  { kind: 'SignInRefused', says: 'wrong secret' },
  { kind: 'OwnCaseRefused', caseId: 'c1', says: 'somebody tried to act on a case about themself' },
  { kind: 'InstructionRefused', instructionId: 'i1', says: 'the kill switch is on' },
  { kind: 'ContainmentMoved', state: 'contained', says: 'seen contained', containId: 'c1' },
  { kind: 'PreauthorisationIgnored', intendedId: 'p1', says: 'it had expired' },
  { kind: 'NotifyTrouble', what: 'HTTP 503', cause: undefined },
  { kind: 'NotifySent', alertId: 'a1', tries: 2 },
  { kind: 'NotifyDropped', alertId: 'a2', says: 'older than an hour' },
  { kind: 'ChangesReceived', accepted: 7, repeated: 2, refused: 1 },
  { kind: 'RequestRefused', route: '/v1/changes', says: 'signature does not match' },
  { kind: 'LiveTrouble', what: 'snapshot', cause: undefined },
  { kind: 'DemoPastFed', changes: 9_000, durationMs: 1_500 },
  { kind: 'DemoTrouble', what: 'staff', cause: undefined },
  { kind: 'SocketOpened' },
  { kind: 'SocketClosed', code: 1001, says: 'gone away' },
  { kind: 'ReferenceLoaded', table: 'staff.records', rows: 312, durationMs: 40 },
  { kind: 'ReferenceRefused', table: 'staff.records', reason: 'it is empty', standing: 'staff.records: …' },
  { kind: 'ReferenceAged', table: 'account.profiles', ageMs: 60_000, rows: 1_000_000 },
  { kind: 'ReferenceContradicted', table: 'staff.records', says: '1 row says otherwise' },
  { kind: 'ReferenceFieldUnread', table: 'staff.records', says: '`hireAt` is not read' },
  { kind: 'ReferenceUnreadable', table: 'staff.records', says: 'line 3: id: must be given' },
  { kind: 'ReferenceAsked', table: 'staff.records', outcome: 'cached', count: 40 },
  { kind: 'RoleStarted', role: 'detect' },
  { kind: 'RoleStopped', role: 'reverse' },
]

describe('what happened becomes a metric', () => {
  it('knows one of each kind of notice here', () => {
    expect(oneOfEach.map((notice) => notice.kind).toSorted()).toEqual([...noticeKinds].toSorted())
  })

  // What one of each adds up to. A metric of the table that no row names here has no notice to feed it.
  it.each([
    ['countermand_changes_assessed_total', 100],
    ['countermand_step_duration_seconds_sum', 0.00002],
    ['countermand_event_age_seconds_bucket{le="0.05"}', 1],
    ['countermand_event_age_seconds_sum', 0.04],
    ['countermand_changes_ahead_total', 0],
    ['countermand_decode_failures_total{reason="not-avro"}', 1],
    ['countermand_dead_letters_total{topic="changes"}', 1],
    ['countermand_wrong_keys_total', 1],
    ['countermand_lag_records{topic="changes",partition="3"}', 1200],
    ['countermand_log_troubles_total', 1],
    ['countermand_records_missed_total{topic="changes"}', 15],
    ['countermand_group_rejoins_total', 1],
    ['countermand_schema_waits_total', 1],
    ['countermand_changes_received_total{outcome="accepted"}', 7],
    ['countermand_changes_received_total{outcome="repeated"}', 2],
    ['countermand_changes_received_total{outcome="refused"}', 1],
    ['countermand_alerts_total{severity="critical",kind="change"}', 1],
    ['countermand_verdicts_not_learnt_total', 1],
    ['countermand_rows_related_total', 500],
    ['countermand_relate_duration_seconds_sum', 0.000002],
    ['countermand_decisions_undone_total', 1],
    ['countermand_memory_restored_total{of="actors"}', 61],
    ['countermand_memory_stale_records_total', 1],
    ['countermand_memory_restore_duration_seconds_sum', 0.21],
    ['countermand_memory_evicted_total{of="accounts"}', 5],
    ['countermand_policy_info{policy="0123456789ab"}', 1],
    ['countermand_policy_refused', 1],
    ['countermand_reversals_total{state="escalated",countermeasure="restore"}', 1],
    ['countermand_event_to_confirmed_seconds_bucket{le="0.5"}', 1],
    ['countermand_reversals_blocked_total{gate="cooldown"}', 1],
    ['countermand_kill_switch_on', 1],
    ['countermand_switch_records_refused_total', 1],
    ['countermand_breaker_open', 1],
    ['countermand_breaker_opened_total{cause="share"}', 1],
    ['countermand_demotions_total', 1],
    ['countermand_in_doubt{gate="lag"}', 1],
    ['countermand_in_doubt{gate="feeds"}', 0],
    ['countermand_instructions_refused_total', 1],
    ['countermand_containments_total{state="contained"}', 1],
    ['countermand_preauthorisations_ignored_total', 1],
    ['countermand_store_troubles_total', 1],
    ['countermand_live_troubles_total', 1],
    ['countermand_platform_troubles_total', 1],
    ['countermand_notifications_sent_total', 1],
    ['countermand_notify_failures_total', 1],
    ['countermand_notifications_dropped_total', 1],
    ['countermand_requests_refused_total', 1],
    ['countermand_websocket_clients', 0],
    ['countermand_websocket_closes_total{code="1001"}', 1],
    ['countermand_role_running{role="detect"}', 1],
    ['countermand_role_running{role="reverse"}', 0],
    ['countermand_reference_loads_total{table="staff.records",outcome="accepted"}', 1],
    ['countermand_reference_loads_total{table="staff.records",outcome="refused"}', 1],
    ['countermand_reference_refused{table="staff.records"}', 1],
    ['countermand_reference_age_seconds{table="account.profiles"}', 60],
    ['countermand_reference_rows{table="account.profiles"}', 1_000_000],
    ['countermand_reference_unreadable_total{table="staff.records"}', 1],
    ['countermand_reference_lookups_total{table="staff.records",outcome="cached"}', 40],
    ['countermand_notices_unlogged_total', 0],
    ['countermand_notices_failed_total', 0],
  ])('%s is %d', async (series, expected) => {
    const { notice, value } = inHand()
    oneOfEach.forEach(notice)
    expect(await value(series)).toBeCloseTo(expected, 9)
  })

  it('shows every metric of the table with its help and type', async () => {
    const page = await inHand().metrics()
    for (const { name, type, help } of metricTable) {
      expect(page).toContain(`# HELP ${name} ${help}`)
      expect(page).toContain(`# TYPE ${name} ${type}`)
    }
  })

  it('shows a counter at 0 before anything happened, so that its first increase is seen', async () => {
    const { value } = inHand()
    expect(await value('countermand_reversals_total{state="escalated",countermeasure="restore"}')).toBe(0)
  })

  it('counts a change from the future as new, and says that a clock is wrong', async () => {
    const { notice, value } = inHand()
    notice({ kind: 'ChangeAged', ageMs: -5_000 })
    expect(await value('countermand_event_age_seconds_sum')).toBe(0)
    expect(await value('countermand_changes_ahead_total')).toBe(1)
  })

  it('shows one policy at a time', async () => {
    const { notice, metrics } = inHand()
    notice({ kind: 'PolicyLoaded', policy: '0123456789ab', path: 'p' })
    notice({ kind: 'PolicyLoaded', policy: 'ba9876543210', path: 'p' })
    const series = (await metrics()).split('\n').filter((line) => line.startsWith('countermand_policy_info'))
    expect(series).toEqual(['countermand_policy_info{policy="ba9876543210"} 1'])
  })

  it('forgets the lag of a partition that went to another instance', async () => {
    const { notice, value, pass } = inHand()
    notice({ kind: 'LagSeen', topic: 'account.changes', partition: 0, records: 9 })
    pass(40_000)
    notice({ kind: 'LagSeen', topic: 'account.changes', partition: 1, records: 4 })
    pass(40_000)
    expect(await value('countermand_lag_records{topic="changes",partition="0"}')).toBeUndefined()
    expect(await value('countermand_lag_records{topic="changes",partition="1"}')).toBe(4)
  })

  it('survives a notice that cannot be counted, and says so', async () => {
    const { notice, value, lines } = inHand()
    notice({ kind: 'ReversalConfirmed', afterSeconds: Number.NaN })
    expect(await value('countermand_notices_failed_total')).toBe(1)
    expect(lines).toMatchObject([{ level: 'error', says: 'this notice could not be counted' }])
  })
})

describe('what happened becomes a log line', () => {
  it('carries the sentence and every field of the notice', () => {
    const { notice, lines } = inHand('info')
    notice({ kind: 'ChangeUnreadable', reason: 'empty', topic: 'account.changes', partition: 3, offset: 7 })
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        kind: 'ChangeUnreadable',
        reason: 'empty',
        topic: 'account.changes',
        partition: 3,
        offset: 7,
        says: 'a record could not be read (empty) and is kept as a dead letter',
      },
    ])
  })

  it('is louder for a reversal that a person must look at', () => {
    const { notice, lines } = inHand('info')
    const moved = { kind: 'ReversalMoved', countermeasure: 'restore', says: 'x', reversalId: 'r' } as const
    for (const state of ['acked', 'escalated']) notice({ ...moved, state })
    expect(lines.map((line) => line.level)).toEqual(['info', 'error'])
  })

  it('tells what caused a failure, and the stack only of a fault in the program', () => {
    const { notice, lines } = inHand('info')
    const refused = new Error('connect ECONNREFUSED')
    const cause = new EdgeError('log-unavailable', 'no broker answers', { retryable: true, cause: refused })
    notice({ kind: 'LogTrouble', what: 'fetch', cause })
    notice({ kind: 'LogTrouble', what: 'fetch', cause: new TypeError('x is undefined') })
    expect(lines[0]).toMatchObject({
      cause: 'EdgeError (log-unavailable): no broker answers <- Error: connect ECONNREFUSED',
    })
    expect(lines[0]).not.toHaveProperty('stack')
    expect(lines[1]).toHaveProperty('stack')
  })

  it('is not written for what happens with every change', () => {
    const { notice, lines } = inHand('info')
    notice({ kind: 'ChangeAged', ageMs: 5 })
    expect(lines).toEqual([])
  })

  it('stops at ten of a kind in a second, counts the rest and says how many', async () => {
    const { notice, lines, pass, value, close } = inHand('info')
    for (let offset = 0; offset < 500; offset++)
      notice({ kind: 'KeyIsWrong', topic: 'account.changes', partition: 0, offset })
    notice({ kind: 'KillSwitchTurned', on: true, says: 'drill' })
    expect(lines.map((line) => line.kind)).toEqual([
      ...Array.from({ length: 10 }, () => 'KeyIsWrong'),
      'KillSwitchTurned',
    ])
    pass(1_000)
    notice({ kind: 'KeyIsWrong', topic: 'account.changes', partition: 0, offset: 500 })
    close()
    expect(lines.slice(11).map((line) => line.says)).toEqual([
      expect.stringContaining('not keyed by its actor'),
      '490 more lines of KeyIsWrong held back',
    ])
    expect(await value('countermand_wrong_keys_total')).toBe(501)
    expect(await value('countermand_notices_unlogged_total')).toBe(490)
  })
})
