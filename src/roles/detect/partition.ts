import { withApprover } from '../../core/ask/with-approver.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { effectOf } from '../../core/change/actions.ts'
import { isUnreadable } from '../../core/change/read-change.ts'
import { deadLetterAlert } from '../../core/decision/dead-letter-alert.ts'
import { type Known, step } from '../../core/decision/step.ts'
import { type ActorMemory, watermarkOf } from '../../core/memory/actor-memory.ts'
import { useApproval } from '../../core/memory/approved.ts'
import { aheadMsMax } from '../../core/memory/clock.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type Completed, complete, type ReferenceTables } from '../../core/reference/complete.ts'
import { withNoReturn } from '../../core/reversal/no-return.ts'
import type { ReadResult } from '../../ports/change-reader.ts'
import type { Batch, LogRecord } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { DetectEdges } from '../detect.ts'
import { alertIdOf, causeOf } from '../ids.ts'
import { gatherOutputs, type Outputs } from './outputs.ts'
import { raiseAlerts } from './raise-alerts.ts'
import { actorKey, type RememberedActors } from './remembered-actors.ts'

export const noTables: ReferenceTables = { staff: undefined, accounts: undefined }

/** Heartbeats are cheap, but asking the clock for every record is not. So many take a millisecond or two: whoever asks
 *  before they act waits no longer than that behind the stream. */
const recordsPerHeartbeat = 100

/** Assesses one batch of one partition, in order. Answers what it has to say, which is not yet on the log.
 *
 *  Everything is read before anything is assessed: reading may wait for a schema and then be told to end, and a
 *  memory that has learnt half of a batch would skip that half when it comes again. */
export async function assessBatch(
  edges: DetectEdges,
  actors: RememberedActors,
  batch: Batch,
): Promise<Outputs> {
  const reads: ReadResult[] = []
  for (const { value } of batch.records) {
    const read = edges.reader.read(value)
    reads.push(read instanceof Promise ? await read : read)
    if (reads.length % recordsPerHeartbeat === 0) await batch.heartbeat()
  }
  const looked = edges.reference?.tablesFor(reads) ?? noTables
  const tables = looked instanceof Promise ? await looked : looked
  const outputs = gatherOutputs(edges.log, edges.codecs, edges.partitionOfAccount)
  const policy = edges.policy.current()
  const began = edges.clock.monotonicMs()
  for (const [index, record] of batch.records.entries()) {
    assessRecord(edges, actors, outputs, policy, tables, record, reads[index] ?? [])
    if (index % recordsPerHeartbeat === recordsPerHeartbeat - 1) await batch.heartbeat()
  }
  const durationMs = edges.clock.monotonicMs() - began
  edges.notice({ kind: 'ChangeAssessed', durationMs, count: batch.records.length })
  sayAge(edges, reads)
  return outputs
}

/** How old the newest change of a batch is: one figure a batch is enough to see a stream fall behind. */
function sayAge({ clock, notice }: DetectEdges, reads: readonly ReadResult[]): void {
  const newest = reads.at(-1)?.at(-1)
  if (newest !== undefined && !isUnreadable(newest))
    notice({ kind: 'ChangeAged', ageMs: clock.now() - newest.occurredAt })
}

function assessRecord(
  edges: DetectEdges,
  actors: RememberedActors,
  outputs: Outputs,
  policy: Policy,
  tables: ReferenceTables,
  record: LogRecord,
  read: ReadResult,
): void {
  // One record may hold several changes: of each actor all are above the watermark, or none.
  const included = new Map<string, boolean>()
  for (const change of read) {
    if (isUnreadable(change)) {
      sayUnreadable(edges, outputs, policy, record, change)
      continue
    }
    if (record.key !== null && record.key !== change.actor.id) {
      edges.notice({
        kind: 'KeyIsWrong',
        topic: record.topic,
        partition: record.partition,
        offset: record.offset,
      })
    }
    const key = actorKey(change.source, change.actor.id)
    const memory = actors.get(key)
    const isNew = included.get(key) ?? (memory === undefined || watermarkOf(memory) < record.offset)
    included.set(key, isNew)
    if (!isNew) continue
    if (isOurOwn(edges, change)) {
      outputs.sighting(sightingOf(change, edges.clock.now()))
      outputs.own(change)
      continue
    }
    const clocked = withNoReturn(change, policy.noReturn)
    const completed = { ...complete(clocked, tables, record.timestampMs), asOf: tables.asOf }
    assessChange(edges, actors, outputs, policy, completed, key, record)
  }
}

