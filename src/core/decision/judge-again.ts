import type { AccountChange } from '../change/account-change.ts'
import type { BarKind } from '../evidence/finding.ts'
import { Sight } from '../evidence/sight.ts'
import { Tally } from '../evidence/tally.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import type { Facts } from '../policy/facts.ts'
import { noTier, type Policy, type Rule } from '../policy/policy.ts'
import { atLeast, type Mode, type Severity } from '../policy/severity.ts'
import type { Filled } from '../reference/complete.ts'
import { firstTier, severityOf } from './assess.ts'
import { decide, type Held, type Outcome } from './decide.ts'

/** A change as it was assessed before, and what has become known since. */
export interface Standing {
  readonly change: AccountChange
  /** When it reached the log, where that is known. */
  readonly arrivedAt?: number
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** Modes that rules forbade then. */
  readonly forbid: readonly Mode[]
  /** Rules that held then: their points are in the suspicion. */
  readonly rules: readonly string[]
  /** The severity that somebody was told: what is said later is never less grave. */
  readonly floor?: Severity
  /** What held the machine back then, where the change has been cut since. */
  readonly held?: Held
}

/** What is known by now. */
export interface KnownSince {
  /** Of the hand, with what it did since. Without it no rule is asked again. */
  readonly memory: ActorMemory | undefined
  readonly neverKnown?: ReadonlySet<string>
  /** What the reference tables had brought to the change, where that is still known. */
  readonly filled?: Filled | undefined
}

/** What a change is worth with what has become known since, and what follows from it: the same bands, tiers,
 *  modes and exclusions as at first, and the rules that hold by now. What it was worth before is one bar on each
 *  axis; `add` gives the rest. */
export function judgeAgain(
  standing: Standing,
  add: (tally: Tally) => void,
  policy: Policy,
  known: KnownSince,
): Outcome {
  const { change, arrivedAt } = standing
  const sight = new Sight(change, arrivedAt === undefined ? known : { ...known, arrivedAt })
  const tally = new Tally()
  tally.give(suspicionThen, standing.suspicionCenti)
  add(tally)
  tally.give(stakesThen, standing.stakesCenti)
  const then = policy.rules.filter(({ name }) => standing.rules.includes(name))
  const ruledCenti = then.reduce((sum, rule) => sum + rule.pointsCenti, 0)
  const { stakesCenti } = tally
  // Rules read the suspicion of evidence alone, then as now.
  const facts = { sight, tier: '', suspicionCenti: tally.suspicionCenti - ruledCenti, stakesCenti }
  const tier = firstTier(policy.tiers, facts)
  facts.tier = tier === undefined ? noTier : tier.name
  const since = known.memory === undefined ? [] : rulesSince(standing, facts, policy)
  for (const rule of since) tally.give(rule.bar, rule.pointsCenti)
  const floor = gravest([standing.floor, ...since.map((rule) => rule.severityMin)])
  const scoreCenti = tally.suspicionCenti + tally.stakesCenti
  const severity = severityOf(tally.suspicionCenti, scoreCenti, floor, policy)
  const assessment = {
    suspicionCenti: tally.suspicionCenti,
    stakesCenti: tally.stakesCenti,
    scoreCenti,
    severity,
    findings: tally.findings,
    repeated: false,
  }
  const forbid = [...standing.forbid, ...since.flatMap((rule) => rule.forbid)]
  const { held } = standing
  const decidable = { assessment, facts, tier, rules: [...then, ...since], floor, forbid }
  return decide(held === undefined ? decidable : { ...decidable, held }, policy)
}

function gravest(floors: readonly (Severity | undefined)[]): Severity | undefined {
  return floors.reduce(
    (most, one) => (one === undefined || (most && atLeast(most, one)) ? most : one),
    undefined,
  )
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
