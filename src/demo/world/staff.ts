import type { Actor } from '../../core/change/account-change.ts'
import { between, chanceOf, logNormal, pick, wholeBetween, wordKey } from '../chance.ts'
import { dayMs, hourMs } from './act.ts'
import { tagOf } from './population.ts'
import { type Team, teams } from './teams.ts'

/** One person of the platform's staff, from the first day to the last. */
export interface Person {
  readonly id: string
  /** Keys all that is drawn for this person. */
  readonly key: number
  readonly kind: 'employee' | 'contractor'
  readonly team: Team
  readonly role: string
  readonly hiredAt: number
  readonly endsAt: number
  /** Who leaves hands over first: usually there is nothing left to do on the last morning. */
  readonly lastActAt: number
  /** Contractors: length of one contract. The end moves on when it is renewed. */
  readonly termDays: number
  readonly site: Site
  /** Hour of the day at the site. */
  readonly shiftBegins: number
  /** Day of the week, Sunday 0, on which two days off begin. */
  readonly daysOffFrom: number
  /** How much this person does, against the team's usual. */
  readonly pace: number
}

export interface Site {
  readonly name: string
  readonly hoursFromUtc: number
}

export const sites: readonly Site[] = [
  { name: 'manila', hoursFromUtc: 8 },
  { name: 'dublin', hoursFromUtc: 0 },
  { name: 'austin', hoursFromUtc: -6 },
]

/** A seat is filled by one person after another, so that somebody is always new and somebody is leaving. */
export interface Seat {
  readonly number: number
  readonly kind: Person['kind']
  readonly team: Team
}

export const seats: readonly Seat[] = teams
  .flatMap((team) => [
    ...Array.from({ length: team.employees }, () => ({ kind: 'employee' as const, team })),
    ...Array.from({ length: team.contractors }, () => ({ kind: 'contractor' as const, team })),
  ])
  .map((seat, number) => ({ ...seat, number }))

const firstHiredAt = Date.UTC(2014, 0, 1)
/** Shortest and longest time in a seat, and days until the next person has it. */
const stayDays = { employee: [500, 2400], contractor: [150, 420] } as const
const emptyDays = [3, 20] as const
/** Renewals are agreed this long before a contract's end, and those who give notice give as much. */
const noticeDays = 30

/** Who holds the seat at that moment; `undefined` while it is empty. */
export function personIn(seed: number, seat: Seat, at: number): Person | undefined {
  const chance = chanceOf(seed, wordKey('seat'), seat.number)
  const [shortest, longest] = stayDays[seat.kind]
  let hiredAt = firstHiredAt + wholeBetween(chance, 0, 300) * dayMs
  for (let nth = 0; hiredAt <= at; nth++) {
    const endsAt = hiredAt + wholeBetween(chance, shortest, longest) * dayMs
    if (at < endsAt) return personOf(seed, seat, nth, hiredAt, endsAt)
    hiredAt = endsAt + wholeBetween(chance, ...emptyDays) * dayMs
  }
  return undefined
}

function personOf(seed: number, seat: Seat, nth: number, hiredAt: number, endsAt: number): Person {
  const key = tagKey(seed, seat.number, nth)
  const chance = chanceOf(seed, key)
  const senior = seat.team.name === 'escalations' || chance() < 0.15
  const site = seat.team.weekends
    ? (sites[seat.number % sites.length] ?? pick(chance, sites))
    : pick(chance, sites)
  // Offices let people go at the end of a day, not at midnight.
  const leavesAt = endsAt + (18 - site.hoursFromUtc) * hourMs - (endsAt % dayMs)
  return {
    id: `${seat.kind}-${tagOf(seed, key)}`,
    key,
    kind: seat.kind,
    team: seat.team,
    role: seat.number % 9 === 0 ? 'lead' : senior ? 'senior-agent' : 'agent',
    hiredAt,
    endsAt: leavesAt,
    lastActAt: leavesAt - 6 * hourMs,
    termDays: pick(chance, [90, 180, 365]),
    site,
    shiftBegins: wholeBetween(chance, 6, 12),
    daysOffFrom: seat.team.weekends ? wholeBetween(chance, 0, 7) : 6,
    pace: logNormal(chance, 1, 0.3),
  }
}

function tagKey(seed: number, seatNumber: number, nth: number): number {
  return Number.parseInt(tagOf(seed, wordKey('person'), seatNumber, nth), 16)
}

/** The person as the platform's own records show them at that moment: a contractor's contract always has an
 *  end, an employee has one once notice is given. */
export function actorOf(person: Person, at: number): Actor {
  const leavesAt = knownEnd(person, at)
  return {
    id: person.id,
    kind: person.kind,
    role: person.role,
    team: person.team.name,
    hiredAt: person.hiredAt,
    ...(leavesAt === undefined ? {} : { leavesAt, accessEndsAt: leavesAt }),
    credentialChangedAt: Math.max(person.hiredAt, lastRotation(person, at)),
  }
}

/** Passwords are changed every 90 days, each person's on a day of their own. */
function lastRotation(person: Person, at: number): number {
  const everyMs = 90 * dayMs
  const phase = Math.floor(between(chanceOf(person.key, wordKey('credential')), 0, everyMs))
  return Math.floor((at - phase) / everyMs) * everyMs + phase
}

function knownEnd(person: Person, at: number): number | undefined {
  if (person.kind === 'employee') return person.endsAt - at < noticeDays * dayMs ? person.endsAt : undefined
  const termMs = person.termDays * dayMs
  // The first end of a term that lies further ahead than a renewal is agreed.
  const terms = Math.floor((at + noticeDays * dayMs - person.hiredAt) / termMs) + 1
  return Math.min(person.endsAt, person.hiredAt + terms * termMs)
}
