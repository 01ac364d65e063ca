import type { HandedTo } from './countdown.ts'
import type { Instruction } from './instruction.ts'
import { deedOf, refusalOf, type Spoken, saysState } from './may-speak.ts'
import type { Reversal } from './reversal.ts'

/** What becomes of a word as far as the record of the reversal tells: the console says it to the person at once,
 *  and whoever reads the word weighs it again, against the ledger. `late`: it is no longer as the person saw it. */
export type SaidUponRecord =
  | { readonly kind: 'may' }
  | { readonly kind: 'late'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string }

export function saidUponRecord(
  word: Instruction,
  reversal: Reversal,
  { now, alert, authors }: Pick<Spoken, 'now' | 'alert' | 'authors'>,
): SaidUponRecord {
  const { commandHash } = reversal
  const says = refusalOf(word, { now, alert, life: lifeShown(reversal), commandHash, authors })
  if (says === saysState(reversal.state)) return { kind: 'late', says }
  if (says !== undefined) return { kind: 'refused', says }
  if (deedOf(word) === 'extend' && reversal.longerUntil === undefined)
    return { kind: 'refused', says: notLonger }
  return { kind: 'may' }
}

/** As much of a life as its record shows. Who has said yes is only known by name: a yes that is too old for the
 *  ledger counts here until the next record. */
function lifeShown(reversal: Reversal): Spoken['life'] {
  const { state, untouched, approvedBy, blockedBy, acknowledgedBy, handedTo, deadlineAt } = reversal
  const to = handedTo === undefined ? undefined : readHandedTo(handedTo)
  return {
    state,
    untouched,
    approvals: approvedBy,
    blockedBy,
    ...(state === 'proposed' || deadlineAt === undefined
      ? {}
      : { countdown: { startedAt: 0, acknowledgedBy, handedTo: to } }),
  }
}

export const notLonger = 'it cannot be made longer any more'

/** What `handedToText` wrote. */
export function readHandedTo(text: string): HandedTo {
  return text.startsWith(rolePrefix) ? { role: text.slice(rolePrefix.length) } : { person: text }
}

const rolePrefix = 'role:'
