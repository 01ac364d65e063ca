import { withHands } from '../../core/reversal/account-log.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { Performing } from './performing.ts'

/** A new state is in the ledger: says so, and has it published. */
export function announce(
  { notice, published }: Pick<Performing, 'notice' | 'published'>,
  entry: LedgerEntry,
) {
  const { alert, at, command, life } = entry
  const { state, says, blockedBy } = life
  const { countermeasure, commandId } = command
  notice({ kind: 'ReversalMoved', state, countermeasure, says: withHands(says), reversalId: commandId })
  // Keeping data restores nothing: it must not make the time to restored look better than it is.
  if (state === 'confirmed' && countermeasure !== 'preserve')
    notice({ kind: 'ReversalConfirmed', afterSeconds: (at - alert.occurredAt) / 1000 })
  if (state === 'blocked') notice({ kind: 'ReversalBlocked', by: blockedBy, alertId: alert.alertId })
  published()
}
