import type { Act } from './act.ts'
import { dayMs, hourMs } from './act.ts'
import { actsOf, automations } from './automations.ts'
import { type Colleagues, personActs } from './person-acts.ts'
import { type Person, personIn, seats } from './staff.ts'

/** The simulated platform's staff and machines, and all that they do: a function of the seed and of time.
 *  Nothing of it depends on what was asked before; what is kept is only kept so as not to work it out again. */
export interface World {
  readonly seed: number
  staffAt(at: number): readonly Person[]
  readonly colleagues: Colleagues
  /** What people do from `from` up to, not including, `to`, in the order of time. */
  peopleActs(from: number, to: number): Act[]
  /** What automations do, where all together act `ratePerSecond` times a second. */
  automationActs(from: number, to: number, ratePerSecond: number): Act[]
}

export function createWorld(seed: number): World {
  const machines = automations.map((automation) => actsOf(seed, automation))
  const inSeat = seats.map((seat) => remembered((at: number) => personIn(seed, seat, at)))

  function staffAt(at: number): Person[] {
    return inSeat.flatMap((personAt) => personAt(at) ?? [])
  }

  const colleagues = {
    others: byDay((at) => staffAt(at).filter((person) => person.team.name !== 'appeals')),
    approvers: byDay((at) =>
      staffAt(at).filter((person) => person.team.name === 'escalations' || person.role === 'lead'),
    ),
  }

  return {
    seed,
    staffAt,
    colleagues,
    peopleActs(from, to) {
      // Somebody may come or go within the span: whoever is there at its beginning, its end or any day between.
      const people = new Map<string, Person>()
      for (let at = from; at < to; at += dayMs)
        for (const person of staffAt(at)) people.set(person.id, person)
      for (const person of staffAt(to)) people.set(person.id, person)
      return inOrder([...people.values()].flatMap((person) => personActs(person, colleagues, from, to)))
    },
    automationActs: (from, to, ratePerSecond) =>
      inOrder(machines.flatMap((actsWithin) => actsWithin(ratePerSecond, from, to))),
  }
}

/** By time, and among equals by id, so that the order is the same however the acts were gathered. */
function inOrder(acts: Act[]): Act[] {
  return acts.sort((a, b) => a.occurredAt - b.occurredAt || (a.eventId < b.eventId ? -1 : 1))
}

export function mergeInOrder(...lists: readonly Act[][]): Act[] {
  return inOrder(lists.flat())
}

/** The last person asked for in a seat, as long as the moment falls into that person's time. */
function remembered(find: (at: number) => Person | undefined): (at: number) => Person | undefined {
  let last: Person | undefined
  return (at) => {
    if (last === undefined || at < last.hiredAt || at >= last.endsAt - dayMs) last = find(at)
    return last
  }
}

/** The staff as it stood at the beginning of a day: close enough for who answers whose appeals. */
function byDay(list: (at: number) => readonly Person[]): (at: number) => readonly Person[] {
  const days = new Map<number, readonly Person[]>()
  return (at) => {
    const day = Math.floor(at / dayMs)
    const found = days.get(day)
    if (found) return found
    const made = list(day * dayMs)
    if (days.size > 60) days.clear()
    days.set(day, made)
    return made
  }
}

/** At most so many changes are fed at a first start: it stays quick. */
export const pastChangesMax = 120_000
const automationPastMsMax = 6 * hourMs

/** What was done before `until`: all that people did in the weeks before, and the last hours of the machines,
 *  who would fill the bound within minutes otherwise. In the order of time; at most `pastChangesMax`. */
export function pastActs(world: World, weeks: number, until: number, ratePerSecond: number): Act[] {
  const people = world.peopleActs(until - weeks * 7 * dayMs, until).slice(-pastChangesMax)
  const room = pastChangesMax - people.length
  const spanMs = Math.min(automationPastMsMax, (room / Math.max(ratePerSecond, 0.001)) * 1_000)
  const machines = world.automationActs(Math.floor(until - spanMs), until, ratePerSecond)
  return mergeInOrder(people, machines.slice(-room))
}
