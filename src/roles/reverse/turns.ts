/** At most so many calls under way at once for each key; the others wait for their turn, in order. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>
}

export function openTurns(atOnce: number): Turns {
  const busy = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  function leave(key: string): void {
    const next = waiting.get(key)?.shift()
    if (next !== undefined) return next()
    const left = (busy.get(key) ?? 1) - 1
    if (left > 0) busy.set(key, left)
    else {
      busy.delete(key)
      waiting.delete(key)
    }
  }

  return {
    async take(key, work) {
      const taken = busy.get(key) ?? 0
      if (taken < atOnce) busy.set(key, taken + 1)
      else
        await new Promise<void>((resolve) => {
          const queue = waiting.get(key)
          if (queue === undefined) waiting.set(key, [resolve])
          else queue.push(resolve)
        })
      try {
        return await work()
      } finally {
        leave(key)
      }
    },
  }
}
