import { isSameId } from '../spelling/same-id.ts'
import { type AccountLog, entriesAfter, inWords, type LogEntry } from './account-log.ts'
import type { AccountState } from './account-state.ts'
import type { Command } from './reversal.ts'

/** What an independent look at the account says of our command. */
export type Found = 'restored' | 'unchanged' | 'moved' | 'unreadable' | 'raced'

/** `aimedState`: how the account stands where our command worked; `ackedVersion`: what the platform
 *  answered to our call, which proves nothing by itself.
 *
 *  made       our answer   the account now              -> found
 *  v7 susp    -            v8 active, caused by ours       restored
 *  v7 susp    -            v8 active, and hidden           unchanged   (one place still keeps it away)
 *  v7 susp    v8           v8 active, cause not said       restored
 *  v7 susp    v8           v7 susp                         unchanged   (the answer was a phantom)
 *  v7 susp    -            v8 active, caused by another    moved       (somebody else restored it)
 *  v7 susp    v8           v9 susp, caused by another      moved
 *  v7 susp    v8           v8 susp, caused by ours         moved       (ours it may be, but it restored nothing)
 *  -- susp    -            -- active, cause not said       restored    (all that such a platform can say) */
export function whatStands(
  command: Command,
  account: AccountState,
  aimedState?: string,
  ackedVersion?: string,
): Found {
  const found = whatMoved(command, account, aimedState, ackedVersion)
  return found === 'restored' && isHidden(command, account, aimedState) ? 'unchanged' : found
}

function whatMoved(
  command: Command,
  account: AccountState,
  aimedState: string | undefined,
  ackedVersion: string | undefined,
): Found {
  const stillRestricted = stateTells(command, aimedState) && account.state === command.expectedState
  const versionsKnown = command.expectedVersion !== undefined && account.version !== undefined
  if (versionsKnown ? account.version === command.expectedVersion : stillRestricted) return 'unchanged'
  if (stillRestricted) return 'moved'
  if (account.causedBy !== undefined) return account.causedBy === command.commandId ? 'restored' : 'moved'
  if (ackedVersion !== undefined && account.version === ackedVersion) return 'restored'
  return aimedState !== undefined && isSameId(account.state, aimedState) ? 'restored' : 'moved'
}

/** The same with guard `log`: the log must show exactly our entry next after the cause. `hands` as `handsIn` gives them:
 *  what it says names nobody else.
 *
 *  after the cause     the account now   -> found
 *  nothing             susp                 unchanged
 *  staff               anything             unchanged   (ours may still be on its way: that is never ruled out early)
 *  ours                active               restored
 *  ours                active, hidden       unchanged
 *  ours                susp                 unchanged   (not carried out yet, or undone by a late worker)
 *  ours, staff         susp                 moved       (a later decision, which we leave alone)
 *  ours, staff         active               restored
 *  staff, ours         anything             raced
 *  ours, staff, ours   anything             raced
 *  ours, ours          anything             raced       (carried out twice: somebody must know)
 *  the cause is not there                   unreadable */
export function whatLogShows(
  command: Command,
  account: AccountState & { readonly log: AccountLog },
  isOurs: (entry: LogEntry) => boolean,
  aimedState?: string,
  hands?: readonly string[],
): { readonly what: Found; readonly says: string } {
  const after = entriesAfter(account.log, command.causeEventId)
  if (after === undefined)
    return { what: 'unreadable', says: 'the log of the account does not show the change' }
  const isRestored = !stateTells(command, aimedState) || account.state !== command.expectedState
  const first = after.findIndex(isOurs)
  if (first === -1) return { what: 'unchanged', says: 'our entry is not in the log' }
  if (first > 0) {
    const others = after
      .slice(0, first)
      .map((entry) => inWords(entry, hands))
      .join(', ')
    return { what: 'raced', says: `the log shows ${others} between the change and our undoing` }
  }
  if (after.findLastIndex(isOurs) > 0)
    return { what: 'raced', says: 'our command stands in the log more than once' }
  const isLater = after.length > 1
  const isAimed = aimedState === undefined ? isRestored && !isLater : isSameId(account.state, aimedState)
  if (isRestored && (isAimed || !stateTells(command, aimedState)))
    return {
      what: isHidden(command, account, aimedState) ? 'unchanged' : 'restored',
      says: 'the log shows our undoing next after the change',
    }
  if (!isLater && !isRestored)
    return { what: 'unchanged', says: 'the log shows our undoing, but the account stands as before' }
  const [, later] = after
  return {
    what: 'moved',
    says: later === undefined ? 'it is otherwise' : `then came ${inWords(later, hands)}`,
  }
}

/** A place that keeps the account from the public, although its state is back. */
function isHidden(command: Command, account: AccountState, aimedState: string | undefined): boolean {
  return stateTells(command, aimedState) && account.visibility === 'hidden'
}

/** Whether success must show in the state: putting back a badge or a hold leaves the state as it was. */
function stateTells(command: Command, aimedState: string | undefined): boolean {
  return (
    command.countermeasure === 'restore' &&
    command.action !== 'verify' &&
    command.expectedState !== aimedState
  )
}
