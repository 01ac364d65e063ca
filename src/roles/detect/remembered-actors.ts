import type { ActorMemory } from '../../core/memory/actor-memory.ts'
import { type Remembered, rememberIdlestLeave } from '../keyed/remembered.ts'

/** The actors that one partition remembers. */
export type RememberedActors = Remembered<ActorMemory>

export function rememberActors(actorsMax: number): RememberedActors {
  return rememberIdlestLeave(actorsMax)
}

/** Sources may use the same actor ids for different people. NUL cannot stand in an id. */
export function actorKey(source: string, actorId: string): string {
  return `${source}\0${actorId}`
}

/** Whoever is not remembered any more has nothing to learn. False where nothing was learnt. */
export function learn(
  actors: RememberedActors,
  about: { readonly source: string; readonly actorId: string },
  teach: (memory: ActorMemory) => ActorMemory,
): boolean {
  const key = actorKey(about.source, about.actorId)
  const memory = actors.get(key)
  if (memory === undefined) return false
  const after = teach(memory)
  actors.set(key, after)
  return after !== memory
}
