import type { Alert } from '../../core/decision/alert.ts'
import type { Circumstances } from '../../core/reversal/circumstances.ts'
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
  const command = commandFor(alert, undoing, settings.lifeMs, edges.clock.now())
  const made = madeBy(command)
  const asMachine = await gather(edges, settings, alert, undoing, 'machine', 'not-read', made)
  const isAuto = grantedMode(asMachine) === 'auto'
  // What will wait for a person is weighed as a person's: too old for the machine is not too old for them.
  const weighed = weigh(isAuto ? asMachine : { ...asMachine, who: 'person' })
  return {
    command,
    alert,
    life: beginning(weighed, command.expiresAt),
    version: 1,
    at: command.issuedAt,
    granted: weighed.granted,
    partition,
  }
}

/** The state that the causing change made, as the command knows it. */
export function madeBy({ causeEventId, expectedState, expectedVersion }: Command): Circumstances['made'] {
  return {
    eventId: causeEventId,
    ...(expectedState === undefined ? {} : { state: expectedState }),
    ...(expectedVersion === undefined ? {} : { version: expectedVersion }),
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

function commandFor(alert: Alert, undoing: Undoing, lifeMs: number, issuedAt: number): Command {
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
    ...(change.labels === undefined ? {} : { causeLabels: change.labels }),
    accountId: id,
    action,
    countermeasure,
    ...(version === undefined ? {} : { expectedVersion: version }),
    ...(stateAfter === undefined ? {} : { expectedState: stateAfter }),
    issuedAt,
    expiresAt: issuedAt + lifeMs,
  }
}
