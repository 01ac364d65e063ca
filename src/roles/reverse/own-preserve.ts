import type { AccountState } from '../../core/reversal/account-state.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { commandIdOf } from '../ids.ts'
import type { Performing } from './performing.ts'

/** Keeping an account's data moves its version on, and nothing else. A person who then wants it restored must
 *  not be told that somebody has decided anew: where the last to touch the account was our own *preserve* after
 *  the same change, and its state is still what that change made, the version it left is the one to go by. */
export async function sinceOwnPreserve(
  { ledger }: Performing,
  entry: LedgerEntry,
  account: AccountState,
): Promise<LedgerEntry> {
  const { command } = entry
  if (account.version === undefined || account.version === command.expectedVersion) return entry
  if (account.state !== command.expectedState || command.countermeasure === 'preserve') return entry
  const preserveId = commandIdOf(command.source, command.causeEventId, 'preserve')
  if (account.causedBy !== preserveId) return entry
  const preserve = await ledger.find(preserveId)
  const isOurs = preserve?.life.state === 'acked' || preserve?.life.state === 'confirmed'
  return isOurs ? { ...entry, command: { ...command, expectedVersion: account.version } } : entry
}
