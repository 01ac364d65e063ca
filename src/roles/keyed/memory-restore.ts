import type { Log } from '../../ports/log.ts'
import type { MemoryKind } from './memory-kind.ts'
import type { Remembered } from './remembered.ts'

export interface Restored {
  readonly count: number
  /** Whose last record was older than an earlier one: written down again at the next commit. */
  readonly staleRecords: number
}

/** Reads one partition of a memory topic into `memories`.
 *
 *  Of each key the record with the **highest watermark** counts, not the last one: an instance that stalled and
 *  woke may have appended an older memory after its successor's newer one. Such a key is set as changed, so that
 *  the newer memory is the last one again and compaction cannot lose it. */
export async function restoreMemory<Memory>(
  log: Log,
  partition: number,
  kind: MemoryKind<Memory>,
  memories: Remembered<Memory>,
): Promise<Restored> {
  const highest = new Map<string, Memory>()
  const stale = new Set<string>()
  await log.readToEnd(kind.topic, partition, (records) => {
    for (const { key, value } of records) {
      if (key === null) continue
      if (value === null) {
        highest.delete(key)
        stale.delete(key)
        continue
      }
      const memory = kind.decode(value)
      if (memory === undefined) continue
      const known = highest.get(key)
      if (known !== undefined && kind.watermarkOf(known) > kind.watermarkOf(memory)) stale.add(key)
      else {
        highest.set(key, memory)
        stale.delete(key)
      }
    }
  })
  for (const [key, memory] of highest) {
    if (stale.has(key)) memories.set(key, memory)
    else memories.restore(key, memory)
  }
  return { count: highest.size, staleRecords: stale.size }
}
