import type { Verdict } from '../decision/verdict.ts'
import type { ActorMemory } from './actor-memory.ts'
import { identity } from './identity.ts'
import { learnUsual } from './learn.ts'

/** Lets a flagged change into what is usual for its actor, or throws it away.
 *
 *  meant -> learnt, as of its own time   not-meant, mistake -> forgotten
 *  test -> forgotten: a drill is not routine, and what was drilled must still be seen when it is real
 *  not-enough-to-tell -> goes on waiting */
export function learnVerdict(memory: ActorMemory, verdict: Verdict): ActorMemory {
  const event = identity(verdict.eventId, verdict.accountId)
  const waiting = memory.pending.find((pending) => pending.event === event)
  if (waiting === undefined || verdict.verdict === 'not-enough-to-tell') return memory
  const pending = memory.pending.filter((other) => other !== waiting)
  if (verdict.verdict !== 'meant') return { slots: memory.slots, pending }
  const slots = memory.slots.slice()
  learnUsual(slots, waiting, waiting.pace, 0, waiting.mass, 0)
  return { slots, pending }
}
