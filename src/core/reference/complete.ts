import type { Account, AccountChange, Actor } from '../change/account-change.ts'
import type { AccountFacts } from './profile-table.ts'
import type { StaffFacts } from './staff-table.ts'

/** What is known beside the stream. A table that is not there, not yet whole or too old is `undefined`: then
 *  nobody knows what it would have said. */
export interface ReferenceTables {
  readonly staff: StaffFacts | undefined
  readonly accounts: AccountFacts | undefined
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
 *  A time ahead of the record's arrival is not believed, or a false date would choose its own version. */
export function complete(change: AccountChange, tables: ReferenceTables, arrivedAt?: number): Completed {
  const { staff, accounts } = tables
  const latest = arrivedAt ?? Number.POSITIVE_INFINITY
  let filled = 0
  let followersUnder: number | undefined
  let { actor, account } = change
  if (staff !== undefined && lacksOfActor(actor)) {
    const asked = Math.min(change.requestedAt ?? change.occurredAt, latest)
    const record = staff.asOf(change.source, actor.id, asked)
    if (record !== undefined) {
      const open: Open<Actor> = { ...actor }
      filled |= fill(open, record, actorFields, 0)
      if (actor.kind === 'unknown' && record.kind !== undefined) {
        open.kind = record.kind
        filled |= kindBit
      }
      actor = open
    }
  }
  if (accounts !== undefined && lacksOfAccount(account)) {
    const profile = accounts.asOf(change.source, account.id, Math.min(change.occurredAt, latest))
    if (profile === 'below') {
      if (account.followers === undefined) followersUnder = accounts.followersUnder
    } else if (profile !== undefined) {
      const open: Open<Account> = { ...account }
      filled |= fill(open, profile, accountFields, actorFields.length)
      account = open
    }
  }
  if (filled === 0 && followersUnder === undefined) return { change, filled: undefined }
  return {
    change: filled === 0 ? change : { ...change, account, actor },
    filled: filledOf(filled, followersUnder),
  }
}

/** As an alert shows them: a bound stands as `account.followers<100000`. */
export function filledPaths({ paths, followersUnder }: Filled): readonly string[] {
  return followersUnder === undefined ? paths : [...paths, `account.followers<${followersUnder}`]
}

const actorFields = [
  'role',
  'roleSince',
  'team',
  'hiredAt',
  'leavesAt',
  'accessEndsAt',
  'credentialChangedAt',
] as const
const accountFields = [
  'kind',
  'handle',
  'followers',
  'verified',
  'protectedClass',
  'holds',
  'createdAt',
] as const
const kindBit = 1 << (actorFields.length + accountFields.length)
const paths = [
  ...actorFields.map((name) => `actor.${name}`),
  ...accountFields.map((name) => `account.${name}`),
  'actor.kind',
]

/** Gives `open` what it lacks and `known` has, and answers which: one bit a field. */
function fill<Name extends string, T extends { [N in Name]?: unknown }>(
  open: T,
  known: { readonly [N in Name]?: T[N] },
  names: readonly Name[],
  firstBit: number,
): number {
  let filled = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name === undefined || open[name] !== undefined) continue
    const value = known[name]
    if (value === undefined) continue
    open[name] = value
    filled |= 1 << (firstBit + i)
  }
  return filled
}

function lacksOfActor(actor: Actor): boolean {
  if (actor.kind === 'unknown') return true
  return actorFields.some((name) => actor[name] === undefined)
}

function lacksOfAccount(account: Account): boolean {
  return accountFields.some((name) => account[name] === undefined)
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
