import type { Policy } from '../../core/policy/policy.ts'
import { atLeast, type Mode, modes, type Severity, severities } from '../../core/policy/severity.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import type { Placed } from '../history/event-order.ts'
import { openRun, type Raised } from '../history/run-history.ts'

/** What a policy makes of a change in the end, by whatever alert: its mode, or `none` where nobody is told. */
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

/** History through two policies in one pass, each as `replay` runs it, with the memories that it alone has made: what
 *  a policy flags it does not learn, so that two policies soon know the same person differently. A change counts by
 *  the gravest that was said of it, at its own time or later, and by the most that the machine was granted. */
export async function replayBothWays(
  batches: AsyncIterable<readonly Placed[]>,
  policies: { readonly before: Policy; readonly after: Policy },
  options: {
    readonly neverKnown: ReadonlySet<string>
    /** Staff and accounts, of the latter those that each policy keeps. */
    readonly tables: { readonly before: ReferenceTables; readonly after: ReferenceTables }
    readonly firstMax: number
  },
  progress: (changes: number) => void,
): Promise<BothWays> {
  const { neverKnown, tables } = options
  const runs = {
    before: openRun({ policy: policies.before, tables: tables.before, neverKnown }),
    after: openRun({ policy: policies.after, tables: tables.after, neverKnown }),
  }
  const told = { before: new Map<string, Alerted>(), after: new Map<string, Alerted>() }
  let [changes, from, to] = [0, 0, 0]
  for await (const batch of batches) {
    for (const { change } of batch) {
      if (changes === 0) from = change.occurredAt
      to = change.occurredAt
      changes += 1
      for (const side of ['before', 'after'] as const)
        for (const alert of runs[side].see(change).alerts) tell(told[side], alert)
    }
    progress(changes)
  }
  return { changes, from, to, ...compared(told, options.firstMax) }
}

/** All that one policy made of one change. */
interface Alerted extends Pick<Raised, 'change' | 'explain'> {
  readonly severity: Severity
  readonly mode: Mode
}

function tell(told: Map<string, Alerted>, { change, assessment, decision, explain }: Raised): void {
  const key = `${change.source} ${change.eventId}`
  const known = told.get(key)
  const { severity } = assessment
  if (known === undefined) {
    told.set(key, { change, explain, severity, mode: decision.mode })
    return
  }
  const mode = modes.indexOf(decision.mode) > modes.indexOf(known.mode) ? decision.mode : known.mode
  const isGraver = severity !== known.severity && atLeast(severity, known.severity)
  told.set(key, isGraver ? { change, explain, severity, mode } : { ...known, mode })
}

function compared(
  { before, after }: { readonly before: Map<string, Alerted>; readonly after: Map<string, Alerted> },
  firstMax: number,
): Omit<BothWays, 'changes' | 'from' | 'to'> {
  const [gained, lost] = [newFounds(), newFounds()]
  const turns = new Map<string, number>()
  const toAuto: Found = { count: 0, first: [] }
  let [raised, lowered] = [0, 0]
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    if (was === undefined && is !== undefined) find(gained.get(is.severity), is, firstMax)
    if (is === undefined && was !== undefined) find(lost.get(was.severity), was, firstMax)
    if (was !== undefined && is !== undefined && was.severity !== is.severity) {
      if (atLeast(is.severity, was.severity)) raised += 1
      else lowered += 1
    }
    const [from, to]: readonly Granted[] = [was?.mode ?? 'none', is?.mode ?? 'none']
    if (from === to) continue
    const turn = `${from} -> ${to}`
    turns.set(turn, (turns.get(turn) ?? 0) + 1)
    if (to === 'auto' && is !== undefined) find(toAuto, is, firstMax)
  }
  return { before: sideOf(before), after: sideOf(after), gained, lost, raised, lowered, modes: turns, toAuto }
}

function newFounds(): Map<Severity, Found> {
  return new Map(severities.map((severity) => [severity, { count: 0, first: [] }]))
}

function sideOf(told: ReadonlyMap<string, Alerted>): Side {
  const side: Side = {
    alerts: { info: 0, low: 0, medium: 0, high: 0, critical: 0 },
    modes: { observe: 0, approve: 0, veto: 0, auto: 0 },
  }
  for (const { severity, mode } of told.values()) {
    side.alerts[severity] += 1
    side.modes[mode] += 1
  }
  return side
}

function find(
  found: Found | undefined,
  { change, explain, severity, mode }: Alerted,
  firstMax: number,
): void {
  if (found === undefined) return
  found.count += 1
  if (found.first.length >= firstMax) return
  const { eventId, occurredAt } = change
  found.first.push({ eventId, occurredAt, severity, mode, says: explain().says })
}
