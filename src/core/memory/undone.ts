import type { ActorMemory } from './actor-memory.ts'
import * as at from './layout.ts'
import { add } from './learn.ts'

/** Somebody else gave back what the actor took away: it goes on the actor's record, as of its own time. */
export function learnUndone(memory: ActorMemory, undoneAt: number): ActorMemory {
  const slots = memory.slots.slice()
  const lag = (slots[at.clockSlot] ?? 0) - undoneAt
  add(slots, at.undoneSlot, lag <= 0 ? 1 : Math.exp(-lag / at.recordMs))
  return { ...memory, slots }
}
