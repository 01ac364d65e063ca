import type { AccountChange } from '../../core/change/account-change.ts'
import type { AlertKind } from '../../core/decision/alert.ts'
import type { Outcome } from '../../core/decision/decide.ts'
import { type Explanation, explain } from '../../core/decision/explain.ts'
import { type Known, type Step, step } from '../../core/decision/step.ts'
import { learnVerdict } from '../../core/memory/verdict.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { actorKey, type RememberedActors, rememberActors } from '../../roles/detect/remembered-actors.ts'
import type { Placed } from './event-order.ts'
import type { VerdictFeed } from '../replay/verdict-feed.ts'

export interface RunOptions {
  readonly policy: Policy
  /** Facts that the source can never supply, as its mapping declares. */
  readonly neverKnown: ReadonlySet<string>
  readonly verdicts?: VerdictFeed
}

/** One change of a history, with all that was made of it at its time. */
export interface Happened {
  readonly change: AccountChange
  /** What was known of its actor the moment before. */
  readonly known: Known
  readonly step: Step
  /** Its suspicion and stakes in the end. */
  readonly assessed: { readonly suspicionCenti: number; readonly stakesCenti: number }
  /** What this change made us raise: of itself, and of others that it threw light on. */
  readonly alerts: readonly Raised[]
}

/** One alert, before words are made of it. */
export interface Raised extends Outcome {
  readonly kind: AlertKind
  /** The change that it is about. */
  readonly change: AccountChange
  /** Event time of the change that decided it. */
  readonly decidedAt: number
  /** Its account book in words; costs as much as everything before it. */
  explain(): Explanation
}

/** Of a history's actors, as of the stream's, only the idlest leave. */
const actorsMax = 2_000_000
const none: readonly Raised[] = []

/** History through a policy: the same functions as the stream, in event-time order, with no effect on anything.
 *  `replay`, `evaluate` and `fit` all see what `each` is told. Answers nothing: whoever wants more remembers it. */
export async function runHistory(
  batches: AsyncIterable<readonly Placed[]>,
  options: RunOptions,
  each: (happened: Happened) => void,
): Promise<void> {
  const actors = rememberActors(actorsMax)
  for await (const batch of batches) {
    for (const { change } of batch) {
      learnVerdictsUntil(change.occurredAt, actors, options.verdicts)
      each(assessNext(change, actors, options))
    }
    // Nothing is written down here; what changed would otherwise be held for a commit that never comes.
    actors.takeUnwritten()
  }
}

function assessNext(change: AccountChange, actors: RememberedActors, options: RunOptions): Happened {
  const { policy, neverKnown, verdicts } = options
  const key = actorKey(change.source, change.actor.id)
  const known: Known = { memory: actors.get(key), neverKnown }
  const stepped = step(change, known, policy)
  actors.set(key, stepped.learned)
  if (!stepped.decision.alerts) {
    return { change, known, step: stepped, assessed: stepped.assessment, alerts: none }
  }
  verdicts?.flagged(change)
  const { assessment, decision } = stepped
  const raised: Raised = {
    kind: 'change',
    change,
    assessment,
    decision,
    decidedAt: change.occurredAt,
    explain: () => explain(change, known, policy, stepped),
  }
  return { change, known, step: stepped, assessed: assessment, alerts: [raised] }
}

function learnVerdictsUntil(
  occurredAt: number,
  actors: RememberedActors,
  verdicts: VerdictFeed | undefined,
): void {
  for (const verdict of verdicts?.until(occurredAt) ?? []) {
    const key = actorKey(verdict.source, verdict.actorId)
    const memory = actors.get(key)
    if (memory !== undefined) actors.set(key, learnVerdict(memory, verdict))
  }
}
