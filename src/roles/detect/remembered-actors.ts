import type { ActorMemory } from '../../core/memory/actor-memory.ts'

/** The actors that one partition remembers, at most `actorsMax` of them; the idlest leave first.
 *
 *  Two maps take turns: whoever acts moves into the young one, and when that holds half of what is allowed, the
 *  old one is let go with all who were idle since. Exact order would cost a second write for every change. */
export interface RememberedActors {
  get(key: string): ActorMemory | undefined
  /** Remembers, and marks it as not yet written down. */
  set(key: string, memory: ActorMemory): void
  /** Remembers what the log already holds. */
  restore(key: string, memory: ActorMemory): void
  /** What is not written down yet, and who was forgotten since; both start anew. */
  takeUnwritten(): {
    readonly changed: ReadonlyMap<string, ActorMemory>
    readonly forgotten: readonly string[]
  }
  size(): number
}

export function rememberActors(actorsMax: number): RememberedActors {
  const youngMax = Math.max(1, Math.floor(actorsMax / 2))
  let young = new Map<string, ActorMemory>()
  let old = new Map<string, ActorMemory>()
  let changed = new Map<string, ActorMemory>()
  let forgotten: string[] = []

  const keep = (key: string, memory: ActorMemory) => {
    young.set(key, memory)
    if (young.size <= youngMax) return
    for (const idle of old.keys()) if (!young.has(idle)) forgotten.push(idle)
    old = young
    young = new Map()
  }

  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, memory) {
      keep(key, memory)
      changed.set(key, memory)
    },
    restore: keep,
    takeUnwritten() {
      const taken = { changed, forgotten: forgotten.filter((key) => !young.has(key) && !old.has(key)) }
      for (const key of taken.forgotten) changed.delete(key)
      changed = new Map()
      forgotten = []
      return taken
    },
    size() {
      let count = young.size
      for (const key of old.keys()) if (!young.has(key)) count += 1
      return count
    },
  }
}

/** Sources may use the same actor ids for different people. NUL cannot stand in an id. */
export function actorKey(source: string, actorId: string): string {
  return `${source}\0${actorId}`
}
