import type { Alert } from '../../core/decision/alert.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import { undoingOf } from '../../core/reversal/undoing.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { announce } from './announce.ts'
import { limitsFor, nextEntry, type Performing } from './performing.ts'
import { entryFor } from './propose.ts'

/** A person's word authorises what waits for one, or what a gate kept the machine from. The gates are asked
 *  again right before the call, as for a person (`gates.ts` says which that spares).
 *
 *  Answers the entry that is now authorised, or in words why none is. */
export async function follow(
  performing: Performing,
  instruction: Instruction,
  known: readonly LedgerEntry[],
): Promise<LedgerEntry | string> {
  const { clock, ledger, settings } = performing
  const now = clock.now()
  if (now - instruction.at > settings.instructionMsMax) return 'it came too late'
  const [first] = known
  if (first === undefined) return 'the policy lets nobody undo this, or nothing would'
  const { alert } = first
  if (alert.source !== instruction.source || first.command.accountId !== instruction.accountId)
    return 'it names an account that the alert is not about'
  if (alert.change?.actor.id === instruction.by) return 'nobody decides about their own act'

  const entry =
    known.find((one) => one.command.countermeasure === instruction.countermeasure) ??
    (await otherWay(performing, alert, instruction, first.partition))
  if (entry === undefined) return `nothing would ${instruction.countermeasure} after this change`
  const agreed = { kind: 'agreed', by: instruction.by, at: now } as const
  const { life } = live(entry.life, agreed, limitsFor(performing, entry))
  if (life.state !== 'authorised' || entry.life.state === 'authorised')
    return `it is ${entry.life.state} already`
  const to = nextEntry(entry, life, now)
  if (!(await ledger.move(entry, to))) return 'somebody was faster'
  announce(performing, to)
  return to
}

/** The person wants another countermeasure than the alert asked for. It waits for nobody but them: so it is
 *  written down as proposed, whatever the policy would have let the machine do. */
async function otherWay(
  performing: Performing,
  alert: Alert,
  instruction: Instruction,
  partition: number,
): Promise<LedgerEntry | undefined> {
  const undoing = undoingOf(alert, instruction.countermeasure)
  if (undoing === undefined) return undefined
  const entry = await entryFor(performing, performing.settings, alert, undoing, partition)
  const says = `${instruction.by} wants ${instruction.countermeasure} instead`
  const proposed: LedgerEntry = { ...entry, life: { ...entry.life, state: 'proposed', says, blockedBy: [] } }
  const [opened] = await performing.ledger.open([proposed])
  if (opened !== undefined) announce(performing, opened)
  return opened ?? performing.ledger.find(proposed.command.commandId)
}
