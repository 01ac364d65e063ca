import type { Placed } from '../history/event-order.ts'
import { type Happened, type Raised, type RunOptions, runHistory } from '../history/run-history.ts'
import { countReplay, type ReplayCounts } from './counts.ts'
import type { Gated, SimulatedGates } from './simulated-gates.ts'

export interface ReplaySinks {
  /** One JSON line for each alert. */
  decision?(line: string): void
  /** `eventId, suspicion, stakes, score` of every change, with what others' acts gave it. */
  score?(line: string): void
  progress?(changes: number): void
}

export interface ReplayOptions extends RunOptions {
  readonly gates?: SimulatedGates
}

/** Changes between two looks at the progress bar. */
const progressEvery = 5_000

/** A history told in lines: the same input gives the same lines, byte for byte. */
export async function replay(
  batches: AsyncIterable<readonly Placed[]>,
  options: ReplayOptions,
  sinks: ReplaySinks,
): Promise<ReplayCounts> {
  const counts = countReplay()
  await runHistory(batches, options, (happened) => {
    counts.change(happened.change)
    sinks.score?.(scoreLine(happened))
    for (const raised of happened.alerts) {
      const gated = options.gates?.decide(raised)
      counts.alert(raised, gated)
      sinks.decision?.(decisionLine(raised, options.policy.id, gated))
    }
    if (counts.changes() % progressEvery === 0) sinks.progress?.(counts.changes())
  })
  return counts
}

function decisionLine(raised: Raised, policyId: string, gated: Gated | undefined): string {
  const { change, assessment, decision } = raised
  const { bars, says, unknown } = raised.explain()
  return JSON.stringify({
    eventId: change.eventId,
    source: change.source,
    kind: raised.kind,
    ...(raised.campaign !== undefined && { campaign: raised.campaign }),
    occurredAt: change.occurredAt,
    decidedAt: raised.decidedAt,
    ...(raised.hindsightOf !== undefined && { hindsightOf: raised.hindsightOf }),
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
    ...(unknown.length > 0 && { unknown }),
    counterfactuals: raised.counterfactuals().map(({ without, given }) => ({ without, given })),
    ...(raised.fromTables !== undefined && { fromTables: raised.fromTables }),
    evidence: bars.map(({ name, family, axis, pointsCenti, observed, expected, unknown }) => ({
      name,
      family,
      axis,
      points: points(pointsCenti),
      observed,
      expected,
      ...(unknown && { unknown }),
    })),
    policy: policyId,
  })
}

function scoreLine({ change, assessed }: Happened): string {
  const { suspicionCenti, stakesCenti } = assessed
  const score = points(suspicionCenti + stakesCenti)
  return `${csvCell(change.eventId)},${points(suspicionCenti)},${points(stakesCenti)},${score}`
}

/** 612 -> 6.12. The division is exact to the printed digits for every score there is. */
function points(centi: number): number {
  return centi / 100
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
