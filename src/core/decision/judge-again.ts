import type { AccountChange } from '../change/account-change.ts'
import type { BarKind } from '../evidence/finding.ts'
import { Sight } from '../evidence/sight.ts'
import { Tally } from '../evidence/tally.ts'
import type { Policy } from '../policy/policy.ts'
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
}

/** What a change is worth with what has become known since, and what follows from it: the same bands, tiers,
 *  modes and exclusions as at first. What it was worth before is one bar on each axis; `add` gives the rest. */
export function judgeAgain(
  standing: Standing,
  add: (tally: Tally) => void,
  policy: Policy,
  neverKnown: ReadonlySet<string> | undefined,
): Outcome {
  const { change } = standing
  const sight = new Sight(change, { memory: undefined, ...(neverKnown !== undefined && { neverKnown }) })
  const tally = new Tally()
  tally.give(suspicionThen, standing.suspicionCenti)
  add(tally)
  tally.give(stakesThen, standing.stakesCenti)
  const { suspicionCenti, stakesCenti, findings } = tally
  const facts = { sight, tier: '', suspicionCenti, stakesCenti }
  const tier = firstTier(policy.tiers, facts)
  facts.tier = tier === undefined ? 'none' : tier.name
  const scoreCenti = suspicionCenti + stakesCenti
  const severity = severityOf(suspicionCenti, scoreCenti, undefined, policy)
  const assessment = { suspicionCenti, stakesCenti, scoreCenti, severity, findings, repeated: false }
  return decide({ assessment, facts, tier, rules: [], floor: undefined, forbid: standing.forbid }, policy)
}

const suspicionThen = bar('suspicion')
const stakesThen = bar('stakes')

function bar(axis: 'suspicion' | 'stakes'): BarKind {
  return {
    name: `then.${axis}`,
    family: axis === 'stakes' ? 'stakes' : 'prior',
    axis,
    says: () => ({
      observed: `${axis} when it happened, by what was known then`,
      expected: 'see the bars of that time',
    }),
  }
}
