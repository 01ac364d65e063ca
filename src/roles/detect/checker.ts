import { type Foresight, foresee } from '../../core/ask/foresee.ts'
import { withApprover } from '../../core/ask/with-approver.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import type { Known } from '../../core/decision/step.ts'
import { useApproval } from '../../core/memory/approved.ts'
import { complete } from '../../core/reference/complete.ts'
import type { Foreseen } from '../../ports/checks.ts'
import type { DetectEdges } from '../detect.ts'
import { causeOf } from '../ids.ts'
import { noTables } from './partition.ts'
import { actorKey, type RememberedActors } from './remembered-actors.ts'

/** Looks at a change that has not happened yet as the stream would now, and leaves no trace: memory, baselines and
 *  suspects are read, never moved. */
export async function check(
  edges: DetectEdges,
  actors: RememberedActors,
  asked: AccountChange,
): Promise<Foreseen> {
  const now = edges.clock.now()
  const looked = edges.reference?.tablesFor([[asked]]) ?? noTables
  const tables = looked instanceof Promise ? await looked : looked
  // Nothing waits from here on: what is looked at belongs to one moment.
  const policy = edges.policy.current()
  const { change, filled } = complete(asked, tables, now)
  const memory = actors.get(actorKey(change.source, change.actor.id))
  const cause = causeOf(asked)
  const approval = useApproval(memory, cause, now)
  const baselines = edges.baselines.look(change.occurredAt)
  const known: Known = {
    memory,
    arrivedAt: now,
    neverKnown: edges.neverKnown,
    suspects: edges.suspects.asOf(change.occurredAt),
    filled,
    ...(baselines !== undefined && { baselines }),
    ...(approval !== undefined && { approvedBefore: true }),
  }
  const seen = approval === undefined ? change : withApprover(change, approval.by)
  const foresight: Foresight = foresee(seen, known, policy)
  return {
    cause,
    change: edges.shown(seen),
    foresight,
    policy: policy.id,
    holdMs: policy.ask.holdMinutes * 60_000,
  }
}
