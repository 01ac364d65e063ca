import type { AccountChange } from '../../core/change/account-change.ts'
import { explain } from '../../core/decision/explain.ts'
import { type Known, type Step, step } from '../../core/decision/step.ts'
import { learnVerdict } from '../../core/memory/verdict.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { complete, filledPaths, type ReferenceTables } from '../../core/reference/complete.ts'
import { actorKey, rememberActors } from '../../roles/detect/remembered-actors.ts'
import type { Placed } from '../history/event-order.ts'
import { countReplay, type ReplayCounts } from './counts.ts'
import type { SimulatedGates } from './simulated-gates.ts'
import type { VerdictFeed } from './verdict-feed.ts'

export interface ReplaySinks {
  /** One JSON line for each change that alerted. */
  decision?(line: string): void
  /** `eventId, suspicion, stakes, score` of every change. */
  score?(line: string): void
  progress?(changes: number): void
}

export interface ReplayOptions {
  readonly policy: Policy
  readonly neverKnown: ReadonlySet<string>
  readonly actorsMax: number
  /** Staff and accounts as they stood; absent: what the changes lack is unknown. */
  readonly tables?: ReferenceTables
  readonly gates?: SimulatedGates
  readonly verdicts?: VerdictFeed
}

const noTables: ReferenceTables = { staff: undefined, accounts: undefined }

/** History through a policy: the same `step` as the stream, in event-time order, with no effect on anything.
 *  The same input gives the same lines, byte for byte. */
export async function replay(
  batches: AsyncIterable<readonly Placed[]>,
  options: ReplayOptions,
  sinks: ReplaySinks,
): Promise<ReplayCounts> {
  const { policy, neverKnown, gates, verdicts } = options
  const actors = rememberActors(options.actorsMax)
  const counts = countReplay()
  for await (const batch of batches) {
    for (const { change: told } of batch) {
      const { change, filled } = complete(told, options.tables ?? noTables)
      for (const verdict of verdicts?.until(change.occurredAt) ?? []) {
        const key = actorKey(verdict.source, verdict.actorId)
        const memory = actors.get(key)
        if (memory !== undefined) actors.set(key, learnVerdict(memory, verdict))
      }
      const key = actorKey(change.source, change.actor.id)
      const known: Known = { memory: actors.get(key), neverKnown, filled }
      const stepped = step(change, known, policy)
      actors.set(key, stepped.learned)
      counts.change(change)
      sinks.score?.(scoreLine(change, stepped))
      if (!stepped.decision.alerts) continue
      verdicts?.flagged(change)
      const gated = gates?.decide(change, stepped)
      counts.alert(change, stepped, gated)
      sinks.decision?.(decisionLine(change, known, policy, stepped, gated))
    }
    // Nothing is written down in a replay; what changed would otherwise be held for a commit that never comes.
    actors.takeUnwritten()
    sinks.progress?.(counts.changes())
  }
  return counts
}

function decisionLine(
  change: AccountChange,
  known: Known,
  policy: Policy,
  stepped: Step,
  gated: { readonly granted: string; readonly blockedBy: readonly string[] } | undefined,
): string {
  const { assessment, decision } = stepped
  const { bars, says } = explain(change, known, policy, stepped)
  return JSON.stringify({
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: change.occurredAt,
    actorId: change.actor.id,
    accountId: change.account.id,
    action: change.action,
    score: points(assessment.scoreCenti),
    suspicion: points(assessment.suspicionCenti),
    stakes: points(assessment.stakesCenti),
    severity: assessment.severity,
    tier: decision.tier,
    mode: decision.mode,
    countermeasure: decision.countermeasure,
    ...(decision.exclusion !== undefined && { exclusion: decision.exclusion }),
    ...(decision.rules.length > 0 && { rules: decision.rules }),
    ...gated,
    says,
    ...(known.filled !== undefined && { fromTables: filledPaths(known.filled) }),
    evidence: bars.map(({ name, family, axis, pointsCenti, observed, expected, unknown }) => ({
      name,
      family,
      axis,
      points: points(pointsCenti),
      observed,
      expected,
      ...(unknown && { unknown }),
    })),
    policy: policy.id,
  })
}

function scoreLine(change: AccountChange, { assessment }: Step): string {
  const { suspicionCenti, stakesCenti, scoreCenti } = assessment
  return `${csvCell(change.eventId)},${points(suspicionCenti)},${points(stakesCenti)},${points(scoreCenti)}`
}

/** 612 -> 6.12. The division is exact to the printed digits for every score there is. */
function points(centi: number): number {
  return centi / 100
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
