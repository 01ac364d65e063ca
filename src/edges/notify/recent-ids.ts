/** The last `max` ids, the oldest leaving first. */
export function recentIds(max: number): { has(id: string): boolean; add(id: string): void } {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    add: (id) => {
      ids.add(id)
      // A set keeps the order of insertion: the first is the oldest.
      const [oldest] = ids
      if (ids.size > max && oldest !== undefined) ids.delete(oldest)
    },
  }
}
