import type { AccountChange } from '../../core/change/account-change.ts'
import { explain } from '../../core/decision/explain.ts'
import { type Known, type Step, step } from '../../core/decision/step.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { atLeast, type Mode, type Severity, severities } from '../../core/policy/severity.ts'
import { actorKey, rememberActors } from '../../roles/detect/remembered-actors.ts'
import type { Placed } from '../history/event-order.ts'

/** What a policy makes of a change: the mode of its alert, or `none` where nobody is told. */
type Granted = Mode | 'none'

/** What history would have been under each of two policies. */
export interface BothWays {
  readonly changes: number
  /** Event time of the first and the last change; both 0 where there is none. */
  readonly from: number
  readonly to: number
  readonly before: Side
  readonly after: Side
  /** Alerts that only the new policy raises, and that only the old one did. */
  readonly gained: ReadonlyMap<Severity, Found>
  readonly lost: ReadonlyMap<Severity, Found>
  /** Alerts under both, of another severity. */
  readonly raised: number
  readonly lowered: number
  /** `approve -> auto`, how many. Alerts gained and lost are among them, as `none`. */
  readonly modes: ReadonlyMap<string, number>
  /** Changes that the machine would now undo alone. */
  readonly toAuto: Found
}

export interface Side {
  readonly alerts: Record<Severity, number>
  readonly modes: Record<Mode, number>
}

export interface Found {
  count: number
  /** The first few. */
  readonly first: Told[]
}

export interface Told {
  readonly eventId: string
  readonly occurredAt: number
  readonly severity: Severity
  readonly mode: Mode
  readonly says: string
}

/** As a replay: only the idlest leave. Each policy has its own memories, so half as many. */
const actorsMax = 1_000_000

/** History through two policies in one pass, each with the memories that it alone has made: what a policy
 *  flags it does not learn, so that two policies soon know the same person differently. */
export async function replayBothWays(
  batches: AsyncIterable<readonly Placed[]>,
  policies: { readonly before: Policy; readonly after: Policy },
  options: { readonly neverKnown: ReadonlySet<string>; readonly firstMax: number },
  progress: (changes: number) => void,
): Promise<BothWays> {
  const past = { before: rememberActors(actorsMax), after: rememberActors(actorsMax) }
  const sums = newSums()
  const look = (side: 'before' | 'after', change: AccountChange, key: string): Looked => {
    const known: Known = { memory: past[side].get(key), neverKnown: options.neverKnown }
    const stepped = step(change, known, policies[side])
    past[side].set(key, stepped.learned)
    return { change, known, policy: policies[side], stepped }
  }
  for await (const batch of batches) {
    for (const { change } of batch) {
      const key = actorKey(change.source, change.actor.id)
      count(sums, look('before', change, key), look('after', change, key), options.firstMax)
    }
    // Nothing is written down here; what changed would otherwise be held for a commit that never comes.
    past.before.takeUnwritten()
    past.after.takeUnwritten()
    progress(sums.changes)
  }
  return sums
}

interface Looked {
  readonly change: AccountChange
  readonly known: Known
  readonly policy: Policy
  readonly stepped: Step
}

interface Sums extends BothWays {
  changes: number
  from: number
  to: number
  raised: number
  lowered: number
  readonly gained: Map<Severity, Found>
  readonly lost: Map<Severity, Found>
  readonly modes: Map<string, number>
}

function newSums(): Sums {
  return {
    changes: 0,
    from: 0,
    to: 0,
    before: newSide(),
    after: newSide(),
    gained: new Map(severities.map((severity) => [severity, newFound()])),
    lost: new Map(severities.map((severity) => [severity, newFound()])),
    raised: 0,
    lowered: 0,
    modes: new Map(),
    toAuto: newFound(),
  }
}

function newSide(): Side {
  return {
    alerts: { info: 0, low: 0, medium: 0, high: 0, critical: 0 },
    modes: { observe: 0, approve: 0, veto: 0, auto: 0 },
  }
}

function newFound(): Found {
  return { count: 0, first: [] }
}

function count(sums: Sums, before: Looked, after: Looked, firstMax: number): void {
  const at = before.change.occurredAt
  if (sums.changes === 0) sums.from = at
  sums.to = at
  sums.changes += 1
  const [was, is] = [before.stepped, after.stepped]
  if (!was.decision.alerts && !is.decision.alerts) return
  countSide(sums.before, was)
  countSide(sums.after, is)
  if (!was.decision.alerts) find(sums.gained.get(is.assessment.severity), after, firstMax)
  else if (!is.decision.alerts) find(sums.lost.get(was.assessment.severity), before, firstMax)
  else if (was.assessment.severity !== is.assessment.severity) {
    if (atLeast(is.assessment.severity, was.assessment.severity)) sums.raised += 1
    else sums.lowered += 1
  }
  const [from, to] = [grantedBy(was), grantedBy(is)]
  if (from === to) return
  const turn = `${from} -> ${to}`
  sums.modes.set(turn, (sums.modes.get(turn) ?? 0) + 1)
  if (to === 'auto') find(sums.toAuto, after, firstMax)
}

function countSide(side: Side, { assessment, decision }: Step): void {
  if (!decision.alerts) return
  side.alerts[assessment.severity] += 1
  side.modes[decision.mode] += 1
}

function grantedBy({ decision }: Step): Granted {
  return decision.alerts ? decision.mode : 'none'
}

function find(found: Found | undefined, looked: Looked, firstMax: number): void {
  if (found === undefined) return
  found.count += 1
  if (found.first.length >= firstMax) return
  const { change, known, policy, stepped } = looked
  found.first.push({
    eventId: change.eventId,
    occurredAt: change.occurredAt,
    severity: stepped.assessment.severity,
    mode: stepped.decision.mode,
    says: explain(change, known, policy, stepped).says,
  })
}
