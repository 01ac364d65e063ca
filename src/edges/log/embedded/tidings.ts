import type { Partition } from './partitions.ts'

/** Wakes readers at once when something was appended to a partition they wait for. */
export interface Tidings {
  /** Waits for the next append to one of the partitions, or for the signal. */
  next(partitions: readonly Partition[], ending: AbortSignal): Promise<void>
  /** The partition has a record more, once the transaction is through. */
  grew(partition: Partition): void
  /** Wakes whoever waits for a partition that grew since the last call. */
  tell(): void
}

export function createTidings(): Tidings {
  const grown = new Set<number>()
  const waiting = new Map<number, Set<() => void>>()

  return {
    async next(partitions, ending) {
      if (ending.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      for (const { id } of partitions) {
        const readers = waiting.get(id) ?? new Set()
        waiting.set(id, readers.add(resolve))
      }
      const end = () => resolve()
      ending.addEventListener('abort', end)
      await promise
      // A signal keeps whoever listens for as long as it lives, and a reader waits here all its life.
      ending.removeEventListener('abort', end)
      for (const { id } of partitions) waiting.get(id)?.delete(resolve)
    },
    grew: ({ id }) => void grown.add(id),
    tell() {
      for (const id of grown) {
        for (const wake of waiting.get(id) ?? []) wake()
      }
      grown.clear()
    },
  }
}
