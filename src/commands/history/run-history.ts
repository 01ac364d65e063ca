import type { AccountChange } from '../../core/change/account-change.ts'
import type { AlertKind } from '../../core/decision/alert.ts'
import type { Outcome } from '../../core/decision/decide.ts'
import { type Explanation, explain } from '../../core/decision/explain.ts'
import type { Reassessed } from '../../core/decision/hindsight.ts'
import { type Known, type Step, step } from '../../core/decision/step.ts'
import { learnUndone } from '../../core/memory/undone.ts'
import { learnVerdict } from '../../core/memory/verdict.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type Completed, complete, filledPaths, type ReferenceTables } from '../../core/reference/complete.ts'
import { openSuspects, type SuspectAlert, type Suspects } from '../../core/relate/suspects.ts'
import { withNoReturn } from '../../core/reversal/no-return.ts'
import type { Counterfactual } from '../../core/what-if/counterfactual.ts'
import { findCounterfactuals } from '../../core/what-if/find-counterfactuals.ts'
import { withoutLater } from '../../core/what-if/without-others.ts'
import {
  actorKey,
  learn,
  type RememberedActors,
  rememberActors,
} from '../../roles/detect/remembered-actors.ts'
import { suspectsMax } from '../../roles/suspects.ts'
import type { Placed } from './event-order.ts'
import { type HistoryBaselines, openBaselines } from './history-baselines.ts'
import { type HistoryRelations, type RelatedChange, relateHistory } from './relate-history.ts'
import type { VerdictFeed } from './verdict-feed.ts'

export interface RunOptions {
  readonly policy: Policy
  /** Facts that the source can never supply, as its mapping declares. */
  readonly neverKnown: ReadonlySet<string>
  readonly verdicts?: VerdictFeed
  /** Staff and accounts as they stood; absent: what the changes lack is unknown. */
  readonly tables?: ReferenceTables
}

/** One change of a history, with all that was made of it at its time. */
export interface Happened {
  readonly change: AccountChange
  /** What was known of its actor the moment before, and of its account. */
  readonly known: Known
  readonly related: RelatedChange
  readonly step: Step
  /** Points of suspicion, in hundredths, that others' acts gave it: `RelatedChange.pointsCenti`. */
  readonly relationCenti: number
  /** Its suspicion and stakes in the end: its own and the points of others. */
  readonly assessed: { readonly suspicionCenti: number; readonly stakesCenti: number }
  /** What this change made us raise: of itself, and of others that it threw light on. */
  readonly alerts: readonly Raised[]
}

/** One alert, before words are made of it. */
export interface Raised extends Outcome {
  readonly kind: AlertKind
  /** The change that it is about. */
  readonly change: AccountChange
  /** There where several hands are in it, as on the stream's alert. */
  readonly campaign?: string
  /** Event time of the change that decided it. */
  readonly decidedAt: number
  /** That change, where it was a later one by the same hand. */
  readonly hindsightOf?: string
  /** Facts that the event lacked and the tables brought, as paths. Hindsight's changes were completed long before:
   *  nobody remembers from where. */
  readonly fromTables?: readonly string[]
  /** Its account book in words; costs as much as everything before it. */
  explain(): Explanation
  /** What would have had to be otherwise: some thirty times as dear. */
  counterfactuals(): readonly Counterfactual[]
}

/** Of a history's actors, as of the stream's, only the idlest leave. */
const actorsMax = 2_000_000

/** History through a policy: the same functions as the stream, in event-time order, with no effect on anything.
 *  `replay`, `evaluate` and `fit` all see what `each` is told. Answers nothing: whoever wants more remembers it. */
export async function runHistory(
  batches: AsyncIterable<readonly Placed[]>,
  options: RunOptions,
  each: (happened: Happened) => void,
): Promise<void> {
  const run = openRun(options)
  for await (const batch of batches) for (const { change } of batch) each(run.see(change))
}

