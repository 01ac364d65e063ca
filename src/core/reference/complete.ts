import type { Account, AccountChange, Actor } from '../change/account-change.ts'
import { askedAt, doneAt } from '../change/asked-at.ts'
import { peopleIn } from '../change/hand.ts'
import type { AccountProfile } from './account-profile.ts'
import type { AccountFacts } from './profile-table.ts'
import type { StaffRecord } from './staff-record.ts'
import type { StaffFacts } from './staff-table.ts'

/** What is known beside the stream. A table that is not there, not yet whole or too old is `undefined`: then
 *  nobody knows what it would have said. */
export interface ReferenceTables {
  readonly staff: StaffFacts | undefined
  readonly accounts: AccountFacts | undefined
  /** Until when each is known to be right, where somebody knows. */
  readonly asOf?: TablesAsOf
}

export interface TablesAsOf {
  readonly staff?: number | undefined
  readonly accounts?: number | undefined
}

/** What the tables brought to a change. One object for all changes that it is the same of. */
export interface Filled {
  /** Such as `account.followers`, in the order of the contract. */
  readonly paths: readonly string[]
  /** Nobody knows how many follow the account, only that they are fewer than this. */
  readonly followersUnder: number | undefined
}

export interface Completed {
  readonly change: AccountChange
  /** `undefined` where the tables brought nothing. */
  readonly filled: Filled | undefined
}

/** The change with what it lacks from the tables, as they stood then: the actor when they *asked*, the account
 *  when it changed. The event's own values win; what nobody knows stays unknown.
 *
 *    event                       table                              completed
 *    followers 180               followers 44,000,000               180: the event's own
 *    no followers                44,000,000 from the day before     44,000,000, and it shows where from
 *    no followers                44,000,000 from the day after      unknown: nothing is taken from the future
 *    no followers                let go, as fewer than 100,000      unknown, but under 100,000
 *
 *  Times are believed as far as `askedAt` believes them, or a false date would choose its own version. */
export function complete(change: AccountChange, tables: ReferenceTables, arrivedAt?: number): Completed {
  const { staff, accounts } = tables
  const done = doneAt(change, arrivedAt)
  let filled = 0
  let followersUnder: number | undefined
  let { actor, account } = change
  if (staff !== undefined) {
    const record = recordBehind(change, staff, { asked: askedAt(change, arrivedAt), done })
    const lacks = record === undefined ? 0 : lacksOfActor(actor, record)
    if (record !== undefined && lacks !== 0) {
      actor = withRecord(actor, record, lacks)
      filled |= lacks
    }
  }
  if (accounts !== undefined) {
    const profile = accounts.asOf(change.source, account.id, done, account.handle === undefined)
    if (profile === 'below') {
      if (account.followers === undefined) followersUnder = accounts.followersUnder
    } else if (profile !== undefined) {
      const lacks = lacksOfAccount(account, profile)
      if (lacks !== 0) account = withProfile(account, profile, lacks)
      filled |= lacks
    }
    account = withHoldsAge(account, accounts, change.source, done)
  }
  if (filled === 0 && account === change.account && followersUnder === undefined)
    return { change, filled: undefined }
  return {
    change: filled === 0 && account === change.account ? change : { ...change, account, actor },
    filled: filled === 0 && followersUnder === undefined ? undefined : filledOf(filled, followersUnder),
  }
}

/** The actor's own; where a tool acts for a person, with that person's employment and never its own: whoever has a
 *  tool do it leaves no later than whoever does it by hand. The platform's own doing (`system`) is nobody's.
 *
 *    table has: tool (team, dates of its own), st-12 (team, dates)
 *    st-12               -> st-12's team and dates
 *    tool                -> the tool's team and dates
 *    tool for st-12      -> the tool's team, st-12's dates
 *    tool for a stranger -> the tool's team; dates unknown
 *
 *  That it is a tool, the event says, or, where that says `unknown`, the tool's own record. */
function recordBehind(change: AccountChange, staff: StaffFacts, moments: Moments): StaffRecord | undefined {
  const { source, actor } = change
  const own = recordOf(staff, source, actor.id, moments)
  const kind = actor.kind === 'unknown' ? own?.kind : actor.kind
  if (kind !== 'automation') return own
  const [personId] = peopleIn({ actor: { ...actor, kind } })
  if (personId === undefined) return own
  const person = recordOf(staff, source, personId, moments)
  const employment = person === undefined ? undefined : employmentOf(person)
  return own === undefined ? employment : { ...withoutEmployment(own), ...employment }
}

interface Moments {
  readonly asked: number
  readonly done: number
}

/** As they stood when they asked. Whom the table did not know yet, or knows no more as of then, as they stood when it
 *  was done: whoever dates a request back does not become a stranger. */
function recordOf(staff: StaffFacts, source: string, id: string, { asked, done }: Moments) {
  const record = staff.asOf(source, id, asked)
  return record !== undefined || asked === done ? record : staff.asOf(source, id, done)
}

function employmentOf({ role: _role, roleSince: _since, team: _team, kind: _kind, ...rest }: StaffRecord) {
  return rest
}

function withoutEmployment(own: StaffRecord): StaffRecord {
  const { hiredAt: _h, leavesAt: _l, accessEndsAt: _a, credentialChangedAt: _c, ...rest } = own
  return rest
}

/** A hold that the table did not know a day before is younger than a day, whoever says that it is there. Where the
 *  table cannot tell how it was then, nobody knows.
 *
 *    holds now    a day before               -> since
 *    legal        legal                         not said
 *    legal        none, or of no note           when the version came that has it; else now
 *    legal        nobody knows                  not said */
