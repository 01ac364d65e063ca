import { breakerLimits } from './breaker.ts'

const slotMs = 10_000
const slots = breakerLimits.windowMs / slotMs + 1

/** How many restrictions there were in the last ten minutes, to ten seconds. Holds 61 figures, however many
 *  there are. */
export class RestrictionCount {
  private readonly counts = new Map<number, number>()

  /** Older ones than the window, and those dated ahead of it, are let go. */
  add(occurredAt: number, now: number): void {
    const slot = slotOf(occurredAt)
    const newest = slotOf(now)
    if (slot > newest) return
    this.counts.set(slot, (this.counts.get(slot) ?? 0) + 1)
    for (const old of this.counts.keys()) if (old <= newest - slots) this.counts.delete(old)
  }

  /** From the slot in which `from` lies on. */
  since(from: number): number {
    let sum = 0
    for (const [slot, count] of this.counts) if (slot >= slotOf(from)) sum += count
    return sum
  }
}

function slotOf(at: number): number {
  return Math.floor(at / slotMs)
}
