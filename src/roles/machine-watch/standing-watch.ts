import { type Doubt, doubtsOf, type Standing } from '../../core/reversal/doubts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DigestSeen } from './digest-seen.ts'

/** How far behind we are, by what was seen in the last seconds. */
export interface StandingWatch {
  assessed(seen: DigestSeen): void
  /** An alert was read that was appended then. */
  alertsRead(appendedAt: number): void
  doubts(): readonly Doubt[]
}

/** Lag is that of the freshest thing seen: one late change among punctual ones makes nobody late. What is older than
 *  this is forgotten, so that a quiet night is no lag. */
const rememberedMs = 5_000
/** A clock that was ahead once is trusted again after this. */
const aheadRememberedMs = 60_000

export function openStandingWatch(
  clock: Clock,
  inDoubt: () => Pick<Standing, 'staleFeeds' | 'policyFaults'>,
): StandingWatch {
  const reverse = leastOfLately(clock)
  const detect = leastOfLately(clock)
  let ahead = { ms: 0, at: Number.NEGATIVE_INFINITY }

  function seeClock(appendedAt: number): void {
    const now = clock.now()
    const ms = appendedAt - now
    if (ms >= ahead.ms || now - ahead.at > aheadRememberedMs) ahead = { ms: Math.max(0, ms), at: now }
  }

  return {
    assessed({ appendedAt, newestAt }) {
      seeClock(appendedAt)
      detect.see(appendedAt - newestAt)
    },
    alertsRead(appendedAt) {
      seeClock(appendedAt)
      reverse.see(clock.now() - appendedAt)
    },
    doubts: () =>
      doubtsOf({
        reverseLagMs: reverse.ms(),
        detectLagMs: detect.ms(),
        aheadMs: clock.now() - ahead.at > aheadRememberedMs ? 0 : ahead.ms,
        ...inDoubt(),
      }),
  }
}

/** The least of two spans of `rememberedMs` each, so that it is never that of a moment alone. */
function leastOfLately(clock: Clock): { see(lagMs: number): void; ms(): number } {
  let began = Number.NEGATIVE_INFINITY
  let [before, now] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const turn = () => {
    const age = clock.now() - began
    if (age < rememberedMs) return
    before = age < 2 * rememberedMs ? now : Number.POSITIVE_INFINITY
    now = Number.POSITIVE_INFINITY
    began = clock.now()
  }
  return {
    see(lagMs) {
      turn()
      now = Math.min(now, lagMs)
    },
    ms() {
      turn()
      const least = Math.min(before, now)
      return Number.isFinite(least) ? Math.max(0, least) : 0
    },
  }
}
