import type { Reason } from '../../../src/core/change/account-change.ts'
import { chanceOf, wordKey } from '../../../src/demo/chance.ts'
import { deskAct } from '../../../src/demo/incidents/cast.ts'
import type { Run } from '../../../src/demo/incidents/script.ts'
import { type Act, dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { personActs } from '../../../src/demo/world/person-acts.ts'
import type { Person } from '../../../src/demo/world/staff.ts'
import { createWorld, mergeInOrder } from '../../../src/demo/world/world.ts'
import { changesOf, look, type Seen } from './season.ts'

/** One of the staff among some of their team, whose work makes the peers' usual: for what takes weeks, and for
 *  what needs nobody else. */
export interface Stage {
  readonly run: Run
  /** Two years with the platform when it begins, and not leaving. */
  readonly person: Person
  readonly colleagues: readonly Person[]
}

/** A month of usual work comes first. */
export const monthMs = 28 * dayMs
export function stageFor(seed: number, team: string, colleaguesMax = 4): Stage {
  const world = createWorld(seed)
  const beginsAt = Date.UTC(2026, 10, 10) + seed * 31 * hourMs
  const order = (person: Person) => chanceOf(seed, wordKey('slow'), person.key)()
  const [first, ...others] = world
    .staffAt(beginsAt)
    .filter((person) => person.team.name === team)
    .sort((a, b) => order(a) - order(b))
  if (first === undefined) throw new Error(`seed ${seed}: nobody is in ${team}`)
  const endsAt = beginsAt + 1_000 * dayMs
  const person: Person = {
    ...first,
    kind: 'employee',
    hiredAt: beginsAt - 730 * dayMs,
    endsAt,
    lastActAt: endsAt,
  }
  const run = { seed, startsAt: beginsAt, world, tag: 'top', varied: true }
  return { run, person, colleagues: others.slice(0, colleaguesMax) }
}

/** The work of all and what comes on top of it, seen one after another; what is answered is the top. */
export function seenOnTop({ run }: Stage, work: readonly Act[], onTop: readonly Act[]): Seen[] {
  const ids = new Set(onTop.map(({ eventId }) => eventId))
  const seen: Seen[] = []
  look(changesOf(mergeInOrder([...work], [...onTop]), run.seed), [], (one) => {
    if (ids.has(one.change.eventId)) seen.push(one)
  })
  return seen
}

/** What this person and their colleagues do as usual, from a month before. */
export function usualWork(stage: Stage, to: number): Act[] {
  return workOf(stage, [stage.person, ...stage.colleagues], to)
}

/** What some of them do as usual. */
export function workOf({ run }: Stage, people: readonly Person[], to: number): Act[] {
  return people.flatMap((person) => personActs(person, run.world.colleagues, run.startsAt - monthMs, to))
}

/** An act of this person on top of the usual work, from their own desk unless something else is said. */
export function actOnTop(
  { run, person }: Stage,
  nth: number,
  at: number,
  { action, accountId, reason, ...otherwise }: Deed,
): Act {
  return { ...deskAct(run, person, nth, at, { action, accountId, reason }), ...otherwise }
}

type Deed = Pick<Act, 'action' | 'accountId'> & { readonly reason: Reason } & Partial<Act>
