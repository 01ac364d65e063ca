import type { Alert } from '../../core/decision/alert.ts'
import { grantedMode, type Weighed, weigh } from '../../core/reversal/gates.ts'
import type { Life } from '../../core/reversal/life.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import { type Undoing, undoingOf } from '../../core/reversal/undoing.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { commandIdOf } from '../ids.ts'
import type { ReverseEdges, ReverseSettings } from './edges.ts'
import { gather } from './gather.ts'

/** What an alert leads to, before anything is written or done: `undefined` where nothing.
 *
 *  the policy grants   ceilings leave   a gate says no   -> state
 *  observe             -                -                   nothing: the alert says all there is to say
 *  auto                auto             no                  authorised
 *  auto                auto             yes                 blocked
 *  auto, veto, approve approve, veto    no                  proposed: waits for a person
 *  auto, veto, approve observe          yes (mode)          blocked: would have
 */
export async function propose(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  partition: number,
): Promise<LedgerEntry | undefined> {
  const undoing = undoingOf(alert)
  if (undoing === undefined || alert.mode === 'observe') return undefined
  return entryFor(edges, settings, alert, undoing, partition)
}

/** `undoing` is the alert's own, or what a person wants instead. */
export async function entryFor(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  undoing: Undoing,
  partition: number,
): Promise<LedgerEntry> {
  const asMachine = await gather(edges, settings, alert, undoing, 'machine', 'not-read')
  const isAuto = grantedMode(asMachine) === 'auto'
  // What will wait for a person is weighed as a person's: too old for the machine is not too old for them.
  const weighed = weigh(isAuto ? asMachine : { ...asMachine, who: 'person' })
  const now = asMachine.now
  return {
    command: commandFor(alert, undoing, now, now + settings.lifeMs),
    alert,
    life: beginning(weighed, now + settings.lifeMs),
    version: 1,
    at: now,
    granted: weighed.granted,
    partition,
  }
}

function beginning({ granted, blockedBy }: Weighed, expiresAt: number): Life {
  const rest = { expiresAt, tries: 0, blockedBy: blockedBy.map((block) => block.gate) }
  if (blockedBy.length > 0)
    return { ...rest, state: 'blocked', says: blockedBy.map((block) => block.says).join('; ') }
  switch (granted) {
    case 'auto':
      return { ...rest, state: 'authorised', says: 'the policy lets the machine act' }
    case 'veto':
      return {
        ...rest,
        state: 'proposed',
        says: 'waits for a person: without a countdown, silence is no consent',
      }
    case 'approve':
      return { ...rest, state: 'proposed', says: "waits for a person's yes" }
    case 'observe':
      throw new Error('the mode gate lets nothing through that is granted observe')
    default:
      return granted satisfies never
  }
}

function commandFor(alert: Alert, undoing: Undoing, issuedAt: number, expiresAt: number): Command {
  const { change } = alert
  if (change === undefined) throw new Error(`alert ${alert.alertId} has no change to undo`)
  const { id, version, stateAfter } = change.account
  const { action, countermeasure } = undoing
  return {
    commandId: commandIdOf(
      change.source,
      change.eventId,
      countermeasure === 'preserve' ? 'preserve' : action,
    ),
    alertId: alert.alertId,
    source: change.source,
    causeEventId: change.eventId,
    accountId: id,
    action,
    countermeasure,
    ...(version === undefined ? {} : { expectedVersion: version }),
    ...(stateAfter === undefined ? {} : { expectedState: stateAfter }),
    issuedAt,
    expiresAt,
  }
}
