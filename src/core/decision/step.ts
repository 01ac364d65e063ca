import type { AccountChange } from '../change/account-change.ts'
import { climbRatio } from '../evidence/climb.ts'
import { isContainment } from '../evidence/containment.ts'
import { type Known, Sight } from '../evidence/sight.ts'
import { type ActorMemory, withWatermark } from '../memory/actor-memory.ts'
import { type Judgement, remember } from '../memory/remember.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import type { Mode } from '../policy/severity.ts'
import { inverseOf } from '../reversal/countermeasures.ts'
import { assess, type Judged } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { decide, type Held, holds, type Outcome } from './decide.ts'
import { type Decision, quiet } from './decision.ts'
import { lookBack, type Reassessed } from './hindsight.ts'

export type { Known } from '../evidence/sight.ts'

/** The second look at one change: what it is worth, what follows from it, and what is remembered of its
 *  actor from then on. Pure: the same three arguments give the same answer, to the byte, on any machine. A
 *  change of one actor must be stepped through in order, each with the memory that the one before it left.
 *
 *  An event that is still in memory is `repeated`: it alerts nobody again and teaches nothing. */
export function step(change: AccountChange, known: Known, policy: Policy): Step {
  const sight = new Sight(change, known)
  const judged = assess(sight, policy)
  if (sight.repeated && known.memory !== undefined) {
    const { memory, offset } = known
    return {
      assessment: judged.assessment,
      decision: quiet(judged.facts.tier),
      learned: offset === undefined ? memory : withWatermark(memory, offset),
      sight,
      reassessed: none,
      forbid: judged.forbid,
    }
  }
  const outcome = decide(judged, policy)
  const forbid = isContainment(sight) ? beyondApprove : judged.forbid
  const learned = remember(sight, known.memory, judgement(judged, outcome, forbid, policy))
  if (!outcome.decision.alerts || learned.recent.length === 0)
    return { ...outcome, learned, sight, reassessed: none, forbid }
  const suspicionCenti = outcome.assessment.suspicionCenti - judged.handCenti
  return {
    ...outcome,
    ...lookBack(learned, { change, suspicionCenti }, policy, known.neverKnown),
    sight,
    forbid,
  }
}

export interface Step {
  readonly assessment: Assessment
  readonly decision: Decision
  readonly learned: ActorMemory
  /** The change as evidence saw it, for whoever counts it with others: its memory is `learned` by now. */
  readonly sight: Sight
  /** Earlier changes by the same hand that this one has tipped: hindsight. */
  readonly reassessed: readonly Reassessed[]
  /** Modes that it may never have, whatever else becomes known of it. */
  readonly forbid: readonly Mode[]
}

const none: readonly Reassessed[] = []
const noNames: readonly string[] = []
const nothingHeld: Held = { exclusion: undefined, missing: [] }
const beyondApprove: readonly Mode[] = ['veto', 'auto']

function judgement(
  judged: Judged,
  { assessment, decision }: Outcome,
  forbid: readonly Mode[],
  policy: Policy,
): Judgement {
  const { suspicionCenti, stakesCenti, scoreCenti } = assessment
  const { sight } = judged
  const { alertAt } = policy
  const tips = mayTip(judged, decision, policy)
  return {
    flagged: decision.alerts,
    byPoints: suspicionCenti >= alertAt.suspicionCenti && scoreCenti >= alertAt.scoreCenti,
    suspicionCenti,
    stakesCenti,
    handCenti: judged.handCenti,
    alone: alertsAlone(judged, policy),
    mode: decision.mode,
    forbid,
    severity: assessment.severity,
    held: tips ? holds(judged.facts, policy) : nothingHeld,
    rules: judged.rules.length === 0 ? noNames : judged.rules.map((rule) => rule.name),
    mayTip: tips,
    climbTold: decision.alerts && judged.rules.some(tellsOfClimb) ? climbRatio(sight) : 0,
    odd: judged.odd,
  }
}

const tellsOfClimb = ({ when }: Rule): boolean => when.reads.has('pace.climb')

/** Whether a change that alerts would do so without what its session lends it. */
function alertsAlone({ assessment, floor, handCenti }: Judged, policy: Policy): boolean {
  if (handCenti === 0 || floor !== undefined) return true
  const { suspicionCenti, scoreCenti } = policy.alertAt
  return (
    assessment.suspicionCenti - handCenti >= suspicionCenti && assessment.scoreCenti - handCenti >= scoreCenti
  )
}

/** From so many points beyond its prior an act is worth looking at again; the routine of a stolen session is not. */
const recallFrom = 100

/** Whether the most that the rest of the session may lend could still tip a change that could be undone. What points
 *  cannot tip is not kept for a rule's floor alone: that rule speaks of the hand, and tells of it by a change of its
 *  own; the routine of that day has no part in it. */
function mayTip(
  { sight, assessment, handCenti, oddCenti }: Judged,
  decision: Decision,
  { alertAt, weights, rulesLaterCenti }: Policy,
): boolean {
  if (oddCenti < recallFrom) return false
  const lentCenti = weights.hand.cap - handCenti + rulesLaterCenti
  const couldTell =
    assessment.suspicionCenti + lentCenti >= alertAt.suspicionCenti &&
    assessment.scoreCenti + lentCenti >= alertAt.scoreCenti
  if (!decision.alerts && !couldTell) return false
  const { outcome, action } = sight.change
  return (
    decision.mode !== 'auto' &&
    (outcome === 'done' || outcome === 'partial') &&
    inverseOf[action] !== undefined
  )
}
