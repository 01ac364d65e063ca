import type { AccountChange } from '../change/account-change.ts'
import type { Known } from '../evidence/sight.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'

/** All that a change is judged by, beside the policy. */
export interface Situation {
  readonly change: AccountChange
  readonly known: Known
}

/** The situation with other numbers in the actor's memory; the memory itself stays as it was. */
export function remembering(
  was: Situation,
  rewrite: (slots: number[], memory: ActorMemory) => void,
): Situation {
  const { memory } = was.known
  if (memory === undefined) return was
  const slots = memory.slots.slice()
  rewrite(slots, memory)
  return { ...was, known: { ...was.known, memory: { ...memory, slots } } }
}

/** Whether this source says such things at all. */
export function canBeKnown({ known: { neverKnown } }: Situation, ...paths: readonly string[]): boolean {
  return neverKnown === undefined || !paths.some((path) => neverKnown.has(path))
}
