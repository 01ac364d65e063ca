import { isContainment } from '../evidence/containment.ts'
import type { Facts } from '../policy/facts.ts'
import type { Policy, Tier } from '../policy/policy.ts'
import { atLeast, lesserMode, type Mode, modes, type Severity } from '../policy/severity.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import type { Judged } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { type Decision, quiet } from './decision.ts'
import { type Excluded, findExclusion, placesHold } from './exclude.ts'
import { missingFacts } from './missing-facts.ts'

/** Whether anybody is told, and how far the machine may go.
 *
 *  Suspicion and known facts grant a mode; stakes never do. Then, each only ever taking away: rules that
 *  forbid, the most that this kind of undoing may have, and exclusions. */
export function decide(judged: Decidable, policy: Policy): Outcome {
  const { facts, rules, floor } = judged
  const makesHold = placesHold(facts.sight)
  const assessment = makesHold ? raised(judged.assessment, 'low') : judged.assessment
  const exclusion = judged.held === undefined ? findExclusion(facts, policy) : judged.held.exclusion
  const isSuspicious =
    assessment.suspicionCenti >= policy.alertAt.suspicionCenti &&
    assessment.scoreCenti >= policy.alertAt.scoreCenti
  const told = floor !== undefined || exclusion?.unknownReason === true || isSuspicious || makesHold
  if (!told) return { assessment, decision: quiet(facts.tier) }

  const inverse =
    facts.sight.change.outcome === 'done' || facts.sight.change.outcome === 'partial'
      ? inverseOf[facts.sight.change.action]
      : undefined
  // Only now: of the changes that nobody is told of nobody asks what is missing.
  const missing = judged.held?.missing ?? missingFacts(facts.sight)
  const granted = grantedMode(judged.tier, assessment.suspicionCenti, judged.forbid)
  // Undoing what stops somebody who seems to have gone wrong would help the wrong side.
  const doubtful = missing.length > 0 || isContainment(facts.sight)
  const withFacts = doubtful ? lesserMode(granted, 'approve') : granted
  const common = {
    alerts: true,
    tier: facts.tier,
    rules: rules.map((rule) => rule.name),
    missing,
    ...(makesHold ? { placesHold: true as const } : {}),
  }
  if (exclusion !== undefined) {
    const { claimedByActorAlone, preserve } = exclusion
    const preserves = preserve && claimedByActorAlone && inverse?.countermeasure === 'restore'
    return {
      // A rule may tell of something else than the act, such as a month's volume: that pages nobody for a claim.
      assessment: claimedByActorAlone && isSuspicious ? raised(assessment, 'critical') : assessment,
      decision: {
        ...common,
        mode: preserves ? withFacts : 'observe',
        countermeasure: preserves ? 'preserve' : 'none',
        exclusion: exclusion.name,
        ...(claimedByActorAlone ? { claimedByActorAlone } : {}),
        ...(exclusion.freshHold === true ? { freshHold: true as const } : {}),
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

/** All of a judgement that a decision needs. */
export type Decidable = Pick<Judged, 'assessment' | 'facts' | 'tier' | 'rules' | 'floor' | 'forbid'> & {
  /** What held the machine back when the change was first judged, where not all of it is known any more. */
  readonly held?: Held
}

/** What takes leave away from the machine, whatever the points. */
export interface Held {
  readonly exclusion: Excluded | undefined
  /** Names of needed facts that nobody knows. */
  readonly missing: readonly string[]
}

export function holds(facts: Facts, policy: Policy): Held {
  return { exclusion: findExclusion(facts, policy), missing: missingFacts(facts.sight) }
}

export interface Outcome {
  readonly assessment: Assessment
  readonly decision: Decision
}

function grantedMode(tier: Tier | undefined, suspicionCenti: number, forbid: readonly Mode[]): Mode {
  if (tier === undefined) return 'observe'
  let granted: Mode = 'observe'
  for (const mode of modes) {
    const from = tier.modes[mode]
    if (from === undefined || suspicionCenti < from) continue
    if (forbid.includes(mode)) continue
    granted = mode
  }
  return granted
}

function raised(assessment: Assessment, floor: Severity): Assessment {
  return atLeast(assessment.severity, floor) ? assessment : { ...assessment, severity: floor }
}
