import type { Clock } from '../../../ports/clock.ts'
import type { KafkaTiming } from './connection.ts'

/** When the group last heard of this member. Silent for longer than its session, a member is taken for dead, and
 *  its partitions are given to others: it must know that by itself, because nobody will tell it in time.
 *
 *  Both clocks are asked. The steady one stands still while the machine sleeps, the other one may be set. */
export interface Contact {
  /** An answer came to a request that was sent so long ago. The moment of sending counts: a process that was
   *  stopped finds the answers of long ago when it wakes. */
  heard(agoMs: number): void
  /** A request to join is under way: the group waits for its members without hearing of them. */
  joining(): void
  joined(agoMs: number): void
  isJoining(): boolean
  readonly isAlive: () => boolean
  /** Silent for so long that there is no hope to go on as the same member. */
  isLost(): boolean
  silentMs(): number
}

export interface ContactOptions {
  readonly clock: Clock
  readonly timing: Pick<KafkaTiming, 'sessionMsMax' | 'handoverMsMax'>
}

export function createContact({ clock, timing }: ContactOptions): Contact {
  const stamp = () => ({ wall: clock.now(), steady: clock.monotonicMs() })
  /** Unset until the group has heard of this member at all. */
  let last: ReturnType<typeof stamp> | undefined
  let joining = false
  const silentMs = () =>
    last === undefined ? 0 : Math.max(clock.now() - last.wall, clock.monotonicMs() - last.steady)
  const heard = (agoMs: number) => {
    const { wall, steady } = stamp()
    last = { wall: wall - agoMs, steady: steady - agoMs }
  }
  return {
    heard,
    joining() {
      joining = true
    },
    joined(agoMs) {
      joining = false
      heard(agoMs)
    },
    isJoining: () => joining,
    isAlive: () => silentMs() < timing.sessionMsMax,
    isLost: () => silentMs() >= timing.sessionMsMax + (joining ? timing.handoverMsMax * 2 : 0),
    silentMs,
  }
}
