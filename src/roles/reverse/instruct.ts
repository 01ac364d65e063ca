import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Happening } from '../../core/reversal/life.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import { deedOf, refusalOf, saysState } from '../../core/reversal/may-speak.ts'
import type { ReversalState } from '../../core/reversal/reversal.ts'
import { notLonger } from '../../core/reversal/said-upon-record.ts'
import { undoingOf } from '../../core/reversal/undoing.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { commandHashOf } from '../ids.ts'
import { announce } from './announce.ts'
import { moveOn } from './move-on.ts'
import { limitsFor, nextEntry, type Performing } from './performing.ts'
import { asOnCase, authorsOf, entryFor } from './propose.ts'

/** What became of a person's word. */
export type Followed =
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'followed'; readonly entry: LedgerEntry }

/** Two people may speak at once; each is heard after the other. */
const triesMax = 10

/** Carries a person's word into the life cycle. A yes authorises what waits for one, or what a gate kept the
 *  machine from; the gates are asked again right before the call, as for a person (`gates.ts` says which that
 *  spares). The same word twice changes nothing the second time. */
export async function follow(
  performing: Performing,
  instruction: Instruction,
  known: readonly LedgerEntry[],
): Promise<Followed> {
  const [first] = known
  if (first === undefined) return refused('the policy lets nobody undo this, or nothing would')
  const { countermeasure } = instruction
  const entry = known.find((one) => one.command.countermeasure === countermeasure)
  return entry === undefined
    ? askOtherWay(performing, first, instruction)
    : speak(performing, instruction, entry)
}

async function speak(performing: Performing, word: Instruction, about: LedgerEntry): Promise<Followed> {
  let entry = about
  for (let tries = 0; tries < triesMax; tries++) {
    if (entry.life.heard?.includes(word.instructionId) === true) return { kind: 'followed', entry }
    const says = refusalOf(word, spokenTo(performing, entry))
    if (says !== undefined) return refused(says)
    const moved = await moveOn(performing, entry, happeningOf(word, performing.clock.now()))
    if (moved === 'nothing') return refused(whyNothing(word, entry.life.state))
    if (moved !== 'overtaken') return { kind: 'followed', entry: moved }
    const found = await performing.ledger.find(entry.command.commandId)
    if (found === undefined) return refused('it is known no more')
    entry = found
  }
  return refused('others were faster')
}

function spokenTo(performing: Performing, entry: LedgerEntry) {
  return {
    now: performing.clock.now(),
    alert: entry.alert,
    otherActors: entry.otherActors,
    life: entry.life,
    commandHash: commandHashOf(entry.command),
    authors: [...(entry.authors ?? []), ...authorsOf(performing.policy.current(), entry.alert)],
  }
}

function happeningOf(word: Instruction, at: number): Happening {
  const said = { by: word.by, id: word.instructionId, at }
  const deed = deedOf(word)
  switch (deed) {
    case 'undo':
    case 'approve':
      return { ...said, kind: 'agreed', saidAt: Math.min(word.at, at), ...whatIsKnown(word) }
    case 'veto':
      return { ...said, kind: 'vetoed' }
    case 'acknowledge':
      return { ...said, kind: 'acknowledged', ...whatIsKnown(word) }
    case 'extend':
      return { ...said, kind: 'extended' }
    case 'hand-over': {
      const to = word.toPerson === undefined ? { role: word.toRole ?? '' } : { person: word.toPerson }
      return { ...said, kind: 'handed-over', to }
    }
    default:
      return deed satisfies never
  }
}

function whatIsKnown({ roles = [], cleared = false, team }: Instruction) {
  return { roles, cleared, ...(team === undefined ? {} : { team }) }
}

function whyNothing(word: Instruction, state: ReversalState): string {
  return deedOf(word) === 'extend' ? notLonger : saysState(state)
}

function refused(says: string): Followed {
  return { kind: 'refused', says }
}

/** The person wants another countermeasure than the alert asked for. It waits for nobody but people, whatever the
 *  policy would have let the machine do, and begins with this yes: nobody can have seen a command before. */
async function askOtherWay(performing: Performing, first: LedgerEntry, word: Instruction): Promise<Followed> {
  const { clock, ledger, settings } = performing
  const nothing = `nothing would ${word.countermeasure} after this change`
  const undoing = undoingOf(first.alert, word.countermeasure)
  if (undoing === undefined || deedOf(word) !== 'undo') return refused(nothing)
  const entry = await entryFor(performing, settings, first.alert, undoing, first.partition)
  const { countdown: _none, ...life } = asOnCase(performing, first.alert, entry.life)
  const lapsesAt = entry.at + settings.proposedMs
  const proposed: LedgerEntry = {
    ...entry,
    ...(first.otherActors === undefined ? {} : { otherActors: first.otherActors }),
    ...(first.authors === undefined ? {} : { authors: first.authors }),
    life: { ...life, state: 'proposed', says: 'a person wants it', blockedBy: [], lapsesAt },
  }
  const named: Instruction = { ...word, commandHash: commandHashOf(proposed.command) }
  const says = refusalOf(named, spokenTo(performing, proposed))
  if (says !== undefined) return refused(says)
  const now = clock.now()
  const agreed = live(proposed.life, happeningOf(named, now), limitsFor(performing, proposed)).life
  performing.atPoint?.('before an undoing is opened')
  const [opened] = await ledger.open([{ ...nextEntry(proposed, agreed, now), version: 1 }])
  performing.atPoint?.('after an undoing is opened')
  if (opened !== undefined) {
    announce(performing, opened)
    return { kind: 'followed', entry: opened }
  }
  const found = await ledger.find(proposed.command.commandId)
  return found === undefined ? refused(nothing) : speak(performing, word, found)
}
