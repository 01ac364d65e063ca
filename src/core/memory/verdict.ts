import type { Verdict } from '../decision/verdict.ts'
import type { ActorMemory } from './actor-memory.ts'
import { identity } from './identity.ts'
import * as at from './layout.ts'
import { learnUsual } from './learn.ts'
import { trustReference } from './reference.ts'

/** Lets a flagged change into what is usual for its actor, or throws it away.
 *
 *  meant -> learnt, as of its own time   not-meant, mistake -> forgotten
 *  test -> forgotten: a drill is not routine, and what was drilled must still be seen when it is real
 *  not-enough-to-tell -> goes on waiting
 *
 *  Once nothing that was flagged in the session waits any more and none of it was unmeant, the hand is no
 *  longer suspected. */
export function learnVerdict(memory: ActorMemory, verdict: Verdict): ActorMemory {
  const event = identity(verdict.eventId, verdict.accountId)
  const waiting = memory.pending.find((pending) => pending.event === event)
  if (waiting === undefined || verdict.verdict === 'not-enough-to-tell') return memory
  const pending = memory.pending.filter((other) => other !== waiting)
  const recent = memory.recent.filter(
    ({ change }) => change.eventId !== verdict.eventId || change.account.id !== verdict.accountId,
  )
  const slots = memory.slots.slice()
  if (verdict.verdict === 'meant') {
    learnUsual(slots, waiting, waiting.pace, 0, waiting.mass, 0, undefined)
    trustReference(slots)
  }
  if (verdict.verdict === 'meant' || verdict.verdict === 'test') trustHand(slots)
  return { slots, pending, recent }
}

function trustHand(slots: number[]): void {
  const left = (slots[at.flaggedCountSlot] ?? 0) - 1
  slots[at.flaggedCountSlot] = Math.max(0, left)
  if (left <= 0) slots[at.flaggedCentiSlot] = 0
}
