import type { AccountChange } from '../../core/change/account-change.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { alertOf, type Made } from '../../core/decision/alert-of.ts'
import type { Reassessed } from '../../core/decision/hindsight.ts'
import type { Known, Step } from '../../core/decision/step.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { findCounterfactuals } from '../../core/what-if/find-counterfactuals.ts'
import { withoutLater } from '../../core/what-if/without-others.ts'
import type { DetectEdges } from '../detect.ts'
import { alertIdOf } from '../ids.ts'
import type { Outputs } from './outputs.ts'

/** Alerts of one batch that are asked what would have had to be otherwise; the rest of a flood go without. At some
 *  0.1 ms each that is 20 ms of a batch at most. */
const explainedMax = 200

/** Says of a change that it alerts, and of the earlier ones by the same hand that it has tipped. */
export function raiseAlerts(
  edges: DetectEdges,
  outputs: Outputs,
  policy: Policy,
  { change, known, stepped }: { change: AccountChange; known: Known; stepped: Step },
): void {
  const counterfactuals =
    outputs.alerts() < explainedMax ? findCounterfactuals({ change, known }, policy, stepped) : undefined
  raise(
    edges,
    outputs,
    alertOf(edges.shown(change), known, policy, stepped, {
      alertId: alertIdOf(change.source, change.eventId, 'change'),
      raisedAt: edges.clock.now(),
      ...(counterfactuals !== undefined && { counterfactuals }),
    }),
  )
  for (const again of stepped.reassessed) {
    const { change: earlier } = again.recent
    const since: Known = { memory: undefined, neverKnown: edges.neverKnown }
    raise(edges, outputs, alertOf(edges.shown(earlier), since, policy, again, hindsightOf(again)))
  }

  function hindsightOf({ recent, ...outcome }: Reassessed): Made {
    return {
      alertId: alertIdOf(recent.change.source, recent.change.eventId, 'hindsight', change.eventId),
      kind: 'hindsight',
      decidedAt: change.occurredAt,
      raisedAt: edges.clock.now(),
      counterfactuals: withoutLater(recent.told, outcome, change.eventId),
    }
  }
}

function raise({ notice }: DetectEdges, outputs: Outputs, alert: Alert): void {
  outputs.alert(alert)
  notice({ kind: 'AlertRaised', severity: alert.severity, alertKind: alert.kind })
}
