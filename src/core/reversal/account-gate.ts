import { isSameId } from '../spelling/same-id.ts'
import { entriesAfter, inWords } from './account-log.ts'
import type { AccountState } from './account-state.ts'
import type { Circumstances } from './circumstances.ts'

/** Open only while the account still stands as the change left it: a later decision is never undone.
 *
 *  made         now          guard     ->
 *  v7           v7           native    open
 *  v7           v8           any       the account has moved on
 *  suspended    active       any       the account has moved on
 *  suspended    suspended    native    closed: no version to send along
 *  suspended    suspended    log       open, where the log shows the change last
 *  suspended    suspended    log       the account has moved on, where the log shows anything after it
 *  suspended    suspended    none      open: all that such a platform can say
 *  nothing      anything     any       closed: nothing to compare */
export function stateGate(c: Circumstances): string | undefined {
  if (c.guard === 'native' && c.made.version === undefined)
    return 'the change carried no version, so a later decision could not be told from it'
  if (c.made.version === undefined && c.made.state === undefined)
    return 'the change says neither state nor version, so a later decision could not be told from it'
  if (c.account === 'not-read') return undefined
  if (c.account === 'unreadable') return 'the account cannot be read'
  if (c.guard === 'log' && !showsCause({ account: c.account, made: c.made }))
    return 'the log of the account does not show the change'
  return movedOn(c)
}

/** An account as it was just read, and what the change made of it. */
type Seen = { readonly account: AccountState } & Pick<Circumstances, 'made'>

/** Whether the log that was read along with the account has the change in it. */
export function showsCause({ account: { log }, made }: Seen): boolean {
  return log !== undefined && entriesAfter(log, made.eventId) !== undefined
}

/** In words, where the account is known to have left the state that the change made; `hands` as `handsIn` gives them. */
export function movedOn(
  { account, made }: Pick<Circumstances, 'account' | 'made'>,
  hands?: readonly string[],
): string | undefined {
  if (typeof account === 'string') return undefined
  const { log, state, version } = account
  const [later] = (log && entriesAfter(log, made.eventId)) ?? []
  if (later !== undefined)
    return `the account has moved on: the log shows ${inWords(later, hands)} after the change`
  if (made.version !== undefined && version !== undefined && version !== made.version)
    return `the account has moved on: version ${version}, where the change made ${made.version}`
  if (made.state !== undefined && state !== made.state)
    return `the account has moved on: it is ${state}, where the change made it ${made.state}`
  return undefined
}

/** In words, where the account has moved on and yet nobody has taken back what the change did to it.
 *
 *  before   made        now         log since        ->
 *  active   suspended   suspended   whatever         it is still suspended, as the change left it
 *  active   suspended   deleted     the same hand    it is the same hand that made it deleted
 *  active   suspended   deleted     another          -   (a newer decision)
 *  active   suspended   active      whatever         -   (given back)
 *  active   active      active      whatever         -   (the state does not tell) */
export function notTakenBack({ account, made }: Seen, cause: Cause): string | undefined {
  const { log, state } = account
  if (made.state === undefined || made.state === cause.stateBefore) return undefined
  if (state === made.state) return `the account is still ${state}, as the change left it`
  if (state === cause.stateBefore) return undefined
  const later = log && entriesAfter(log, made.eventId)
  const isSameHand =
    later !== undefined &&
    later.length > 0 &&
    later.every(({ actor }) => actor !== undefined && isSameId(actor, cause.actorId))
  return isSameHand ? `it is the same hand that made it ${state}` : undefined
}

interface Cause {
  readonly actorId: string
  readonly stateBefore?: string | undefined
}

/** Whether the change is still being carried out: its log has it last, the public does not see the account, and the
 *  account itself is not yet as the change makes it. That is no later decision; it is waited for. */
export function isOnItsWay({ account: { log, state, visibility }, made }: Seen): boolean {
  const isLast = log !== undefined && entriesAfter(log, made.eventId)?.length === 0
  return isLast && made.state !== undefined && state !== made.state && visibility === 'hidden'
}
