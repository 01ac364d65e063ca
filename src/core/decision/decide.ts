import type { AccountChange } from '../change/account-change.ts'
import type { Policy, Tier } from '../policy/policy.ts'
import { atLeast, lesserMode, type Mode, modes, type Severity } from '../policy/severity.ts'
import { mostOfRelations } from '../relate/bounds.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import type { Judged } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { type Decision, quiet } from './decision.ts'
import { findExclusion } from './exclude.ts'
import { type Grounds, mayTip } from './grounds.ts'
import { missingFacts } from './missing-facts.ts'

/** Whether anybody is told, and how far the machine may go. */
export function decide(judged: Judged, policy: Policy): Outcome & { readonly grounds?: Grounds } {
  const { assessment, facts, floor, rules } = judged
  const exclusion = findExclusion(facts, policy)
  const told = floor !== undefined || exclusion?.unknownReason === true || mayTip(assessment, 0, policy)
  if (!told && !mayTip(assessment, mostOfRelations(policy), policy)) {
    return { assessment, decision: quiet(facts.tier) }
  }
  const grounds: Grounds = {
    tier: facts.tier,
    rules: rules.map((rule) => rule.name),
    ...(floor === undefined ? {} : { floor }),
    ...(exclusion === undefined ? {} : { exclusion }),
    missing: missingFacts(facts.sight),
  }
  if (!told) return { assessment, decision: quiet(facts.tier), grounds }
  return { ...conclude(facts.sight.change, assessment, grounds, policy), grounds }
}

/** What follows for a change that somebody hears of.
 *
 *  Suspicion and known facts grant a mode; stakes never do. Then, each only ever taking away: rules that
 *  forbid, the most that this kind of undoing may have, and exclusions. */
export function conclude(
  change: AccountChange,
  assessment: Assessment,
  grounds: Grounds,
  policy: Policy,
): Outcome {
  const { exclusion, missing, rules } = grounds
  const inverse =
    change.outcome === 'done' || change.outcome === 'partial' ? inverseOf[change.action] : undefined
  const tier = policy.tiers.find(({ name }) => name === grounds.tier)
  const granted = grantedMode(tier, assessment.suspicionCenti, rules, policy)
  const withFacts = missing.length === 0 ? granted : lesserMode(granted, 'approve')
  const common = { alerts: true, tier: grounds.tier, rules, missing }
  if (exclusion !== undefined) {
    const { claimedByActorAlone, preserve } = exclusion
    const preserves = preserve && claimedByActorAlone && inverse?.countermeasure === 'restore'
    return {
      assessment: claimedByActorAlone ? raised(assessment, 'critical') : assessment,
      decision: {
        ...common,
        mode: preserves ? withFacts : 'observe',
        countermeasure: preserves ? 'preserve' : 'none',
        exclusion: exclusion.name,
        ...(claimedByActorAlone ? { claimedByActorAlone } : {}),
      },
    }
  }
  return {
    assessment,
    decision: {
      ...common,
      mode: inverse === undefined ? 'observe' : lesserMode(withFacts, inverse.ceiling),
      countermeasure: inverse === undefined ? 'none' : inverse.countermeasure,
    },
  }
}

export interface Outcome {
  readonly assessment: Assessment
  readonly decision: Decision
}

function grantedMode(
  tier: Tier | undefined,
  suspicionCenti: number,
  names: readonly string[],
  policy: Policy,
): Mode {
  if (tier === undefined) return 'observe'
  const rules = policy.rules.filter((rule) => names.includes(rule.name))
  let granted: Mode = 'observe'
  for (const mode of modes) {
    const from = tier.modes[mode]
    if (from === undefined || suspicionCenti < from) continue
    if (rules.some((rule) => rule.forbid.includes(mode))) continue
    granted = mode
  }
  return granted
}

function raised(assessment: Assessment, floor: Severity): Assessment {
  return atLeast(assessment.severity, floor) ? assessment : { ...assessment, severity: floor }
}
