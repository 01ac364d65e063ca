import type { Command, ReversalState } from './reversal.ts'
import type { Sighting } from './sighting.ts'

/** A change says that our command caused it. Anybody who can write a change can write that, and such a change
 *  is never scored; so it is believed only where the ledger knows the command, it was sent, and the change did
 *  what was asked on the account that was meant.
 *  Answers why it is not believed, or `undefined`. */
export function doubtOf(
  sighting: Sighting,
  known: { readonly command: Command; readonly state: ReversalState } | undefined,
): string | undefined {
  if (known === undefined) return 'it names a command that we never made'
  if (!mayHaveBeenSent.has(known.state)) return 'it names a command that we never sent'
  const { command } = known
  if (sighting.accountId !== command.accountId || sighting.source !== command.source)
    return 'it names a command for another account'
  if (!didWhatWasAsked(sighting, command))
    return `it names a command to ${command.action}, and did ${sighting.action}`
  return undefined
}

const mayHaveBeenSent: ReadonlySet<ReversalState> = new Set([
  'intent',
  'acked',
  'unknown',
  'confirmed',
  'refused',
  'superseded',
  'raced',
  'escalated',
])

/** Keeping data has no action of its own in the contract: a platform reports it as `other`. */
export function didWhatWasAsked(did: Pick<Sighting, 'action'>, command: Command): boolean {
  if (command.countermeasure === 'preserve') return did.action === 'other'
  return did.action === command.action
}

/** Whether a believed sighting shows that it worked: a change that left the account as it was shows nothing. */
export function showsIt(sighting: Sighting, command: Command): boolean {
  if (sighting.version !== undefined && sighting.version === command.expectedVersion) return false
  const mustMove = command.countermeasure === 'restore' && command.action !== 'verify'
  return !mustMove || sighting.state === undefined || sighting.state !== command.expectedState
}
