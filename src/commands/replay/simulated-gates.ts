import { type PlatformSpec, platformDefaults } from '../../core/change/platform-spec.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { Mode } from '../../core/policy/severity.ts'
import { type Budget, budgetsFor } from '../../core/reversal/budgets.ts'
import type { BudgetLeft } from '../../core/reversal/circumstances.ts'
import { inverseOf, undoesTheChange } from '../../core/reversal/countermeasures.ts'
import { type GateName, weigh } from '../../core/reversal/gates.ts'
import { beforeOf, leadsToDefault, leadsToOf } from '../../core/reversal/stood-before.ts'
import type { Raised } from '../history/run-history.ts'

const cooldownMs = 86_400_000

/** What ceiling, gates, budgets and cooldown would have made of each grant, had every automatic reversal been
 *  sent at the event time of the change that decided it, which in hindsight is a later one, and confirmed. The gates are the stream's own; what only the platform
 *  could have said (that the account had moved on) is taken as it stood. */
export interface SimulatedGates {
  /** In the order in which they were decided. */
  decide(raised: Pick<Raised, 'change' | 'decision' | 'decidedAt' | 'fromTables'>): Gated
}

export interface Gated {
  /** What ceilings, the inverse and unknown facts leave of the policy's grant. */
  readonly granted: Mode
  /** The gates that are closed to the machine, by name. */
  readonly blockedBy: readonly GateName[]
}

export function simulateGates(policy: Policy, platform: Partial<PlatformSpec> = {}): SimulatedGates {
  const { maxAgeMs, leadsTo } = { ...platformDefaults, ...platform }

  const spent = new Map<string, number[]>()
  const cooling = new Map<string, number>()
  const [highestTier] = policy.tiers

  return {
    decide({ change, decision, decidedAt: now, fromTables }) {
      const budgets = budgetsFor(policy.budgets, {
        source: change.source,
        actorId: change.actor.id,
        rules: decision.rules,
      })
      const account = `${change.source}\0${change.account.id}`
      const inverse = inverseOf[change.action]
      const countermeasure = decision.countermeasure === 'none' ? 'restore' : decision.countermeasure
      const { granted, blockedBy } = weigh({
        now,
        who: 'machine',
        told: [],
        countermeasure,
        policyMode: decision.mode,
        policyCeiling: policy.ceiling,
        installationCeiling: 'auto',
        inverse,
        missing: decision.missing,
        killSwitch: { on: false },
        breaker: { open: false },
        isHighestTier: decision.tier === highestTier?.name,
        demotedBy: 0,
        targetIsSuspect: false,
        doubts: [],
        budgets: budgets.map((budget) => leftOf(budget, spent, now, decision.tier === highestTier?.name)),
        occurredAt: change.occurredAt,
        maxAgeMs,
        outcome: change.outcome,
        before: beforeOf(change.account, fromTables),
        leadsTo: inverse === undefined ? leadsToDefault : leadsToOf({ leadsTo }, inverse.action),
        made: { eventId: change.eventId, version: 'as the change made it' },
        guard: 'native',
        account: 'not-read',
        exclusion: decision.exclusion,
        exclusions: policy.exclusions,
        holds: change.account.holds ?? [],
        cooldownUntil: cooling.get(account),
        flap: undefined,
        irreversibleAt: change.irreversibleAt,
        causedByUs: false,
        cannot: undefined,
      })
      if (granted === 'auto' && blockedBy.length === 0) {
        for (const budget of budgets) spent.get(budget.name)!.push(now)
        if (undoesTheChange(countermeasure)) cooling.set(account, now + cooldownMs)
      }
      return { granted, blockedBy: blockedBy.map((block) => block.gate) }
    },
  }
}

/** Tokens come back when their window is over. The reserve is only for the highest tier. */
function leftOf(
  budget: Budget,
  spent: Map<string, number[]>,
  now: number,
  isHighestTier: boolean,
): BudgetLeft {
  const taken = (spent.get(budget.name) ?? []).filter((at) => at > now - budget.windowMs)
  spent.set(budget.name, taken)
  const tokens = isHighestTier ? budget.tokens : budget.tokens - budget.reserve
  return { budget: budget.says, left: tokens - taken.length }
}