function assessChange(
  edges: DetectEdges,
  actors: RememberedActors,
  outputs: Outputs,
  policy: Policy,
  { change: completed, filled, asOf }: Completed & { readonly asOf: ReferenceTables['asOf'] | undefined },
  key: string,
  record: LogRecord,
): void {
  // A time far ahead of its arrival must not close days that have not been.
  const believedAt = Math.min(completed.occurredAt, record.timestampMs + aheadMsMax)
  const { partition } = record
  const taught = policy.peers?.taught
  const baselines = edges.baselines.at(believedAt, actors, partition, outputs.baseline, taught)
  const memory = actors.get(key)
  const approval = approvalOf(memory, completed, believedAt)
  const change = approval === undefined ? completed : withApprover(completed, approval.by)
  const known: Known = {
    memory: approval?.memory ?? memory,
    arrivedAt: record.timestampMs,
    offset: record.offset,
    neverKnown: edges.neverKnown,
    suspects: edges.suspects.asOf(change.occurredAt),
    filled,
    tablesAsOf: asOf,
    ...(baselines !== undefined && { baselines }),
    ...(approval !== undefined && { approvedBefore: true }),
  }
  if (approval !== undefined) edges.notice({ kind: 'ApprovalUsed' })
  const stepped = step(change, known, policy)
  edges.baselines.count(actors, stepped)
  actors.set(key, stepped.learned)
  outputs.assessed(change, stepped, policy, asOf)
  if (stepped.decision.alerts) raiseAlerts(edges, outputs, policy, { change, known, stepped })
}

/** Few ever ask, so for most no hash is made. What the platform refused has not used the yes. */
function approvalOf(memory: ActorMemory | undefined, change: AccountChange, at: number) {
  if (memory === undefined || memory.approved.length === 0) return undefined
  const isDone = change.outcome === 'done' || change.outcome === 'partial'
  return isDone ? useApproval(memory, causeOf(change), at) : undefined
}

/** Our own undoing comes back as a change. A claim to be us is believed only of our own service account, and
 *  only where it gives or guards: staff who write our name under a deactivation are scored like anybody. */
function isOurOwn(edges: DetectEdges, change: AccountChange): boolean {
  return (
    change.causedBy !== undefined &&
    change.actor.id === edges.serviceActorOf(change.source) &&
    (effectOf[change.action] === 'lifts' || change.action === 'lock')
  )
}

function sightingOf(change: AccountChange, seenAt: number) {
  return {
    commandId: change.causedBy ?? '',
    source: change.source,
    eventId: change.eventId,
    accountId: change.account.id,
    action: change.action,
    occurredAt: change.occurredAt,
    seenAt,
    ...(change.account.stateAfter !== undefined && { state: change.account.stateAfter }),
    ...(change.account.version !== undefined && { version: change.account.version }),
  }
}

function sayUnreadable(
  edges: DetectEdges,
  outputs: Outputs,
  policy: Policy,
  record: LogRecord,
  unreadable: Extract<ReadResult[number], { unreadable: unknown }>,
): void {
  const { topic, partition, offset } = record
  outputs.deadLetter(record, unreadable, edges.clock.now())
  edges.notice({ kind: 'ChangeUnreadable', reason: unreadable.unreadable, topic, partition, offset })
  if (!unreadable.mayRestrict) return
  const place = `${topic}/${partition}/${offset}`
  const alert = deadLetterAlert(unreadable, policy, {
    alertId: alertIdOf(topic, place, 'dead-letter'),
    eventId: place,
    source: topic,
    raisedAt: edges.clock.now(),
    recordedAt: record.timestampMs,
  })
  outputs.alert(alert)
  edges.notice({ kind: 'AlertRaised', severity: alert.severity, alertKind: alert.kind })
}

export const detectTopics = (changesTopic: string) =>
  [changesTopic, ownTopics.verdicts.name, ownTopics.relations.name, ownTopics.approvals.name] as const
