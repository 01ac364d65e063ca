/** Memories by key that one partition holds, at most `memoriesMax` of them; the idlest leave first.
 *
 *  Two maps take turns: whoever is heard of moves into the young one, and when that holds half of what is
 *  allowed, the old one is let go with all who were idle since. Exact order would cost a second write each time. */
export interface Remembered<Memory> {
  get(key: string): Memory | undefined
  /** Remembers, and marks it as not yet written down. */
  set(key: string, memory: Memory): void
  /** Remembers what the log already holds. */
  restore(key: string, memory: Memory): void
  /** What is not written down yet, and who was forgotten since; both start anew. */
  takeUnwritten(): Unwritten<Memory>
  size(): number
  /** Every memory that is held, each once. */
  values(): Iterable<Memory>
}

export interface Unwritten<Memory> {
  readonly changed: ReadonlyMap<string, Memory>
  readonly forgotten: readonly string[]
}

export function rememberIdlestLeave<Memory>(memoriesMax: number): Remembered<Memory> {
  const youngMax = Math.max(1, Math.floor(memoriesMax / 2))
  let young = new Map<string, Memory>()
  let old = new Map<string, Memory>()
  let changed = new Map<string, Memory>()
  let forgotten: string[] = []

  const keep = (key: string, memory: Memory) => {
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
    *values() {
      yield* young.values()
      for (const [key, memory] of old) if (!young.has(key)) yield memory
    },
  }
}
