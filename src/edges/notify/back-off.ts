export interface RetryTimes {
  readonly triesMax: number
  readonly firstMs: number
  readonly longestMs: number
}

/** How long to wait after a failed try: full jitter, so that receivers that come back are not hit by all at
 *  once (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). `chance` is 0 up to 1.
 *  What the receiver asked for is kept to, up to the longest wait.
 *
 *  firstMs 500, longestMs 15000, chance 0.5: after try 1 -> 250   2 -> 500   5 -> 4000   9 -> 7500 */
export function backOffMs(tries: number, retry: RetryTimes, chance: () => number, askedMs = 0): number {
  const ceilingMs = Math.min(retry.longestMs, retry.firstMs * 2 ** (tries - 1))
  return Math.max(Math.min(askedMs, retry.longestMs), Math.round(chance() * ceilingMs))
}
