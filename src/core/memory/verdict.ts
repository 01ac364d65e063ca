import type { Verdict } from '../decision/verdict.ts'
import type { ActorMemory } from './actor-memory.ts'
import { sessionGapMs } from './clock.ts'
import { identity } from './identity.ts'
import * as at from './layout.ts'
import { learnUsual } from './learn.ts'
import type { Pending } from './pending.ts'
import { vouchForPlaces } from './places.ts'
import { trustReference } from './reference.ts'

/** Lets a flagged change into what is usual for its actor, or throws it away.
 *
 *  meant -> learnt, as of its own time   not-meant, mistake -> forgotten
 *  test -> forgotten: a drill is not routine, and what was drilled must still be seen when it is real
 *  not-enough-to-tell -> goes on waiting
 *
 *  Once nothing that was flagged in the last session waits any more, and nothing of it was called unmeant, the
 *  hand is no longer suspected. */
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
    vouchForPlaces(slots, waiting)
    learnUsual(slots, waiting, waiting.pace, 0, waiting.mass, 0, undefined)
    trustReference(slots)
  }
  if (verdict.verdict === 'meant' || verdict.verdict === 'test') trustHand(slots, waiting, pending)
  else if (isOfFlagged(slots, waiting.at)) slots[at.unmeantAtSlot] = slots[at.flaggedAtSlot] ?? 0
  return { ...memory, slots, pending, recent }
}

/** What still waits of the flagged session is what the hand is still suspected of; of an older session nothing is,
 *  and what somebody has called unmeant stays. */
function trustHand(slots: number[], judged: Pending, pending: readonly Pending[]): void {
  const unmeantAt = slots[at.unmeantAtSlot] ?? 0
  if (!isOfFlagged(slots, judged.at) || (unmeantAt !== 0 && isOfFlagged(slots, unmeantAt))) return
  const left = pending.filter((other) => isOfFlagged(slots, other.at)).length
  slots[at.flaggedCountSlot] = left
  if (left === 0) slots[at.flaggedCentiSlot] = 0
}

function isOfFlagged(slots: readonly number[], atMs: number): boolean {
  return Math.abs((slots[at.flaggedAtSlot] ?? 0) - atMs) <= sessionGapMs
}
