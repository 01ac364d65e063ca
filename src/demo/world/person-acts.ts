import type { Origin, Reason } from '../../core/change/account-change.ts'
import {
  between,
  type Chance,
  chanceOf,
  logNormal,
  pick,
  pickWeighted,
  poisson,
  wholeBetween,
  wordKey,
} from '../chance.ts'
import { type Act, dayMs, hourMs, minuteMs } from './act.ts'
import { accountIdOf, accountNumberFor, accountNumberOf, notable, tagOf } from './population.ts'
import { hourlyAt, workdayOf } from './shifts.ts'
import { actorOf, type Person } from './staff.ts'
import { answers, type Deed, undoneBy } from './teams.ts'

/** What an act of one person may look at besides: who could approve, whose earlier acts can be answered. */
export interface Colleagues {
  /** Somebody else who may say yes to a notable case. */
  approvers(at: number): readonly Person[]
  /** Somebody whose suspensions and locks come back as appeals. */
  others(at: number): readonly Person[]
}

/** People's acts are worked out in slices of ten minutes, each by itself. */
export const sliceMs = 10 * minuteMs
/** One act in a hundred that restricts is taken back by the same hand within a quarter of an hour. */
const mistakeShare = 0.01
const secondThoughtsMsMax = 15 * minuteMs

/** Everything this person does from `from` up to, not including, `to`; the same however time is cut. */
export function personActs(person: Person, colleagues: Colleagues, from: number, to: number): Act[] {
  const acts: Act[] = []
  for (let at = startOfSlice(from - secondThoughtsMsMax); at < to; at += sliceMs) {
    for (const act of actsInSlice(person, colleagues, at)) {
      if (act.occurredAt >= from && act.occurredAt < to) acts.push(act)
      const second = secondThought(person, act)
      if (second && second.occurredAt >= from && second.occurredAt < to) acts.push(second)
    }
  }
  return acts
}

function startOfSlice(at: number): number {
  return Math.floor(at / sliceMs) * sliceMs
}

function actsInSlice(person: Person, colleagues: Colleagues, begins: number): Act[] {
  const chance = chanceOf(person.key, wordKey('slice'), begins / sliceMs)
  const count = countInSlice(person, chance, begins)
  const acts: Act[] = []
  for (let nth = 0; nth < count; nth++) {
    const occurredAt = begins + wholeBetween(chance, 0, sliceMs)
    const deed = pickWeighted(chance, person.team.deeds, (deed, index) => liking(person, deed, index))
    const accountId = targetOf(person, deed, colleagues, chance, occurredAt)
    if (accountId === undefined) continue
    acts.push({
      eventId: `${person.id}.${(begins / sliceMs).toString(36)}.${nth}`,
      occurredAt,
      action: deed.action,
      accountId,
      actor: actorOf(person, occurredAt),
      origin: originOf(person, occurredAt),
      reason: reasonOf(deed, person, colleagues, chance, occurredAt),
      ...(deed.untilDays ? { until: occurredAt + pick(chance, deed.untilDays) * dayMs } : {}),
    })
  }
  return acts
}

/** Work comes in spurts: some ten minutes hold twice the usual, some nothing. */
function countInSlice(person: Person, chance: Chance, begins: number): number {
  const hourly = hourlyAt(person, begins)
  if (hourly === 0) return 0
  return poisson(chance, (logNormal(chance, 1, 0.4) * hourly * sliceMs) / hourMs)
}

/** How often this person does one kind of deed: everybody has habits, and some deeds are left to seniors. */
function liking(person: Person, deed: Deed, deedIndex: number): number {
  if (deed.seniorsOnly && person.role === 'agent') return 0
  return deed.weight * logNormal(chanceOf(person.key, wordKey('habit'), deedIndex), 1, 0.35)
}

