import type { Decided } from '../../core/evaluation/decided.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { Raised } from './run-history.ts'

/** An alert as the measures see it: what a line of `replay --out` would say, without its words. */
export function decidedOf(
  { change, assessment, decision, decidedAt, hindsightOf }: Raised,
  policy: Policy,
): Decided {
  return {
    eventId: change.eventId,
    source: change.source,
    decidedAt,
    actorId: change.actor.id,
    severity: assessment.severity,
    scoreCenti: assessment.scoreCenti,
    mode: decision.mode,
    restores: decision.countermeasure !== 'preserve' && decision.countermeasure !== 'none',
    hindsightOf,
    policy: policy.id,
  }
}
