import { isHandOf } from '../change/hand.ts'
import { climbRatio } from '../evidence/climb.ts'
import { massBits } from '../evidence/mass.ts'
import type { Sight } from '../evidence/sight.ts'
import * as at from '../memory/layout.ts'
import { markBit } from '../memory/marks.ts'
import type { Compiled } from './operators.ts'
import type { Condition } from './policy.ts'

/** What an expression may read: one change, and what was made of it so far. */
export interface Facts {
  readonly sight: Sight
  /** Name of the tier; empty while tiers are being tried. */
  readonly tier: string
  /** Of the evidence alone, before any rule's points. */
  readonly suspicionCenti: number
  readonly stakesCenti: number
}

/** One thing an expression may name, its type, and how it is read. What nobody knows reads as the value that
 *  rings no bell, said at each: the `known` booleans tell it from a fact. */
export type Fact = Compiled & { readonly says: string }

/** Hours or days so far off that no threshold is near: how an unknown time reads. */
export const far = 1_000_000
const noList: readonly string[] = []

/** By object, then field. The empty object holds what stands alone. Every entry is in
 *  `schemas/policies/README.md`; a test holds the two together. */
export const facts: Readonly<Record<string, Readonly<Record<string, Fact>>>> = {
  '': {
    action: text('what was done, as in the contract', (f) => f.sight.change.action),
    rawAction: text("the platform's own word, '' if none", (f) => f.sight.change.rawAction ?? ''),
    effect: text('restricts, lifts, seizes, reads or adjusts', (f) => f.sight.effect),
    outcome: text('done, refused, failed or partial', (f) => f.sight.change.outcome),
    source: text('platform or instance', (f) => f.sight.change.source),
    scope: text("global, community, country, '' if unknown", (f) => f.sight.change.scope ?? ''),
    tier: text("name of the tier; '' inside tiers", (f) => f.tier),
    suspicion: number('points of suspicion from evidence, before rules', (f) => f.suspicionCenti / 100),
    stakes: number('points of stakes', (f) => f.stakesCenti / 100),
    score: number('suspicion and stakes', (f) => (f.suspicionCenti + f.stakesCenti) / 100),
    hoursToIrreversible: number('hours until nothing can undo it, far if unknown', hoursToIrreversible),
    delayMinutes: number('minutes from asking to taking effect, 0 if unknown', delayMinutes),
  },
  account: {
    id: text('id of the account', (f) => f.sight.change.account.id),
    kind: text(
      "person, organisation, service, staff, network, '' if unknown",
      (f) => f.sight.change.account.kind ?? '',
    ),
    followers: number('0 if unknown', (f) => f.sight.change.account.followers ?? 0),
    verified: text("'none' if unknown", (f) => f.sight.change.account.verified ?? 'none'),
    protectedClass: list('empty if unknown', (f) => f.sight.change.account.protectedClass ?? noList),
    holds: list('standing exclusions, empty if unknown', (f) => f.sight.change.account.holds ?? noList),
    canary: bool(
      'a decoy that nobody has a reason to touch, false if unknown',
      (f) => f.sight.change.account.canary ?? false,
    ),
    own: bool(
      'the account is the actor’s own, or of whoever it was done for; false for an owner',
      (f) => f.sight.change.actor.kind !== 'owner' && isHandOf(f.sight.change.account.id, f.sight.change),
    ),
    stateBefore: text("'' if unknown", (f) => f.sight.change.account.stateBefore ?? ''),
    stateAfter: text("'' if unknown", (f) => f.sight.change.account.stateAfter ?? ''),
    ageDays: number('days since it was made, far if unknown', (f) =>
      days(f, f.sight.change.account.createdAt),
    ),
  },
  actor: {
    id: text('id of the actor', (f) => f.sight.change.actor.id),
    kind: text(
      'employee, contractor, volunteer, automation, owner, system, unknown',
      (f) => f.sight.change.actor.kind,
    ),
    role: text("'' if unknown", (f) => f.sight.change.actor.role ?? ''),
    team: text("'' if unknown", (f) => f.sight.change.actor.team ?? ''),
    onBehalfOf: text("'' if nobody", (f) => f.sight.change.actor.onBehalfOf ?? ''),
    tenureDays: number('days since hiring, far if unknown', (f) => known(f.sight.tenureDays)),
    hoursToExit: number('hours of access left, negative after, far if unknown', (f) =>
      known(f.sight.hoursToExit),
    ),
    credentialDays: number('days since the credential changed, far if unknown', (f) =>
      days(f, f.sight.change.actor.credentialChangedAt),
    ),
    silentDays: number(
      'days of silence before this spell of work: for its first day, and until five acts for seven; else 0, as under a week or if unknown',
      (f) => f.sight.silentDays,
    ),
    firstSeen: bool('never seen before', (f) => f.sight.first),
    acts: number('acts that we know to be usual for the actor, decayed over 30 days at work', (f) =>
      slot(f, at.usualWeightSlot),
    ),
    flaggedInSession: number('flagged changes by the same hand in the last hours', (f) =>
      f.sight.handSuspected ? slot(f, at.flaggedCountSlot) : 0,
    ),
    flaggedSuspicion: number(
      'the heaviest suspicion of them, without what the session itself lent; 0 if none',
      (f) => (f.sight.handSuspected ? slot(f, at.flaggedCentiSlot) / 100 : 0),
    ),
    flaggedWaiting: number('flagged changes that wait for a verdict', (f) => f.sight.waiting),
  },
  pace: {
    minute: number('acts in about the last minute, this one not counted', (f) => slot(f, at.paceSlot)),
    tenMinutes: number('acts in about ten minutes', (f) => slot(f, at.paceSlot + 1)),
    hour: number('acts in about an hour', (f) => slot(f, at.paceSlot + 2)),
    day: number('acts in about a day', (f) => slot(f, at.paceSlot + 4)),
    climb: number(
      'acts of the past week or month against a month that small steps cannot move; 1 if not above it',
      (f) => climbRatio(f.sight),
    ),
    accountsTenMinutes: number('accounts touched in ten minutes', (f) => slot(f, at.massSlot)),
    accountsHour: number('accounts touched in an hour', (f) => slot(f, at.massSlot + 1)),
    accountsDay: number('accounts touched in a day', (f) => slot(f, at.massSlot + 2)),
    accountsSurprise: number(
      'bits by which the accounts touched surprise, at the scale at which they do most, against the own past and peers; 0 if neither is known',
      (f) => massBits(f.sight),
    ),
    notableTenMinutes: number('accounts of note touched in ten minutes', (f) => slot(f, at.notableMassSlot)),
    notableHour: number('accounts of note touched in an hour', (f) => slot(f, at.notableMassSlot + 1)),
    notableDay: number('accounts of note touched in a day', (f) => slot(f, at.notableMassSlot + 2)),
  },
  reason: {
    code: text("'' if none", (f) => f.sight.change.reason?.code ?? ''),
    policies: list('empty if none', (f) => f.sight.change.reason?.policies ?? noList),
    ticketId: text("'' if none", (f) => f.sight.change.reason?.ticketId ?? ''),
    reportId: text("'' if none", (f) => f.sight.change.reason?.reportId ?? ''),
    assignment: text("routed, self-picked, '' if unknown", (f) => f.sight.change.reason?.assignment ?? ''),
    note: text("'' if none", (f) => f.sight.change.reason?.note ?? ''),
    approvedBy: list('everybody who approved', (f) => f.sight.change.reason?.approvedBy ?? noList),
    otherApprovers: number(
      'approvers who are neither the actor nor whoever it was done for',
      (f) => f.sight.otherApprovers,
    ),
  },
  origin: {
    tool: text("'' if unknown", (f) => f.sight.change.origin?.tool ?? ''),
    sessionId: text("'' if unknown", (f) => f.sight.change.origin?.sessionId ?? ''),
    network: text("'' if unknown", (f) => f.sight.change.origin?.network ?? ''),
    device: text("'' if unknown", (f) => f.sight.change.origin?.device ?? ''),
    credential: text("'' if unknown", (f) => f.sight.change.origin?.credential ?? ''),
    mfa: bool('false if unknown', (f) => f.sight.change.origin?.mfa ?? false),
  },
  until: {
    forever: bool(
      'for good, or for more than a year; false if unknown',
      (f) => (f.sight.marks & markBit.forever) !== 0,
    ),
    hours: number('how long it lasts, far if for good or unknown', untilHours),
  },
  operation: {
    id: text("'' if none", (f) => f.sight.change.operationId ?? ''),
    size: number('accounts of the operation, 1 if unknown', (f) => f.sight.change.operationSize ?? 1),
  },
  known: {
    followers: bool('whether followers are known', (f) => f.sight.change.account.followers !== undefined),
    verified: bool('whether verification is known', (f) => f.sight.change.account.verified !== undefined),
    protectedClass: bool(
      'whether classes are known',
      (f) => f.sight.change.account.protectedClass !== undefined,
    ),
    tenure: bool('whether the hiring date is known', (f) => f.sight.change.actor.hiredAt !== undefined),
    exit: bool('whether an end of employment or access is known', (f) => !Number.isNaN(f.sight.hoursToExit)),
    accountAge: bool(
      'whether the age of the account is known',
      (f) => f.sight.change.account.createdAt !== undefined,
    ),
    mfa: bool('whether a second factor is known', (f) => f.sight.change.origin?.mfa !== undefined),
  },
}

