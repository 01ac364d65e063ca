import type { AccountChange } from '../change/account-change.ts'
import type { BarKind } from '../evidence/finding.ts'
import { Sight } from '../evidence/sight.ts'
import { Tally } from '../evidence/tally.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import type { Facts } from '../policy/facts.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import type { Mode } from '../policy/severity.ts'
import { firstTier, severityOf } from './assess.ts'
import { decide, type Outcome } from './decide.ts'

/** A change as it was assessed before, and what has become known since. */
export interface Standing {
  readonly change: AccountChange
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** Modes that rules forbade then. */
  readonly forbid: readonly Mode[]
  /** Rules that held then: their points are in the suspicion. */
  readonly rules: readonly string[]
}

/** What is known by now. */
export interface KnownSince {
  /** Of the hand, with what it did since. Without it no rule is asked again. */
  readonly memory: ActorMemory | undefined
  readonly neverKnown?: ReadonlySet<string>
}

/** What a change is worth with what has become known since, and what follows from it: the same bands, tiers,
 *  modes and exclusions as at first, and the rules that hold by now. What it was worth before is one bar on each axis; `add` gives the rest. */
export function judgeAgain(
  standing: Standing,
  add: (tally: Tally) => void,
  policy: Policy,
  known: KnownSince,
): Outcome {
  const { change } = standing
  const sight = new Sight(change, known)
  const tally = new Tally()
  tally.give(suspicionThen, standing.suspicionCenti)
  add(tally)
  tally.give(stakesThen, standing.stakesCenti)
  const { suspicionCenti, stakesCenti } = tally
  const facts = { sight, tier: '', suspicionCenti, stakesCenti }
  const tier = firstTier(policy.tiers, facts)
  facts.tier = tier === undefined ? 'none' : tier.name
  const rules = known.memory === undefined ? [] : rulesSince(standing, facts, policy)
  for (const rule of rules) tally.give(rule.bar, rule.pointsCenti)
  const scoreCenti = tally.suspicionCenti + tally.stakesCenti
  const severity = severityOf(tally.suspicionCenti, scoreCenti, undefined, policy)
  const assessment = {
    suspicionCenti: tally.suspicionCenti,
    stakesCenti: tally.stakesCenti,
    scoreCenti,
    severity,
    findings: tally.findings,
    repeated: false,
  }
  const forbid = [...standing.forbid, ...rules.flatMap((rule) => rule.forbid)]
  return decide({ assessment, facts, tier, rules, floor: undefined, forbid }, policy)
}

/** Rules that hold by what is known now and did not hold then. */
function rulesSince({ rules: then }: Standing, facts: Facts, policy: Policy): readonly Rule[] {
  return policy.rules.filter((rule) => !then.includes(rule.name) && rule.when.holds(facts))
}

/** Whether an outcome is of a change that was judged again: then no more is told of its actor than it brought. */
export function isJudgedAgain({ assessment: { findings } }: Outcome): boolean {
  return findings.some(({ bar }) => bar === suspicionThen || bar === stakesThen)
}

const suspicionThen = bar('suspicion')
const stakesThen = bar('stakes')

function bar(axis: 'suspicion' | 'stakes'): BarKind {
  return {
    name: `then.${axis}`,
    family: axis === 'stakes' ? 'stakes' : 'prior',
    axis,
    says: () => ({
      observed: `its ${axis} when it happened, by what was known then`,
      expected: 'told by its own alert, if there was one',
    }),
  }
}
