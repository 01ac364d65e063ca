import type { Account } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'
import { isSameId } from '../spelling/same-id.ts'
import { stateBefore } from './account-log.ts'
import type { AccountState } from './account-state.ts'
import type { Circumstances } from './circumstances.ts'
import type { Command } from './reversal.ts'

/** Closed where the undoing would bring back more than stood before the change: then an earlier decision of somebody
 *  else stands, and would be lifted with it. Never done by the machine alone; a person who was told so in these words
 *  when they said yes gets through.
 *
 *  The change is believed before the log. Where neither says how the account stood, nobody knows, and the gate is open.
 *
 *  undoing      leads to   the change: before   the log: before   ->
 *  reactivate   active     active               -                    open
 *  reactivate   active     Active               -                    open: spelt otherwise
 *  reactivate   active     suspended            -                    it stood suspended before, and reactivate would make it active
 *  unsuspend    active     suspended            -                    the same words, also where nothing was taken away
 *  unsuspend    active     active               takendown            its log shows that it stood takendown before, and …
 *  unsuspend    active     -                    -                    open
 *  unlock       limited    limited              -                    open
 *  verify       -          badge none           -                    it was not verified before, and verify would make it so
 *  verify       -          none, by a table     -                    open: a table may have it from after the change
 *  verify       -          suspended            suspended            open: it gives back a badge, and leaves the state */
export function stoodBeforeGate(c: Circumstances): string | undefined {
  const says = bringsMore(c)
  if (c.who !== 'person') return says
  return c.told.some((one) => one === says) ? undefined : says
}

function bringsMore({ countermeasure, inverse, before, leadsTo, account, made }: Circumstances) {
  if (countermeasure !== 'restore' || inverse === undefined) return undefined
  const { action } = inverse
  if (action === 'verify')
    return before.verified === 'none' ? 'it was not verified before, and verify would make it so' : undefined
  const would = `and ${action} would make it ${leadsTo}`
  if (before.stateBefore !== undefined && !isSameId(before.stateBefore, leadsTo))
    return `it stood ${before.stateBefore} before, ${would}`
  // Stryker disable next-line ConditionalExpression,StringLiteral: a word has no log, whatever it is taken for
  const log = typeof account === 'string' ? undefined : account.log
  const logged = log && stateBefore(log, made.eventId)
  if (logged === undefined || isSameId(logged, leadsTo)) return undefined
  return `its log shows that it stood ${logged} before, ${would}`
}

/** What the change says of how the account stood before it. */
export type Before = Pick<Account, 'stateBefore' | 'verified'>

/** A badge has no before and after: of what a table brought nobody knows which of the two it is. */
export function beforeOf(account: Account, fromTables?: readonly string[]): Before {
  if (fromTables?.includes('account.verified') !== true) return account
  const { verified: _byTable, ...rest } = account
  return rest
}

/** In the words of `stateBefore`: how an account stands when a restriction was undone. */
export function leadsToOf(
  spec: { readonly leadsTo: Readonly<Partial<Record<Action, string>>> } | undefined,
  action: Action,
): string {
  return spec?.leadsTo[action] ?? leadsToDefault
}

/** How the account must stand for our undoing to have worked: as the call leaves it, or as it stood before, whose word
 *  is the platform's own. What our call cannot have made shows nothing: as the change left it, or as a later entry did.
 *
 *  restore      reactivate   before active      now anything                  -> active
 *  restore      reactivate   before suspended   now active                    -> active      (or what the mapping says)
 *  restore      reactivate   before open        now open                      -> open
 *  restore      reactivate   before suspended   now suspended by the change   -> active
 *  restore      reactivate   before suspended   now suspended, and by staff   -> active
 *  restore      reactivate   before not said    now anything                  -> -
 *  anything else, or a badge                                                  -> as before */
export function aimedState(
  { countermeasure, action, expectedState }: Pick<Command, 'countermeasure' | 'action' | 'expectedState'>,
  { stateBefore }: Before,
  leadsTo: string,
  { state, log }: Pick<AccountState, 'state' | 'log'>,
): string | undefined {
  if (countermeasure !== 'restore' || action === 'verify' || stateBefore === undefined) return stateBefore
  const isOursLast = log === undefined || log.at(-1)?.isOurs === true
  const isAsChangeLeftIt = expectedState === undefined || isSameId(state, expectedState)
  return isOursLast && state === stateBefore && !isAsChangeLeftIt ? stateBefore : leadsTo
}

export const leadsToDefault = 'active'
