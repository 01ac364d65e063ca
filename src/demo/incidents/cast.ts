import type { Reason } from '../../core/change/account-change.ts'
import type { Action } from '../../core/change/actions.ts'
import { between, type Chance, chanceOf, logNormal, wholeBetween, wordKey } from '../chance.ts'
import { type Act, dayMs, hourMs } from '../world/act.ts'
import { personActs } from '../world/person-acts.ts'
import {
  accountNumberFor,
  accountNumberOf,
  known,
  type Profile,
  profileOf,
  tagOf,
} from '../world/population.ts'
import { isOff, workdayOf } from '../world/shifts.ts'
import { actorOf, type Person } from '../world/staff.ts'
import { teams } from '../world/teams.ts'
import type { Run } from './script.ts'

export interface Part {
  readonly kind: Person['kind']
  readonly team: string
  readonly role: string
  readonly hiredDaysAgo: number
  /** From the start of the incident; negative where the job has already ended. */
  readonly endsInMs?: number
  /** Tells apart several people of one run. */
  readonly nth?: number
}

/** Somebody whom nobody has seen before, on duty when the incident begins, a few hours into the shift. */
export function personFor(run: Run, part: Part): Person {
  const team = teams.find(({ name }) => name === part.team)
  if (team === undefined) throw new Error(`no team is called ${part.team}`)
  const endsAt = run.startsAt + (part.endsInMs ?? 3_000 * dayMs)
  for (let take = 0; ; take++) {
    const key = Number.parseInt(tagOf(run.seed, wordKey(run.tag), part.nth ?? 0, take), 16)
    const chance = chanceOf(key)
    const utcHour = (run.startsAt % dayMs) / hourMs
    const person: Person = {
      id: `${part.kind}-${run.tag}${part.nth ?? ''}`,
      key,
      kind: part.kind,
      team,
      role: part.role,
      hiredAt: run.startsAt - Math.floor(part.hiredDaysAgo * dayMs),
      endsAt,
      lastActAt: endsAt,
      termDays: 5_000,
      site: { name: 'dublin', hoursFromUtc: 0 },
      shiftBegins: (utcHour - between(chance, 2, 6.5) + 24) % 24,
      daysOffFrom: wholeBetween(chance, 0, 7),
      pace: between(chance, 0.8, 1.2),
    }
    if (!isOff(person, workdayOf(person, run.startsAt))) return person
  }
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
 *  and then, for somebody so little known, and the alerts of a run are to be the incident's own. */
export function plainPastOf(run: Run, person: Person, fromDaysAgo: number): Act[] {
  const today = workdayOf(person, run.startsAt)
  return pastOf(run, person, fromDaysAgo).filter(
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

/** `id` of the nth account that the run brings along. */
export function castId(run: Run, nth: number): string {
  return `x${run.tag}-${nth}`
}

/** So many fresh accounts, each a look-alike of somebody in the population, and what `change` makes of it. */
export function accountsFor(
  run: Run,
  count: number,
  change: (profile: Profile, chance: Chance) => Partial<Profile>,
): Map<string, Profile> {
  const chance = chanceOf(run.seed, wordKey(run.tag), wordKey('accounts'))
  return new Map(
    Array.from({ length: count }, (_, nth) => {
      const like = profileOf(run.seed, accountNumberFor('notable', chance))
      return [castId(run, nth), { ...like, ...change(like, chance) }]
    }),
  )
}

/** A following of someone well known: mostly near the median, some far above. */
export function wellKnown(chance: Chance, median: number): number {
  return Math.floor(Math.min(60_000_000, logNormal(chance, median, 1)))
}

/** A change made by the person at the desk, in today's session, with the ids of this run. */
export function deskAct(
  run: Run,
  person: Person,
  nth: number,
  at: number,
  deed: { action: Action; accountId: string; reason: Reason },
): Act {
  return {
    eventId: `${run.tag}.${run.startsAt.toString(36)}.${nth}`,
    occurredAt: at,
    action: deed.action,
    accountId: deed.accountId,
    actor: actorOf(person, at),
    origin: {
      tool: person.team.tool,
      sessionId: `s-${tagOf(person.key, workdayOf(person, at))}`,
      network: `office-${person.site.name}`,
      device: `device-${tagOf(person.key, wordKey('device'), Math.floor(workdayOf(person, at) / 700))}`,
      mfa: true,
    },
    reason: run.reason === undefined ? deed.reason : { ...deed.reason, code: run.reason },
  }
}

export function reportId(run: Run): string {
  return `R-${Math.floor(run.startsAt / 6_000)}`
}

export function ticketId(run: Run): string {
  return `T-${Math.floor(run.startsAt / 6_000)}`
}
