import { performance } from 'node:perf_hooks'
import type { Clock } from '../ports/clock.ts'

/** The clock of this machine. */
export const wallClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
}
