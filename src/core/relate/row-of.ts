import type { AccountChange } from '../change/account-change.ts'
import { effectOf } from '../change/actions.ts'
import type { Assessment } from '../decision/assessment.ts'
import type { Step } from '../decision/step.ts'
import type { Policy } from '../policy/policy.ts'
import type { TablesAsOf } from '../reference/complete.ts'
import { statesOf } from './account-state.ts'
import type { Carried, Row } from './row.ts'

/** The row of one assessed change. It carries the change only where relations have something to say of its kind,
 *  and where it alerted, if only by a rule, or they may still tip it: on a large platform's log three in ten do. */
export function rowOf(change: AccountChange, step: Step, policy: Policy, tablesAsOf?: TablesAsOf): Row {
  const { assessment, decision } = step
  const { account, actor, outcome } = change
  const states = statesOf(change)
  return {
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    action: change.action,
    actorId: actor.id,
    accountId: account.id,
    suspicionCenti: assessment.suspicionCenti,
    stakesCenti: assessment.stakesCenti,
    severity: assessment.severity,
    alerted: decision.alerts,
    machine: actor.kind === 'automation' || actor.kind === 'system',
    isAddress: account.kind === 'network',
    took: outcome === 'done' || outcome === 'partial',
    ...(states !== undefined && { states }),
    carried:
      isRelated(change) && (decision.alerts || mayTip(assessment, policy))
        ? carriedOf(change, step, tablesAsOf)
        : undefined,
  }
}

function carriedOf(
  change: AccountChange,
  { decision: { rules, mode }, forbid, sight: { filled } }: Step,
  tablesAsOf: TablesAsOf | undefined,
): Carried {
  return {
    change,
    forbid,
    rules,
    mode,
    ...(filled !== undefined && { filled }),
    ...(filled !== undefined && tablesAsOf !== undefined && { tablesAsOf }),
  }
}

/** Whether relations have anything to say of such a change. */
function isRelated({ account, action }: AccountChange): boolean {
  const effect = effectOf[action]
  return account.kind !== 'network' && effect !== 'adjusts' && effect !== 'reads'
}

/** Whether the most that relations may give could make somebody hear of it. */
function mayTip({ suspicionCenti, scoreCenti }: Assessment, { alertAt, weights }: Policy): boolean {
  const { most } = weights.relation
  return suspicionCenti + most >= alertAt.suspicionCenti && scoreCenti + most >= alertAt.scoreCenti
}

/** Whether the row is written once more for its actor: whoever is acted upon later may have acted here. */
export function isForActor({ action, machine, isAddress, took, actorId, accountId }: Row): boolean {
  const effect = effectOf[action]
  return (
    took && !machine && !isAddress && actorId !== accountId && (effect === 'restricts' || effect === 'seizes')
  )
}
