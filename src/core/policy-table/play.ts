import type { Baselines } from '../baseline/baselines.ts'
import { withTaught } from '../baseline/taught-peers.ts'
import type { AccountChange } from '../change/account-change.ts'
import type { Bar } from '../decision/assessment.ts'
import { explain } from '../decision/explain.ts'
import { type Known, type Step, step } from '../decision/step.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import type { Policy } from '../policy/policy.ts'
import { type Severity, severities } from '../policy/severity.ts'
import { type ModeOrNone, modesOrNone } from './expectation.ts'
import type { Scene } from './scene.ts'
import { changesOf } from './staged-changes.ts'
import { pastOf } from './staged-past.ts'

/** What a policy made of one row. Of a row with many changes: the highest severity and mode of all, and
 *  everything else from the gravest of them, the first with the highest severity, then score. */
export interface Outcome {
  readonly mode: ModeOrNone
  readonly severity: Severity
  /** From 1: which of the row's changes was the first to alert. */
  readonly firstAlert: number | undefined
  readonly tier: string
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly scoreCenti: number
  readonly countermeasure: string
  /** `none` where none applies. */
  readonly exclusion: string
  readonly rules: readonly string[]
  readonly bars: readonly Bar[]
}

/** Stages a row's actor with an ordinary past, steps through its changes as the stream would, and says what
 *  came of them. */
export function play(scene: Scene, policy: Policy, neverKnown: ReadonlySet<string>): Outcome {
  const others = othersBy(policy)
  let memory = remembered(scene, policy, { neverKnown, ...others })
  const looked = changesOf(scene, neverKnown).map((change): Looked => {
    const known = { memory, neverKnown, ...others }
    const stepped = step(change, known, policy)
    memory = stepped.learned
    return { change, known, stepped }
  })
  const gravest = looked.reduce((worst, one) => (isGraver(one.stepped, worst.stepped) ? one : worst))
  const { assessment, decision } = gravest.stepped
  const firstAlert = looked.findIndex((one) => one.stepped.decision.alerts)
  const { suspicionCenti, stakesCenti, scoreCenti } = assessment
  return {
    mode: highest(modesOrNone, looked.map(modeOf)),
    severity: assessment.severity,
    firstAlert: firstAlert < 0 ? undefined : firstAlert + 1,
    tier: decision.tier,
    suspicionCenti,
    stakesCenti,
    scoreCenti,
    countermeasure: decision.countermeasure,
    exclusion: decision.exclusion ?? 'none',
    rules: decision.rules,
    bars: explain(gravest.change, gravest.known, policy, gravest.stepped).bars,
  }
}

interface Looked {
  readonly change: AccountChange
  readonly known: Known
  readonly stepped: Step
}

/** On a stage there are no colleagues to learn from: there is what the policy knows of them. */
function othersBy({ peers }: Policy): { readonly baselines?: Baselines } {
  return peers === undefined ? {} : { baselines: withTaught(undefined, peers.taught) }
}

function remembered(
  scene: Scene,
  policy: Policy,
  beside: Omit<Known, 'memory'> & { readonly neverKnown: ReadonlySet<string> },
): ActorMemory | undefined {
  let memory: ActorMemory | undefined
  for (const change of pastOf(scene, beside.neverKnown))
    memory = step(change, { memory, ...beside }, policy).learned
  return memory
}

function isGraver(a: Step, b: Step): boolean {
  const rank = ({ assessment }: Step) => severities.indexOf(assessment.severity)
  return rank(a) === rank(b) ? a.assessment.scoreCenti > b.assessment.scoreCenti : rank(a) > rank(b)
}

function modeOf({ stepped: { decision } }: Looked): ModeOrNone {
  return decision.alerts ? decision.mode : 'none'
}

function highest<T>(order: readonly T[], these: readonly T[]): T {
  const ranks = these.map((one) => order.indexOf(one))
  return order[Math.max(...ranks)]!
}
