import type { Alert } from '../decision/alert.ts'
import type { Mode } from '../policy/severity.ts'
import { extend, handedToText } from './countdown.ts'
import type { Life } from './life.ts'
import { despiteWords } from './life-steps.ts'
import type { Command, Reversal } from './reversal.ts'

/** Where one undoing stands, as everybody else may read it. */
export function recordOf(entry: {
  readonly command: Command
  readonly alert: Alert
  readonly life: Life
  readonly version: number
  readonly at: number
  readonly granted: Mode
  readonly commandHash?: string
  readonly sweepId?: string
  readonly notBroughtBack?: readonly string[]
}): Reversal {
  const { command, alert, life, commandHash, sweepId, notBroughtBack } = entry
  const { hands = [] } = life
  // Keeping data restores nothing, and must not be said or timed as if it did.
  const keepsData = command.countermeasure === 'preserve'
  return {
    reversalId: command.commandId,
    // Of the first alert: a later one on the same change may have raised it.
    alertId: command.alertId,
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
    says:
      keepsData && life.state === 'confirmed'
        ? `kept, and seen so on the account${despiteWords(life)}`
        : life.says,
    ...(hands.length === 0 ? {} : { hands }),
    ...(life.by === undefined ? {} : { by: life.by }),
    ...(commandHash === undefined ? {} : { commandHash }),
    ...(sweepId === undefined ? {} : { sweepId }),
    ...(notBroughtBack === undefined ? {} : { notBroughtBack }),
    ...waitingOf(life, alert.change?.irreversibleAt),
    ...(life.windowMs === undefined ? {} : { windowMs: life.windowMs }),
    ...(life.stillStands === undefined ? {} : { stillStands: life.stillStands }),
    ...(life.restored === undefined ? {} : { restored: life.restored }),
    ...(alert.change?.irreversibleAt === undefined ? {} : { irreversibleAt: alert.change.irreversibleAt }),
    ...(life.state === 'confirmed' && command.countermeasure !== 'preserve'
      ? { confirmedAfterSeconds: (entry.at - alert.occurredAt) / 1000 }
      : {}),
  }
}

/** What people need to know of one that waits for them, or did. */
function waitingOf(life: Life, noReturnAt: number | undefined): Partial<Reversal> {
  const { countdown, lapsesAt, approvers, untouched } = life
  const approvedBy = life.approvedBy ?? life.approvals?.map((approval) => approval.by) ?? []
  const deadlineAt = life.state === 'proposed' ? lapsesAt : countdown?.endsAt
  const longer =
    countdown === undefined || life.state !== 'counting' ? undefined : extend(countdown, noReturnAt)
  return {
    ...(approvers === undefined || approvers === 1 ? {} : { approvers }),
    ...(approvedBy.length === 0 ? {} : { approvedBy }),
    ...(deadlineAt === undefined ? {} : { deadlineAt }),
    ...(untouched === undefined ? {} : { untouched }),
    ...(countdown?.acknowledgedBy === undefined ? {} : { acknowledgedBy: countdown.acknowledgedBy }),
    ...(countdown === undefined || countdown.extensions === 0 ? {} : { extensions: countdown.extensions }),
    ...(longer === undefined ? {} : { longerUntil: longer.endsAt }),
    ...(countdown?.handedTo === undefined ? {} : { handedTo: handedToText(countdown.handedTo) }),
    ...(countdown?.alarmedAt === undefined ? {} : { alarmedAt: countdown.alarmedAt }),
  }
}
