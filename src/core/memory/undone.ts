import type { Undone } from '../relate/undone.ts'
import type { ActorMemory } from './actor-memory.ts'
import { eventIdentity } from './identity.ts'
import * as at from './layout.ts'
import { add } from './learn.ts'

/** Somebody else gave back what the actor took away: it goes on the actor's record, as of its own time, and once.
 *
 *  Our own crash brings a word again at the same `offset`, one of RELATE brings it again at another: the first is
 *  known by the last offset that was learnt, the second by the last few restrictions. A history has no offsets. */
export function learnUndone(
  memory: ActorMemory,
  undone: Pick<Undone, 'eventId' | 'accountId' | 'at'>,
  offset?: number,
): ActorMemory {
  const event = eventIdentity(undone.eventId, undone.accountId)
  const isOld = offset !== undefined && offset < (memory.slots[at.undoneOffsetSlot] ?? 0)
  if (isOld || isRemembered(memory.slots, event)) return memory
  const slots = memory.slots.slice()
  if (offset !== undefined) slots[at.undoneOffsetSlot] = offset + 1
  for (let i = at.undoneRemembered - 1; i > 0; i--) {
    slots[at.undoneHashSlot + i] = slots[at.undoneHashSlot + i - 1] ?? 0
  }
  slots[at.undoneHashSlot] = event
  const lag = (slots[at.clockSlot] ?? 0) - undone.at
  add(slots, at.undoneSlot, lag <= 0 ? 1 : Math.exp(-lag / at.recordMs))
  return { ...memory, slots }
}

function isRemembered(slots: readonly number[], event: number): boolean {
  for (let i = 0; i < at.undoneRemembered; i++) if (slots[at.undoneHashSlot + i] === event) return true
  return false
}
