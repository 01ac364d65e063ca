import type { Clock } from '../../ports/clock.ts'

/** This machine's clock, for a log that was given none. */
export const localClock: Clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
