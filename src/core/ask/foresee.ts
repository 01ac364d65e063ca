import type { AccountChange } from '../change/account-change.ts'
import { assess } from '../decision/assess.ts'
import { decide, type Outcome } from '../decision/decide.ts'
import { namedByFacts } from '../decision/exclude.ts'
import { type Explanation, explain } from '../decision/explain.ts'
import { type Known, Sight } from '../evidence/sight.ts'
import type { Policy } from '../policy/policy.ts'
import { type AskAnswer, answerOf } from './answer.ts'

/** What a change that has not happened yet would be worth, and what is answered to whoever asks. */
export interface Foresight extends Outcome, Explanation {
  readonly answer: AskAnswer
  /** A second person has said yes to it already. */
  readonly approved: boolean
  /** Names of the exclusions that facts say apply. */
  readonly exclusions: readonly string[]
}

/** The second look before the change: the same evidence, policy and memory as afterwards, and nothing is learnt. What
 *  a second person said yes to is let through whatever it is worth: that was the question. */
export function foresee(change: AccountChange, known: Known, policy: Policy): Foresight {
  const judged = assess(new Sight(change, known), policy)
  const outcome = decide(judged, policy)
  const approved = known.approvedBefore === true
  return {
    ...outcome,
    ...explain(change, known, policy, outcome, 'would'),
    answer: approved ? 'allow' : answerOf(outcome.assessment.severity, policy.ask),
    approved,
    exclusions: namedByFacts(judged.facts, policy),
  }
}
