import { handBar } from '../evidence/hand.ts'
import { measureAll } from '../evidence/measure-all.ts'
import type { Sight } from '../evidence/sight.ts'
import { Tally } from '../evidence/tally.ts'
import type { Facts } from '../policy/facts.ts'
import { noTier, type Policy, type Rule, type Tier } from '../policy/policy.ts'
import { atLeast, type Mode, type Severity } from '../policy/severity.ts'
import type { Assessment } from './assessment.ts'
import { markExcuse } from './exclude.ts'

/** An assessment with all that led to it. */
export interface Judged {
  readonly assessment: Assessment
  readonly sight: Sight
  readonly facts: Facts
  readonly tier: Tier | undefined
  readonly rules: readonly Rule[]
  /** The highest floor that a rule has set; such a change alerts whatever its points. */
  readonly floor: Severity | undefined
  /** Modes that rules forbid. */
  readonly forbid: readonly Mode[]
  /** What the session of the same hand had already added. */
  readonly handCenti: number
  /** Points against it that are neither its prior nor its session's. */
  readonly oddCenti: number
  /** How many times what makes an act odd it came to, without its actor; 0 where it is not odd (`drift`). */
  readonly odd: number
}

/** Evidence, family by family, then the tier, then rules: their points are the last bars of the account. */
export function assess(sight: Sight, policy: Policy): Judged {
  markExcuse(sight, policy)
  const tally = new Tally()
  measureAll(sight, policy, tally)
  const evidenceCenti = tally.suspicionCenti
  const facts = { sight, tier: '', suspicionCenti: evidenceCenti, stakesCenti: tally.stakesCenti }
  const tier = firstTier(policy.tiers, facts)
  facts.tier = tier === undefined ? noTier : tier.name
  let rules = noRules
  let floor: Severity | undefined
  const mayHold = tier === undefined ? policy.rulesOfNone : tier.rules
  for (let i = 0; i < mayHold.length; i++) {
    const one = mayHold[i]
    if (one?.holds(facts) !== true) continue
    const { rule } = one
    rules = [...rules, rule]
    tally.give(rule.bar, rule.pointsCenti)
    if (rule.severityMin !== undefined && (floor === undefined || atLeast(rule.severityMin, floor))) {
      floor = rule.severityMin
    }
  }
  const scoreCenti = tally.suspicionCenti + tally.stakesCenti
  const assessment = {
    suspicionCenti: tally.suspicionCenti,
    stakesCenti: tally.stakesCenti,
    scoreCenti,
    severity: severityOf(tally.suspicionCenti, scoreCenti, floor, policy),
    findings: tally.findings,
    repeated: sight.repeated,
  }
  const { priorCenti } = tally
  return {
    assessment,
    sight,
    facts,
    tier,
    rules,
    floor,
    forbid: rules.length === 0 ? noModes : rules.flatMap((rule) => rule.forbid),
    handCenti: sight.handSuspected ? tally.pointsOf(handBar) : 0,
    oddCenti: evidenceCenti - priorCenti,
    odd: tally.odd,
  }
}

const noRules: readonly Rule[] = []
const noModes: readonly Mode[] = []

export function firstTier(tiers: readonly Tier[], facts: Facts): Tier | undefined {
  for (let i = 0; i < tiers.length; i++) {
    const tier = tiers[i]
    if (tier?.when.holds(facts)) return tier
  }
  return undefined
}

/** A change below the suspicion that alerts is `info` however high its stakes: a routine, well-reasoned,
 *  approved suspension of a giant is nobody's business. */
export function severityOf(
  suspicion: number,
  score: number,
  floor: Severity | undefined,
  policy: Policy,
): Severity {
  const byScore = suspicion < policy.alertAt.suspicionCenti ? 'info' : band(score, policy)
  return floor !== undefined && atLeast(floor, byScore) ? floor : byScore
}

function band(score: number, { bands }: Policy): Severity {
  if (score >= bands.critical) return 'critical'
  if (score >= bands.high) return 'high'
  if (score >= bands.medium) return 'medium'
  return score >= bands.low ? 'low' : 'info'
}
