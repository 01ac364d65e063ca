import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { alertOf } from '../../../src/core/decision/alert-of.ts'
import { type Known, step } from '../../../src/core/decision/step.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { findCounterfactuals } from '../../../src/core/what-if/find-counterfactuals.ts'
import { withoutLater } from '../../../src/core/what-if/without-others.ts'

/** The changes of one actor through the core, and every alert that came of them, hindsight too, as a role would
 *  make them. */
export function alertsOf(changes: readonly AccountChange[], policy: Policy, start: Known): readonly Alert[] {
  let known = start
  return changes.flatMap((change) => {
    const stepped = step(change, known, policy)
    const judgedBy = known
    known = { ...known, memory: stepped.learned }
    if (!stepped.decision.alerts) return []
    const made = { alertId: `a-${change.eventId}`, raisedAt: change.occurredAt + 140 }
    const own = alertOf(change, judgedBy, policy, stepped, {
      ...made,
      counterfactuals: findCounterfactuals({ change, known: judgedBy }, policy, stepped),
    })
    const earlier = stepped.reassessed.map((again) =>
      alertOf(again.recent.change, { memory: undefined }, policy, again, {
        alertId: `a-${again.recent.change.eventId}-${change.eventId}`,
        raisedAt: made.raisedAt,
        kind: 'hindsight',
        decidedAt: change.occurredAt,
        counterfactuals: withoutLater(again.recent.told, again, change.eventId),
      }),
    )
    return [own, ...earlier]
  })
}
