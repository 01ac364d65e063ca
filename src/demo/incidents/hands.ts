import { between, chanceOf, wholeBetween, wordKey } from '../chance.ts'
import { type Act, dayMs, hourMs } from '../world/act.ts'
import { personActs } from '../world/person-acts.ts'
import { accountNumberOf, known, tagOf } from '../world/population.ts'
import { hourlyAt, isOff, workdayOf } from '../world/shifts.ts'
import type { Person } from '../world/staff.ts'
import { teams } from '../world/teams.ts'
import type { World } from '../world/world.ts'
import type { Hands, Run } from './script.ts'

export interface Part extends Hands {
  /** Of whom is cast for the part as it was; one of the staff keeps their own. */
  readonly role: string
  readonly hiredDaysAgo: number
  /** From the start of the incident; negative where the job has already ended. */
  readonly endsInMs?: number
  /** Tells apart several people of one run. */
  readonly nth?: number
}

/** Who plays the part. As it was, somebody whom nobody has seen before; varied, one of the staff, with the
 *  employment that the part asks for. */
export function personFor(run: Run, part: Part): Person {
  const hiredAt = run.startsAt - Math.floor(part.hiredDaysAgo * dayMs)
  const endsAt = run.startsAt + (part.endsInMs ?? 3_000 * dayMs)
  const person = run.varied ? memberFor(run, part) : strangerFor(run, part)
  return { ...person, hiredAt, endsAt, lastActAt: endsAt, termDays: 5_000 }
}

type Employed = Omit<Person, 'hiredAt' | 'endsAt' | 'lastActAt' | 'termDays'>

/** On duty when the incident begins, a few hours into the shift. */
function strangerFor(run: Run, part: Part): Employed {
  const team = teams.find(({ name }) => name === part.teams[0])
  if (team === undefined) throw new Error(`no team is called ${part.teams[0]}`)
  for (let take = 0; ; take++) {
    const key = Number.parseInt(tagOf(run.seed, wordKey(run.tag), part.nth ?? 0, take), 16)
    const chance = chanceOf(key)
    const utcHour = (run.startsAt % dayMs) / hourMs
    const person = {
      id: `${part.kind}-${run.tag}${part.nth ?? ''}`,
      key,
      kind: part.kind,
      team,
      role: part.role,
      site: { name: 'dublin', hoursFromUtc: 0 },
      shiftBegins: (utcHour - between(chance, 2, 6.5) + 24) % 24,
      daysOffFrom: wholeBetween(chance, 0, 7),
      pace: between(chance, 0.8, 1.2),
    }
    if (!isOff(person, workdayOf(person, run.startsAt))) return person
  }
}

/** Those on duty come first. */
function memberFor(run: Run, part: Part): Employed {
  const order = (person: Person) => chanceOf(run.seed, wordKey(run.tag), person.key)()
  const fit = [...fitting(run.world, part, run.startsAt)].sort((a, b) => order(a) - order(b))
  const onDuty = fit.filter((person) => isOnDuty(person, run.startsAt))
  const member = [...onDuty, ...fit.filter((person) => !onDuty.includes(person))][part.nth ?? 0]
  if (member === undefined) throw new Error(`nobody fits: ${part.kind}, ${part.teams.join(' or ')}`)
  return member
}

function fitting(world: World, { kind, teams }: Hands, at: number): Person[] {
  return world.staffAt(at).filter((person) => person.kind === kind && teams.includes(person.team.name))
}

/** Whether an incident with these hands could begin at that moment. */
export function areThere(world: World, hands: Hands, at: number): boolean {
  return fitting(world, hands, at).some((person) => isOnDuty(person, at))
}

function isOnDuty(person: Person, at: number): boolean {
  return hourlyAt(person, at) > 0
}

/** What this person did as usual work in the days before, up to the minute before the incident. */
export function pastOf(run: Run, person: Person, fromDaysAgo: number, toDaysAgo = 0): Act[] {
  const to = run.startsAt - toDaysAgo * dayMs - 60_000
  return personActs(person, run.world.colleagues, run.startsAt - fromDaysAgo * dayMs, to).sort(
    (a, b) => a.occurredAt - b.occurredAt,
  )
}

/** The plain part of it, up to the end of the working day before the incident: ordinary accounts, a warrant
 *  entered, no second thoughts, and nothing while the end of the job is near. The rest comes near an alert now
 *  and then, for somebody so little known, and the alerts of a run are to be the incident's own. Of one of the
 *  staff nothing is left out: the past is as it was. */
export function plainPastOf(run: Run, person: Person, fromDaysAgo: number): Act[] {
  const past = pastOf(run, person, fromDaysAgo)
  if (run.varied) return past
  const today = workdayOf(person, run.startsAt)
  return past.filter(
    (act) =>
      workdayOf(person, act.occurredAt) < today &&
      person.endsAt - act.occurredAt > handOverMs &&
      (accountNumberOf(act.accountId) ?? 0) >= known &&
      (act.reason?.reportId ?? act.reason?.ticketId) !== undefined &&
      act.reason?.code !== 'own-mistake',
  )
}

/** On the last day and the one before, the employment alone gives 3 points and more: the work is handed over. */
const handOverMs = 36 * hourMs
