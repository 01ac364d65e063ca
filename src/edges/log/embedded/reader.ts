import type { Handed } from '../lane.ts'
import { breathe } from '../waiting.ts'
import { fileFailed } from './log-file.ts'
import type { Partition } from './partitions.ts'
import type { Records } from './records.ts'
import type { Tidings } from './tidings.ts'

/** Reads several partitions side by side, a batch from one after the other. */
export interface Reader {
  isSet(): boolean
  set(starts: readonly (readonly [Partition, number])[]): void
  /** Waits for records; `undefined` once the signal came. */
  next(ending: AbortSignal): Promise<Handed | undefined>
  /** The next offset to hand out, by partition. */
  reached(): ReadonlyMap<Partition, number>
}

export function createReader(records: Records, tidings: Tidings): Reader {
  const reached = new Map<Partition, number>()
  let order: Partition[] = []

  function readOne(one: Partition): Handed | undefined {
    const from = reached.get(one) ?? 0
    const end = one.nextOffset
    if (from >= end) return undefined
    const read = records.read(one, from, end)
    reached.set(one, (read.at(-1)?.offset ?? end - 1) + 1)
    return read.length === 0 ? undefined : { topic: one.topic, records: read, endOffset: end }
  }

  return {
    isSet: () => order.length > 0,
    set(starts) {
      for (const [one, offset] of starts) reached.set(one, offset)
      order = starts.map(([one]) => one)
    },
    async next(ending) {
      while (!ending.aborted) {
        for (const one of order) {
          const handed = attempt(() => readOne(one))
          if (handed === undefined) continue
          // The others come first next time: a busy topic does not starve a quiet one.
          order = [...order.filter((other) => other !== one), one]
          return handed
        }
        await tidings.next(order, ending)
        // One append wakes many.
        await breathe()
      }
      return undefined
    },
    reached: () => reached,
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw fileFailed(cause)
  }
}
