/** At most `max` at a time; the others wait their turn, first come first served. */
export interface Turns {
  /** Resolves when it is one's turn, with what ends it. */
  take(): Promise<() => void>
}

export function openTurns(max: number): Turns {
  const waiting: (() => void)[] = []
  let taken = 0
  const end = () => {
    const next = waiting.shift()
    // The turn goes straight to the next: nobody who comes meanwhile can slip in between.
    if (next === undefined) taken -= 1
    else next()
  }
  return {
    take: async () => {
      if (taken < max) taken += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return end
    },
  }
}
