import { setTimeout as pause } from 'node:timers/promises'
import { effectOf } from '../../core/change/actions.ts'
import { breakerLimits, type Opening, whyOpen } from '../../core/reversal/breaker.ts'
import { limitAlert, limitSource } from '../../core/reversal/limit-alert.ts'
import { RestrictionCount } from '../../core/reversal/restriction-count.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Notify } from '../../ports/notice.ts'
import { alertIdOf } from '../ids.ts'
import type { DigestSeen } from './digest-seen.ts'

export interface BreakerWatchNeeds {
  readonly limits: Pick<Limits, 'seen' | 'openBreaker'>
  readonly clock: Clock
  readonly notice: Notify
}

/** Opens the breaker when what is undone is too much of all that is done, or does not work. */
export interface BreakerWatch {
  /** What is assessed, by everybody. */
  take(seen: DigestSeen): void
  /** Looks once. True where this opened it. */
  look(): Promise<boolean>
}

/** The count of restrictions comes from the digest: it has every assessed change, also those that a person's haste
 *  hides from the fleet's baselines, is there within the second in which the change was assessed (minute counts
 *  would come when the minute is over, far too late for a breaker), and costs no further write.
 *
 *  Alerts and digest are two topics: decisions may be known before the changes among which they are few. So a share
 *  has to be found twice, `againMs` apart. */
export function openBreakerWatch({ limits, clock, notice }: BreakerWatchNeeds, againMs = 200): BreakerWatch {
  const count = new RestrictionCount()
  /** Of what was decided before, nobody here counted the changes beside it. */
  const countingSince = clock.now()

  async function opening(): Promise<Opening | undefined> {
    const from = Math.max(clock.now() - breakerLimits.windowMs, countingSince)
    const { decided, ended, since, open } = await limits.seen(from)
    notice({ kind: 'BreakerSeen', open })
    return open ? undefined : whyOpen({ decided, ended, restrictions: count.since(since) })
  }

  return {
    take({ rows }) {
      const now = clock.now()
      for (const [, occurredAt, action, , , , , , , flags = 0] of rows)
        if (effectOf[action] === 'restricts' && (flags & notCounted) === 0) count.add(occurredAt, now)
    },
    async look() {
      let found = await opening()
      if (found?.cause === 'share') {
        await pause(againMs)
        found = await opening()
      }
      if (found === undefined) return false
      const at = clock.now()
      const eventId = `breaker/${at}`
      const says = `The breaker opened: ${found.why}. The machine undoes nothing more by itself${
        found.cause === 'share' ? ', but for what is kept back for the highest tier' : ''
      }, until two people close it.`
      const alertId = alertIdOf(limitSource, eventId, 'limit')
      const opened = await limits.openBreaker(
        found,
        at,
        limitAlert({ alertId, eventId, severity: 'critical', says, at }),
      )
      if (opened) notice({ kind: 'BreakerOpened', cause: found.cause, says: found.why })
      return opened
    },
  }
}

/** On an address instead of an account, or an attempt that changed nothing. */
const notCounted = 2 | 4
