import type { Undone } from '../relate/undone.ts'
import type { ActorMemory } from './actor-memory.ts'

/** Lets it be known to an actor's memory that another hand gave back what the actor had taken. Where the change is
 *  not remembered any more, nothing is. */
export function learnUndone(memory: ActorMemory, _undone: Undone): ActorMemory {
  return memory
}
