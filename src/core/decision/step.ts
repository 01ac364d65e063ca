import type { AccountChange } from '../change/account-change.ts'
import { type Known, Sight } from '../evidence/sight.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import { remember } from '../memory/remember.ts'
import type { Policy } from '../policy/policy.ts'
import { assess } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { decide } from './decide.ts'
import { type Decision, quiet } from './decision.ts'
import type { Grounds } from './grounds.ts'

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
    return { assessment: judged.assessment, decision: quiet(judged.facts.tier), learned: known.memory }
  }
  const { decision, assessment, grounds } = decide(judged, policy)
  const learned = remember(sight, known.memory, decision.alerts)
  return { assessment, decision, learned, ...(grounds === undefined ? {} : { grounds }) }
}

export interface Step {
  readonly assessment: Assessment
  readonly decision: Decision
  readonly learned: ActorMemory
  /** There while what is known of others may still tip it: see `relate`. */
  readonly grounds?: Grounds
}
