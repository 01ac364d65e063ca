import type { Alert } from '../decision/alert.ts'
import type { Mode } from '../policy/severity.ts'
import type { Life } from './life.ts'
import type { Command, Reversal } from './reversal.ts'

/** Where one undoing stands, as everybody else may read it. */
export function recordOf(entry: {
  readonly command: Command
  readonly alert: Alert
  readonly life: Life
  readonly version: number
  readonly at: number
  readonly granted: Mode
}): Reversal {
  const { command, alert, life } = entry
  // Keeping data restores nothing, and must not be said or timed as if it did.
  const keepsData = command.countermeasure === 'preserve'
  return {
    reversalId: command.commandId,
    alertId: alert.alertId,
    source: command.source,
    eventId: command.causeEventId,
    accountId: command.accountId,
    countermeasure: command.countermeasure,
    action: command.action,
    state: life.state,
    version: entry.version,
    at: entry.at,
    occurredAt: alert.occurredAt,
    mode: alert.mode,
    granted: entry.granted,
    blockedBy: life.blockedBy,
    says: keepsData && life.state === 'confirmed' ? 'kept, and seen so on the account' : life.says,
    ...(life.by === undefined ? {} : { by: life.by }),
    ...(alert.change?.irreversibleAt === undefined ? {} : { irreversibleAt: alert.change.irreversibleAt }),
    ...(life.state === 'confirmed' && command.countermeasure !== 'preserve'
      ? { confirmedAfterSeconds: (entry.at - alert.occurredAt) / 1000 }
      : {}),
  }
}
