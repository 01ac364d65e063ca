import type { Verdict } from '../decision/verdict.ts'
import type { ActorMemory } from './actor-memory.ts'
import { sessionGapMs } from './clock.ts'
import { eventIdentity } from './identity.ts'
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
 *  Of a burst only the last few wait, with all that they would teach. Of those before them only the number is left:
 *  each verdict that finds nothing waiting is taken for one of them while there are any, and `meant` lets in one
 *  more act like the oldest of the burst that still waits. So sixty-nine verdicts teach sixty-nine acts where they
 *  come in the order of the acts. Never more than were flagged: a verdict that comes twice changes no total.
 *
 *  The very memory that was given where there was nothing to learn.
 *
 *  Once nothing that was flagged in the last session waits any more, and nothing of it was called unmeant, the
 *  hand is no longer suspected. */
export function learnVerdict(memory: ActorMemory, verdict: Verdict): ActorMemory {
  const event = eventIdentity(verdict.eventId, verdict.accountId)
  const waiting = memory.pending.find((pending) => pending.event === event)
  if (verdict.verdict === 'not-enough-to-tell') return memory
  if (waiting === undefined) return learnLetGo(memory, verdict)
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

function learnLetGo(memory: ActorMemory, { verdict }: Verdict): ActorMemory {
  const left = memory.slots[at.notLearntSlot] ?? 0
  const like = memory.pending.find(({ at: atMs }) => isOfFlagged(memory.slots, atMs))
  if (left === 0 || like === undefined) return memory
  const slots = memory.slots.slice()
  slots[at.notLearntSlot] = left - 1
  if (verdict === 'meant') learnUsual(slots, like, like.pace, 0, like.mass, 0, undefined)
  return { ...memory, slots }
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