/** Whether a condition may come to hold by what its actor did afterwards. It may read the tier as well, which is
 *  for whoever knows the tiers. */
export function mayHoldLater({ reads }: Condition): boolean {
  return laterFacts.some((name) => reads.has(name))
}

/** What reads points of suspicion: on another scale of points, whatever compares it with a number says another thing. */
export const pointsFacts: readonly string[] = ['suspicion', 'score', 'actor.flaggedSuspicion']

/** What may read otherwise in hindsight: what follows from the actor's memory, and from what it lends. */
export const laterFacts: readonly string[] = [
  'suspicion',
  'score',
  ...['silentDays', 'firstSeen', 'acts', 'flaggedInSession', 'flaggedSuspicion', 'flaggedWaiting'].map(
    (name) => `actor.${name}`,
  ),
  ...Object.keys(facts.pace ?? {}).map((name) => `pace.${name}`),
]

function text(says: string, read: (facts: Facts) => string): Fact {
  return { type: 'string', says, read }
}

function number(says: string, read: (facts: Facts) => number): Fact {
  return { type: 'double', says, read }
}

function bool(says: string, read: (facts: Facts) => boolean): Fact {
  return { type: 'bool', says, read }
}

function list(says: string, read: (facts: Facts) => readonly string[]): Fact {
  return { type: 'list<string>', says, read }
}

function known(value: number): number {
  return Number.isNaN(value) ? far : value
}

function slot(facts: Facts, index: number): number {
  return facts.sight.slots[index] ?? 0
}

function days(facts: Facts, since: number | undefined): number {
  return since === undefined ? far : (facts.sight.change.occurredAt - since) / 86_400_000
}

function hoursToIrreversible(facts: Facts): number {
  const { irreversibleAt, occurredAt } = facts.sight.change
  return irreversibleAt === undefined ? far : (irreversibleAt - occurredAt) / 3_600_000
}

function untilHours(facts: Facts): number {
  const { until, occurredAt } = facts.sight.change
  return until === undefined || until === 'never' ? far : (until - occurredAt) / 3_600_000
}

function delayMinutes(facts: Facts): number {
  const { requestedAt, occurredAt } = facts.sight.change
  return requestedAt === undefined ? 0 : (occurredAt - requestedAt) / 60_000
}
