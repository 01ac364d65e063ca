import { breakerLimits } from './breaker.ts'

const slotMs = 10_000
const slots = breakerLimits.windowMs / slotMs + 1

/** How many restrictions there were in the last ten minutes, to ten seconds. Holds 61 figures, however many
 *  there are. */
export class RestrictionCount {
  private readonly counts = Array.from<number>({ length: slots }).fill(0)
  private readonly slotOf = Array.from<number>({ length: slots }).fill(-1)

  /** Older ones than the window, and those dated ahead of it, are let go. */
  add(occurredAt: number, now: number): void {
    const slot = Math.floor(occurredAt / slotMs)
    if (slot <= Math.floor(now / slotMs) - slots || slot > Math.floor(now / slotMs)) return
    const at = slot % slots
    if (this.slotOf[at] !== slot) {
      this.slotOf[at] = slot
      this.counts[at] = 0
    }
    this.counts[at] = (this.counts[at] ?? 0) + 1
  }

  /** From the slot in which `from` lies on. */
  since(from: number): number {
    const first = Math.floor(from / slotMs)
    let sum = 0
    for (let at = 0; at < slots; at++) if ((this.slotOf[at] ?? -1) >= first) sum += this.counts[at] ?? 0
    return sum
  }
}
