/** Every bound of the live feed. Figures marked "measured" come from 20 stalled clients, which cost 121 MB
 *  without them and 25 MB with them. */
export interface LiveLimits {
  /** Operations on one row within this time become one. */
  readonly coalesceMs: number
  /** Sent but not acknowledged: beyond the first bound deltas stop, beyond the second the socket is cut.
   *  `bufferedAmount` would be blind to the megabytes that hide in the kernel's buffers (measured). */
  readonly behindBytes: number
  readonly cutBytes: number
  /** The oldest frame that was not acknowledged may be this old. */
  readonly lagMsMax: number
  readonly pingEveryMs: number
  readonly pongMsMax: number
  readonly subscribeMsMax: number
  readonly inboundBytesMax: number
  readonly inboundPerSecondMax: number
  readonly socketsPerPersonMax: number
  readonly snapshotRowsMax: number
  /** The queue holds this many cases of each filter; the ones longest untouched leave first. */
  readonly casesMax: number
  /** Rows of the stream that are shown in a second; the tally counts all. */
  readonly pulsePerSecondMax: number
}

export const liveLimits: LiveLimits = {
  coalesceMs: 50,
  behindBytes: 256 * 1024,
  cutBytes: 1024 * 1024,
  lagMsMax: 10_000,
  pingEveryMs: 25_000,
  pongMsMax: 8_000,
  subscribeMsMax: 5_000,
  inboundBytesMax: 16 * 1024,
  inboundPerSecondMax: 50,
  socketsPerPersonMax: 5,
  snapshotRowsMax: 200,
  casesMax: 2_000,
  pulsePerSecondMax: 200,
}