function withHoldsAge(account: Account, accounts: AccountFacts, source: string, at: number): Account {
  const { holds, holdsSince } = account
  if (holds === undefined || holds.length === 0 || holdsSince !== undefined) return account
  const before = accounts.asOf(source, account.id, at - dayMs, false)
  if (before === undefined) return account
  const then = before === 'below' ? [] : (before.holds ?? [])
  if (holds.every((hold) => then.includes(hold))) return account
  const now = accounts.asOf(source, account.id, at, false)
  const since = now === undefined || now === 'below' ? at : Math.max(now.validFrom, at - dayMs + 1)
  return { ...account, holdsSince: since }
}

const dayMs = 86_400_000

/** As an alert shows them: a bound stands as `account.followers<100000`. */
export function filledPaths({ paths, followersUnder }: Filled): readonly string[] {
  return followersUnder === undefined ? paths : [...paths, `account.followers<${followersUnder}`]
}

/** Paths by bit, in the order of the functions below. Those are written out by hand because this is the hot path:
 *  a field is read by its own name, at its own place, and nothing is made that is not needed. */
const paths = [
  'account.kind',
  'account.handle',
  'account.followers',
  'account.verified',
  'account.protectedClass',
  'account.holds',
  'account.canary',
  'account.createdAt',
  'actor.kind',
  'actor.role',
  'actor.roleSince',
  'actor.team',
  'actor.hiredAt',
  'actor.leavesAt',
  'actor.accessEndsAt',
  'actor.credentialChangedAt',
]

function lacksOfAccount(account: Account, known: AccountProfile): number {
  let lacks = 0
  if (account.kind === undefined && known.kind !== undefined) lacks |= 1
  if (account.handle === undefined && known.handle !== undefined) lacks |= 2
  if (account.followers === undefined && known.followers !== undefined) lacks |= 4
  if (account.verified === undefined && known.verified !== undefined) lacks |= 8
  if (account.protectedClass === undefined && known.protectedClass !== undefined) lacks |= 16
  if (account.holds === undefined && known.holds !== undefined) lacks |= 32
  if (account.canary === undefined && known.canary !== undefined) lacks |= 64
  if (account.createdAt === undefined && known.createdAt !== undefined) lacks |= 128
  return lacks
}

function withProfile(account: Account, known: AccountProfile, lacks: number): Account {
  const open: Open<Account> = { ...account }
  if ((lacks & 1) !== 0 && known.kind !== undefined) open.kind = known.kind
  if ((lacks & 2) !== 0 && known.handle !== undefined) open.handle = known.handle
  if ((lacks & 4) !== 0 && known.followers !== undefined) open.followers = known.followers
  if ((lacks & 8) !== 0 && known.verified !== undefined) open.verified = known.verified
  if ((lacks & 16) !== 0 && known.protectedClass !== undefined) open.protectedClass = known.protectedClass
  if ((lacks & 32) !== 0 && known.holds !== undefined) open.holds = known.holds
  if ((lacks & 64) !== 0 && known.canary !== undefined) open.canary = known.canary
  if ((lacks & 128) !== 0 && known.createdAt !== undefined) open.createdAt = known.createdAt
  return open
}

function lacksOfActor(actor: Actor, known: StaffRecord): number {
  let lacks = 0
  if (actor.kind === 'unknown' && known.kind !== undefined) lacks |= 256
  if (actor.role === undefined && known.role !== undefined) lacks |= 512
  if (actor.roleSince === undefined && known.roleSince !== undefined) lacks |= 1024
  if (actor.team === undefined && known.team !== undefined) lacks |= 2048
  if (actor.hiredAt === undefined && known.hiredAt !== undefined) lacks |= 4096
  if (actor.leavesAt === undefined && known.leavesAt !== undefined) lacks |= 8192
  if (actor.accessEndsAt === undefined && known.accessEndsAt !== undefined) lacks |= 16_384
  if (actor.credentialChangedAt === undefined && known.credentialChangedAt !== undefined) lacks |= 32_768
  return lacks
}

function withRecord(actor: Actor, known: StaffRecord, lacks: number): Actor {
  const open: Open<Actor> = { ...actor }
  if ((lacks & 256) !== 0 && known.kind !== undefined) open.kind = known.kind
  if ((lacks & 512) !== 0 && known.role !== undefined) open.role = known.role
  if ((lacks & 1024) !== 0 && known.roleSince !== undefined) open.roleSince = known.roleSince
  if ((lacks & 2048) !== 0 && known.team !== undefined) open.team = known.team
  if ((lacks & 4096) !== 0 && known.hiredAt !== undefined) open.hiredAt = known.hiredAt
  if ((lacks & 8192) !== 0 && known.leavesAt !== undefined) open.leavesAt = known.leavesAt
  if ((lacks & 16_384) !== 0 && known.accessEndsAt !== undefined) open.accessEndsAt = known.accessEndsAt
  if ((lacks & 32_768) !== 0 && known.credentialChangedAt !== undefined)
    open.credentialChangedAt = known.credentialChangedAt
  return open
}

/** Few sets of fields are ever lacking, so each is made once. Bounded by the number of fields; those with a bound
 *  are made anew where the bound has moved. */
const made = new Map<number, Filled>()
const setsMax = 4_096

function filledOf(bits: number, followersUnder: number | undefined): Filled {
  const name = followersUnder === undefined ? bits : -1 - bits
  const known = made.get(name)
  if (known !== undefined && known.followersUnder === followersUnder) return known
  const filled = { paths: paths.filter((_, bit) => (bits & (1 << bit)) !== 0), followersUnder }
  if (made.size >= setsMax) made.clear()
  made.set(name, filled)
  return filled
}

type Open<T> = { -readonly [Field in keyof T]: T[Field] }
