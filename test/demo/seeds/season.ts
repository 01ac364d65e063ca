import { openRun, type Raised } from '../../../src/commands/history/run-history.ts'
import { feedVerdicts, type VerdictLine } from '../../../src/commands/history/verdict-feed.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Step } from '../../../src/core/decision/step.ts'
import { atLeast, type Mode, modes, type Severity } from '../../../src/core/policy/severity.ts'
import { chanceOf, wordKey } from '../../../src/demo/chance.ts'
import { areThere } from '../../../src/demo/incidents/hands.ts'
import type { Incident, Script } from '../../../src/demo/incidents/script.ts'
import { accountOf, broughtAlong, doTo } from '../../../src/demo/platform/account.ts'
import type { Row } from '../../../src/demo/platform/book-file.ts'
import { type Act, dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { tagOf } from '../../../src/demo/world/population.ts'
import { createWorld, mergeInOrder, type World } from '../../../src/demo/world/world.ts'
import { shippedPolicy } from '../../core/people.ts'

/** What was made of the acts of one incident, or of one innocent piece of work that looks like it. */
export interface Scene {
  readonly name: string
  readonly acts: readonly Seen[]
}

/** One act, and what the platform's staff were told when it was seen. */
export interface Seen {
  readonly change: AccountChange
  readonly severity: Severity
  /** The most that its own alert grants; `observe` without one. */
  readonly mode: Mode
  /** The gravest of all that it made us raise; absent where nobody was told. */
  readonly told?: Severity
  /** The bars of its own account book, for whoever asks why. */
  bars(): string
}

/** Two weeks of everybody's work come first, so that nobody is a stranger; then a week in which it happens. */
const warmDays = 14
/** Every seed has weeks of its own, 31 hours further: all hours and all days of the week come about. */
const firstWeek = Date.UTC(2026, 10, 10)

/** A season of a world of its own: weeks of its staff's work, and in the last week each of these, by hands of
 *  their own, in the middle of everybody's work. */
export function playSeason(seed: number, incidents: readonly Incident[]): readonly Scene[] {
  const world = createWorld(seed)
  const weekAt = firstWeek + seed * 31 * hourMs
  const casts = castAll(world, incidents, seed, weekAt)
  const busy = new Set(casts.flatMap(({ hands }) => [...hands]))
  const everybody = world.peopleActs(weekAt - warmDays * dayMs, weekAt + 7 * dayMs)
  const acts = mergeInOrder(
    everybody.filter(({ actor }) => !busy.has(actor.id)),
    ...casts.flatMap(({ script, played }) => [[...script.history], [...played]]),
  )
  const sceneOf = new Map(casts.flatMap(({ name, played }) => played.map(({ eventId }) => [eventId, name])))
  const scenes = new Map<string, Seen[]>(incidents.map(({ name }) => [name, []]))
  const brought = casts.flatMap(({ script }) => [...script.accounts])
  look(changesOf(acts, seed, brought), verdictsOn(acts), (seen) => {
    const name = sceneOf.get(seen.change.eventId)
    if (name !== undefined) scenes.get(name)?.push(seen)
  })
  return [...scenes].map(([name, acts]) => ({ name, acts }))
}

/** Routine that is known by its word is cleared by an analyst within the hour, should it ever be flagged. */
export const clearedRoutine = 'weekly-list'

function verdictsOn(acts: readonly Act[]): VerdictLine[] {
  return acts
    .filter(({ labels }) => labels?.['routine'] === clearedRoutine)
    .map(({ eventId, occurredAt }) => ({ eventId, verdict: 'meant', at: occurredAt + hourMs }))
}

interface Cast {
  readonly name: string
  readonly script: Script
  readonly played: readonly Act[]
  readonly hands: ReadonlySet<string>
}

/** Nobody has two parts. */
function castAll(world: World, incidents: readonly Incident[], seed: number, weekAt: number): Cast[] {
  const taken = new Set<string>()
  const free = { ...world, staffAt: (at: number) => world.staffAt(at).filter(({ id }) => !taken.has(id)) }
  return incidents.map((incident) => {
    const startsAt = momentFor(free, incident, seed, weekAt)
    const tag = tagOf(seed, wordKey(incident.name))
    const script = incident.script({ seed, startsAt, world: free, tag, varied: true })
    const played = script.beats.map(({ afterMs, act }) => act(startsAt + afterMs))
    const hands = new Set([...script.history, ...played].map(({ actor }) => actor.id))
    for (const id of hands) taken.add(id)
    return { name: incident.name, script, played, hands }
  })
}

/** Some moment of the first five days at which somebody who fits is at work. */
function momentFor(world: World, { name, hands }: Incident, seed: number, weekAt: number): number {
  const chance = chanceOf(seed, wordKey(name), wordKey('moment'))
  for (let take = 0; take < 1_000; take++) {
    const at = weekAt + Math.floor(chance() * 5 * dayMs)
    if (areThere(world, hands, at)) return at
  }
  throw new Error(`seed ${seed}: nobody is there for ${name}`)
}

/** Acts as they would stand on the topic, without a platform: what an account's state does not allow is left
 *  out. */
export function changesOf(
  acts: readonly Act[],
  seed: number,
  brought: Iterable<readonly [string, Parameters<typeof broughtAlong>[0]]> = [],
): AccountChange[] {
  const rows = new Map<string, Row>()
  for (const [id, profile] of brought) rows.set(id, broughtAlong(profile, 0))
  let seq = 0
  return acts.flatMap((act) => {
    const before = accountOf(seed, act.accountId, rows.get(act.accountId), act.occurredAt)
    const done = before && doTo(before, act, act.action, seq + 1)
    if (done === undefined) return []
    seq += 1
    rows.set(act.accountId, done.row)
    return [done.change]
  })
}

const policy = shippedPolicy('demo')

/** Changes through detection and relations, in order, as a replay would bring them. */
export function look(
  changes: readonly AccountChange[],
  verdicts: readonly VerdictLine[],
  each: (seen: Seen) => void,
): void {
  const run = openRun({ policy, neverKnown: new Set(), verdicts: feedVerdicts(verdicts) })
  for (const change of changes) {
    const { alerts, step } = run.see(change)
    const about = alerts.filter((alert) => alert.change.eventId === change.eventId)
    const told = alerts.map(({ assessment }) => assessment.severity)
    each({
      change,
      severity: step.assessment.severity,
      mode: about.reduce<Mode>((most, { decision }) => greater(most, decision.mode), 'observe'),
      ...(told.length > 0 && { told: told.reduce((a, b) => (atLeast(a, b) ? a : b)) }),
      bars: () => [...(told.length === 0 ? [own(step)] : []), ...alerts.map(barsOf)].join(', '),
    })
  }
}

/** What it was worth by itself, also where nobody was told. */
function own({ assessment }: Step): string {
  return worth(
    'change',
    assessment.findings.map(({ bar, pointsCenti }) => [bar.name, pointsCenti]),
  )
}

function barsOf({ kind, explain }: Raised): string {
  return worth(
    kind,
    explain().bars.map(({ name, pointsCenti }) => [name, pointsCenti]),
  )
}

function worth(kind: string, bars: readonly (readonly [string, number])[]): string {
  return bars.map(([name, pointsCenti]) => `${kind} ${name} ${pointsCenti / 100}`).join(', ')
}

function greater(a: Mode, b: Mode): Mode {
  return modes.indexOf(a) >= modes.indexOf(b) ? a : b
}
