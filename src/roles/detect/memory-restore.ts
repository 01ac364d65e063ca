import { type ActorMemory, decodeMemory, watermarkOf } from '../../core/memory/actor-memory.ts'
import type { Log } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { RememberedActors } from './remembered-actors.ts'

export interface Restored {
  readonly actors: number
  /** Actors whose last record was older than an earlier one: written down again at the next commit. */
  readonly staleRecords: number
}

/** Reads one partition of the memory topic into `actors`.
 *
 *  Of each actor the record with the **highest watermark** counts, not the last one: an instance that stalled
 *  and woke may have appended an older memory after its successor's newer one. Such an actor is set as changed,
 *  so that the newer memory is the last one again and compaction cannot lose it. */
export async function restoreMemory(
  log: Log,
  partition: number,
  actors: RememberedActors,
): Promise<Restored> {
  const highest = new Map<string, ActorMemory>()
  const stale = new Set<string>()
  await log.readToEnd(ownTopics.memory.name, partition, (records) => {
    for (const { key, value } of records) {
      if (key === null) continue
      if (value === null) {
        highest.delete(key)
        stale.delete(key)
        continue
      }
      const memory = decodeMemory(value)
      if (memory === undefined) continue
      const known = highest.get(key)
      if (known !== undefined && watermarkOf(known) > watermarkOf(memory)) stale.add(key)
      else {
        highest.set(key, memory)
        stale.delete(key)
      }
    }
  })
  for (const [key, memory] of highest) {
    if (stale.has(key)) actors.set(key, memory)
    else actors.restore(key, memory)
  }
  return { actors: highest.size, staleRecords: stale.size }
}
