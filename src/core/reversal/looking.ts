import type { AccountState } from './account-state.ts'
import type { Command } from './reversal.ts'

/** What an independent look at the account says of our command. */
export type Found = 'restored' | 'unchanged' | 'moved' | 'unreadable'

/** `aimedState`: how the account stood before the change that we undo; `ackedVersion`: what the platform
 *  answered to our call, which proves nothing by itself.
 *
 *  made       our answer   the account now              -> found
 *  v7 susp    -            v8 active, caused by ours       restored
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
  const stillRestricted = stateTells(command, aimedState) && account.state === command.expectedState
  const versionsKnown = command.expectedVersion !== undefined && account.version !== undefined
  if (versionsKnown ? account.version === command.expectedVersion : stillRestricted) return 'unchanged'
  if (stillRestricted) return 'moved'
  if (account.causedBy !== undefined) return account.causedBy === command.commandId ? 'restored' : 'moved'
  if (ackedVersion !== undefined && account.version === ackedVersion) return 'restored'
  return aimedState !== undefined && account.state === aimedState ? 'restored' : 'moved'
}

/** Whether success must show in the state: putting back a badge or a hold leaves the state as it was. */
function stateTells(command: Command, aimedState: string | undefined): boolean {
  return (
    command.countermeasure === 'restore' &&
    command.action !== 'verify' &&
    command.expectedState !== aimedState
  )
}