/** A fresh account of the kind, or one that a colleague restricted in the days before. */
function targetOf(
  person: Person,
  deed: Deed,
  colleagues: Colleagues,
  chance: Chance,
  at: number,
): string | undefined {
  if (deed.target !== 'earlier') return accountIdOf(accountNumberFor(deed.target, chance))
  const others = colleagues
    .others(at)
    .filter(({ team }) => team.deeds.some(({ action }) => action === answers[deed.action]))
  // Many ten minutes hold no such act: look into a dozen, then leave it.
  for (let tries = 0; tries < 12; tries++) {
    const colleague = pick(chance, others)
    const begins = startOfSlice(at - between(chance, hourMs, 6 * dayMs))
    const count = countInSlice(colleague, chanceOf(colleague.key, wordKey('slice'), begins / sliceMs), begins)
    if (count === 0) continue
    const answered = actsInSlice(colleague, colleagues, begins).find(
      ({ action, accountId }) => action === answers[deed.action] && mayAnswer(person, accountId),
    )
    if (answered) return answered.accountId
  }
  return undefined
}

/** What was done to the well known is looked at again by those who deal with them. */
function mayAnswer(person: Person, accountId: string): boolean {
  return person.team.name === 'escalations' || (accountNumberOf(accountId) ?? 0) >= notable
}

function originOf(person: Person, at: number): Origin {
  const day = workdayOf(person, at)
  const chance = chanceOf(person.key, wordKey('origin'), day)
  const fromHome = chance() < 0.2
  return {
    tool: person.team.tool,
    sessionId: `s-${tagOf(person.key, day)}`,
    network: fromHome ? `home-${tagOf(person.key, wordKey('home'))}` : `office-${person.site.name}`,
    device: `device-${tagOf(person.key, wordKey('device'), Math.floor(day / 700))}`,
    mfa: true,
  }
}

function reasonOf(deed: Deed, person: Person, colleagues: Colleagues, chance: Chance, at: number): Reason {
  const code = pick(chance, deed.codes)
  const number = Math.floor(at / minuteMs) * 10 + wholeBetween(chance, 0, 10)
  // People forget to enter what stands behind an act about once in fifty.
  if (chance() < 0.02) return { code, assignment: 'routed' }
  switch (deed.warrant) {
    case 'report':
      return {
        code,
        reportId: `R-${number}`,
        assignment: chance() < 0.95 ? 'routed' : 'self-picked',
        noticeSent: true,
      }
    case 'request':
      return { code, ticketId: `U-${number}`, assignment: 'routed' }
    case 'appeal':
      return { code, ticketId: `A-${number}`, assignment: 'routed' }
    case 'ticket':
      return { code, ticketId: `T-${number}`, assignment: 'routed', noticeSent: true }
    case 'approved':
    case 'twice-approved': {
      const approvedBy = approversFor(person, colleagues, chance, at, deed.warrant === 'approved' ? 1 : 2)
      return { code, ticketId: `T-${number}`, assignment: 'routed', approvedBy, noticeSent: true }
    }
    default:
      return deed.warrant satisfies never
  }
}

function approversFor(
  person: Person,
  colleagues: Colleagues,
  chance: Chance,
  at: number,
  count: number,
): string[] {
  const able = colleagues.approvers(at).filter((other) => other.id !== person.id)
  const first = wholeBetween(chance, 0, able.length)
  return Array.from(
    { length: Math.min(count, able.length) },
    (_, nth) => able[(first + nth) % able.length]?.id ?? '',
  )
}

/** A restriction taken back a few minutes later by the one who made it: "wrong account, sorry". */
function secondThought(person: Person, act: Act): Act | undefined {
  const undo = undoneBy[act.action]
  if (undo === undefined) return undefined
  const chance = chanceOf(person.key, wordKey('second-thought'), act.occurredAt)
  if (chance() >= mistakeShare) return undefined
  const { until: _until, ...same } = act
  return {
    ...same,
    eventId: `${act.eventId}.undone`,
    occurredAt: act.occurredAt + wholeBetween(chance, minuteMs, secondThoughtsMsMax),
    action: undo,
    reason: { ...act.reason, code: 'own-mistake' },
  }
}
