import { alertOf } from '../../core/decision/alert-of.ts'
import type { Outcome } from '../../core/decision/decide.ts'
import type { Known } from '../../core/decision/step.ts'
import { identity } from '../../core/memory/identity.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type AccountMemory, newAccountMemory } from '../../core/relate/account-memory.ts'
import { withSeen } from '../../core/relate/account-state.ts'
import { bareChange } from '../../core/relate/ghost.ts'
import { learnActed } from '../../core/relate/learn-row.ts'
import { type Related, relate, relateOrigin } from '../../core/relate/relate.ts'
import type { Carried } from '../../core/relate/row.ts'
import { withoutOthers } from '../../core/what-if/without-others.ts'
import type { Batch, NewRecord } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import { alertIdOf, campaignIdOf } from '../ids.ts'
import { encodeJson } from '../json.ts'
import type { Sayings } from '../keyed/keyed-work.ts'
import type { Remembered } from '../keyed/remembered.ts'
import type { RelateEdges } from '../relate.ts'
import { type Entry, entriesOf } from './read-digest.ts'

type RowEntry = Extract<Entry, { readonly row: unknown }>

/** Relates one batch of one partition of the digest, in order of event time. Answers what it has to say, which is
 *  not yet on the log.
 *
 *  A memory that includes a record's offset has taken all of it: its outputs are durable, and it is passed over.
 *  That is asked of the memory as it was before the batch, because sorting mixes records. */
export function relateBatch(
  edges: Required<RelateEdges>,
  accounts: Remembered<AccountMemory>,
  batch: Batch,
): Sayings {
  const { clock, notice } = edges
  const policy = edges.policy.current()
  const began = clock.monotonicMs()
  const entries = entriesOf(batch.records, edges.readDigest)
  const included = new Map<string, number>()
  const outputs = gatherOutputs(edges)
  for (const entry of entries) {
    const before = accounts.get(entry.key)
    const upTo = included.get(entry.key) ?? before?.watermark ?? -1
    included.set(entry.key, upTo)
    if (entry.offset <= upTo) continue
    const after = takeEntry(edges, outputs, policy, entry, before)
    if (after === before || after === newAccountMemory) continue
    accounts.set(entry.key, { ...after, watermark: Math.max(after.watermark, entry.offset) })
  }
  notice({ kind: 'RowsRelated', count: entries.length, durationMs: clock.monotonicMs() - began })
  return outputs
}

function takeEntry(
  edges: RelateEdges,
  outputs: Outputs,
  policy: Policy,
  entry: Entry,
  before: AccountMemory | undefined,
): AccountMemory {
  if (entry.of === 'actor') {
    return learnActed(before ?? newAccountMemory, identity(entry.accountId), entry.at)
  }
  if (entry.of === 'state') return withSeen(before ?? newAccountMemory, entry.state, entry.at)
  const by = { policy, neverKnown: edges.neverKnown }
  const related = entry.of === 'account' ? relate(entry.row, before, by) : relateOrigin(entry.row, before, by)
  if (related.raised !== undefined) outputs.raise(entry, related, policy)
  if (related.ghost !== undefined) outputs.tellGhost(entry, related.ghost, policy)
  if (related.undone !== undefined) {
    outputs.tell(related.undone.actorId, related.undone)
    edges.notice({ kind: 'DecisionUndone', afterMs: related.undone.afterMs })
  }
  return related.learned
}

/** Of the actor's past nothing is known here; of the change, what the tables brought. */
function knownOf(carried: Carried | undefined): Known {
  return { memory: undefined, filled: carried?.filled, tablesAsOf: carried?.tablesAsOf }
}

interface Outputs extends Sayings {
  raise(entry: RowEntry, related: Related, policy: Policy): void
  tellGhost(entry: RowEntry, ghost: Outcome, policy: Policy): void
  tell(actorId: string, undone: unknown): void
}

function gatherOutputs({ log, codecs, clock, notice, shown }: RelateEdges): Outputs {
  const alerts: NewRecord[] = []
  const relations: NewRecord[] = []
  return {
    raise({ of, id, row }, { raised, isCampaign }, policy) {
      if (raised === undefined || row.carried === undefined) return
      const change = shown(row.carried.change)
      const alert = alertOf(change, knownOf(row.carried), policy, raised, {
        // One change may be tipped by its account's past, by its network and by its session: three causes.
        alertId: alertIdOf(row.source, row.eventId, 'relation', `${of}:${id}`),
        kind: 'relation',
        raisedAt: clock.now(),
        counterfactuals: withoutOthers(row.alerted ? row.carried.mode : undefined, raised),
        ...(isCampaign && { campaign: campaignIdOf(row.source, of, id) }),
      })
      alerts.push({ key: change.account.id, value: codecs.alert.encode(alert) })
      notice({ kind: 'AlertRaised', severity: alert.severity, alertKind: alert.kind })
    },
    tellGhost({ of, id, row }, ghost, policy) {
      const change = shown(row.carried?.change ?? bareChange(row))
      const alert = alertOf(change, knownOf(row.carried), policy, ghost, {
        alertId: alertIdOf(row.source, row.eventId, 'relation', `ghost:${of}:${id}`),
        kind: 'relation',
        raisedAt: clock.now(),
        counterfactuals: [],
      })
      alerts.push({ key: change.account.id, value: codecs.alert.encode(alert) })
      notice({ kind: 'AlertRaised', severity: alert.severity, alertKind: alert.kind })
    },
    tell: (actorId, undone) => void relations.push({ key: actorId, value: encodeJson(undone) }),
    async append() {
      if (alerts.length > 0) await log.append(ownTopics.alerts.name, alerts)
      if (relations.length > 0) await log.append(ownTopics.relations.name, relations)
    },
  }
}
