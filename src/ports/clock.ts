/** The wall clock. Only edges and the app read the real one; tests hand in their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds that only ever go up, for measuring. */
  monotonicMs(): number
}