/** A run that is handed its changes one by one, so that several policies can go over one reading of history. */
export function openRun(options: RunOptions): HistoryRun {
  const actors = rememberActors(actorsMax)
  const suspects = openSuspects(suspectsMax)
  const baselines = openBaselines(actors, options.policy.peers?.taught)
  const run: Run = { actors, baselines, relations: relateHistory(options), suspects, options }
  let untilForgotten = forgetEvery
  return {
    see(told) {
      learnVerdictsUntil(told.occurredAt, run)
      const clocked = withNoReturn(told, options.policy.noReturn)
      const happened = assessNext(complete(clocked, options.tables ?? noTables), run)
      untilForgotten -= 1
      if (untilForgotten === 0) {
        // Nothing is written down here; what changed would otherwise be held for a commit that never comes.
        actors.takeUnwritten()
        untilForgotten = forgetEvery
      }
      return happened
    },
  }
}

export interface HistoryRun {
  /** In the order of event time. */
  see(change: AccountChange): Happened
}

const noTables: ReferenceTables = { staff: undefined, accounts: undefined }

/** Changes between two clearings of what a stream would have written down. */
const forgetEvery = 10_000

interface Run {
  readonly actors: RememberedActors
  readonly baselines: HistoryBaselines
  readonly relations: HistoryRelations
  readonly suspects: Suspects
  readonly options: RunOptions
}

function assessNext({ change, filled }: Completed, run: Run): Happened {
  const { actors, options, relations, suspects } = run
  const baselines = run.baselines.at(change.occurredAt)
  const { policy, neverKnown, verdicts } = options
  const key = actorKey(change.source, change.actor.id)
  const known: Known = {
    memory: actors.get(key),
    neverKnown,
    filled,
    suspects: suspects.asOf(change.occurredAt),
    ...(baselines !== undefined && { baselines }),
  }
  const stepped = step(change, known, policy)
  run.baselines.count(stepped)
  actors.set(key, stepped.learned)
  const related = relations.relate(change, stepped)
  const { pointsCenti, raised, undone } = related
  if (undone !== undefined) learn(actors, undone, (memory) => learnUndone(memory, undone))
  const { assessment, decision } = stepped
  const fromTables = filled === undefined ? {} : { fromTables: filledPaths(filled) }
  const byOthers = raised.map((one) => ({ ...one, ...fromTables }))
  let alerts: readonly Raised[] = byOthers
  if (decision.alerts) {
    const say = () => explain(change, known, policy, stepped)
    const { occurredAt: decidedAt } = change
    const own: Raised = {
      kind: 'change',
      change,
      assessment,
      decision,
      decidedAt,
      ...fromTables,
      explain: say,
      counterfactuals: () => findCounterfactuals({ change, known }, policy, stepped),
    }
    alerts = [own, ...stepped.reassessed.map((again) => inHindsight(again, change, options)), ...byOthers]
  }
  for (const alert of alerts) {
    // Hindsight's alert is about an earlier change, and so is the verdict on it.
    verdicts?.flagged(alert.change)
    suspects.alerted(suspicious(alert))
  }
  return {
    change,
    known,
    related,
    step: stepped,
    relationCenti: pointsCenti,
    assessed: {
      suspicionCenti: assessment.suspicionCenti + pointsCenti,
      stakesCenti: assessment.stakesCenti,
    },
    alerts,
  }
}

function suspicious({ kind, change, assessment, decidedAt }: Raised): SuspectAlert {
  const { source, eventId, actor } = change
  return { kind, source, eventId, decidedAt, severity: assessment.severity, actorId: actor.id }
}

function inHindsight(again: Reassessed, tipping: AccountChange, { policy, neverKnown }: RunOptions): Raised {
  const { change } = again.recent
  const { assessment, decision } = again
  return {
    kind: 'hindsight',
    change,
    assessment,
    decision,
    decidedAt: tipping.occurredAt,
    hindsightOf: tipping.eventId,
    explain: () => explain(change, { memory: undefined, neverKnown }, policy, again),
    counterfactuals: () => withoutLater(again.recent.told, again, tipping.eventId),
  }
}

function learnVerdictsUntil(occurredAt: number, { actors, options, suspects }: Run): void {
  for (const verdict of options.verdicts?.until(occurredAt) ?? []) {
    suspects.judged(verdict)
    const isLearnt = learn(actors, verdict, (memory) => learnVerdict(memory, verdict))
    if (!isLearnt && verdict.verdict === 'meant') options.verdicts?.taughtNothing()
  }
}
