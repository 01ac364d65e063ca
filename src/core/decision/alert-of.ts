import type { AccountChange } from '../change/account-change.ts'
import type { Policy } from '../policy/policy.ts'
import { filledPaths } from '../reference/complete.ts'
import type { Counterfactual } from '../what-if/counterfactual.ts'
import type { Alert, AlertKind } from './alert.ts'
import type { Outcome } from './decide.ts'
import { explain } from './explain.ts'
import type { Known } from './step.ts'

/** What the role knows of an alert beside what the core decided. */
export interface Made {
  readonly alertId: string
  readonly raisedAt: number
  readonly kind?: AlertKind
  /** Event time of the change that decided it, where that is a later one. */
  readonly decidedAt?: number
  readonly campaign?: string
  /** Absent where nobody looked for them. */
  readonly counterfactuals?: readonly Counterfactual[]
}

/** The alert for a change that `step`, or `relate`, said alerts. `alertId` is a hash of its cause and `raisedAt`
 *  the wall clock, both made by the role: the core knows neither. */
export function alertOf(
  change: AccountChange,
  known: Known,
  policy: Policy,
  outcome: Outcome,
  made: Made,
): Alert {
  const { assessment, decision } = outcome
  const { bars, says, unknown } = explain(change, known, policy, outcome)
  return {
    alertId: made.alertId,
    kind: made.kind ?? 'change',
    source: change.source,
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    decidedAt: made.decidedAt ?? change.occurredAt,
    raisedAt: made.raisedAt,
    severity: assessment.severity,
    suspicionCenti: assessment.suspicionCenti,
    stakesCenti: assessment.stakesCenti,
    scoreCenti: assessment.scoreCenti,
    bars,
    says,
    tier: decision.tier,
    rules: decision.rules,
    mode: decision.mode,
    countermeasure: decision.countermeasure,
    ...(decision.exclusion === undefined ? {} : { exclusion: decision.exclusion }),
    missing: decision.missing,
    unknown,
    ...(made.counterfactuals !== undefined && {
      counterfactuals: made.counterfactuals.map(({ without, given }) => ({ without, given })),
    }),
    ...(known.filled === undefined ? {} : { fromTables: filledPaths(known.filled), ...agesOf(known) }),
    policy: policy.id,
    ...(made.campaign === undefined ? {} : { campaign: made.campaign }),
    change,
  }
}

/** How old the tables are that brought something. */
function agesOf({ filled, tablesAsOf }: Known): Pick<Alert, 'staffAsOf' | 'accountsAsOf'> {
  const brought = (part: string) => filled?.paths.some((path) => path.startsWith(part)) === true
  const { staff, accounts } = tablesAsOf ?? {}
  return {
    ...(staff !== undefined && brought('actor.') && { staffAsOf: staff }),
    ...(accounts !== undefined && (brought('account.') || filled?.followersUnder !== undefined)
      ? { accountsAsOf: accounts }
      : {}),
  }
}
