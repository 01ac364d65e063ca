/** Lets the first lines of each kind through in every second, and says afterwards how many it held back: a
 *  topic full of unreadable records must not fill a disk, nor hide what else is said. */
export interface FloodGate<K> {
  /** Whether a line of this kind may be written now. Counts it where not. */
  passes(kind: K): boolean
  /** Says at once what was held back so far, and goes on. */
  flush(): void
}

/** Lines of one kind in one second. */
export const linesPerSecondMax = 10

const secondMs = 1_000

export function openFloodGate<K>(
  monotonicMs: () => number,
  say: (kind: K, heldBack: number) => void,
): FloodGate<K> {
  const seconds = new Map<K, { startedAtMs: number; passed: number; heldBack: number }>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [kind, second] of seconds) {
      if (second.heldBack > 0) say(kind, second.heldBack)
      second.heldBack = 0
    }
  }
  const secondOf = (kind: K) => {
    const nowMs = monotonicMs()
    const second = seconds.get(kind)
    if (second !== undefined && nowMs - second.startedAtMs < secondMs) return second
    const next = { startedAtMs: nowMs, passed: 0, heldBack: second?.heldBack ?? 0 }
    seconds.set(kind, next)
    return next
  }
  return {
    passes: (kind) => {
      const second = secondOf(kind)
      if (second.passed < linesPerSecondMax) {
        second.passed += 1
        return true
      }
      second.heldBack += 1
      // Never keeps the process alive: whoever ends it closes the telemetry, and that flushes.
      timer ??= setTimeout(flush, secondMs).unref()
      return false
    },
    flush,
  }
}
