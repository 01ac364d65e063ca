import { setTimeout as pause } from 'node:timers/promises'
import { effectOf } from '../../core/change/actions.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { breakerLimits, type Opening, whyFailing, whyOpen } from '../../core/reversal/breaker.ts'
import { limitAlert, limitSource } from '../../core/reversal/limit-alert.ts'
import { RestrictionCount } from '../../core/reversal/restriction-count.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Notify } from '../../ports/notice.ts'
import { alertIdOf } from '../ids.ts'
import type { DigestSeen } from './digest-seen.ts'

export interface BreakerWatchNeeds {
  readonly limits: Pick<Limits, 'seen' | 'openBreaker' | 'tightenBreaker'>
  readonly clock: Clock
  readonly notice: Notify
}

/** Opens the breaker when what is undone is too much of all that is done, or does not work; and where it is open for the
 *  one, and the other is seen too, it spares nobody any more. */
export interface BreakerWatch {
  /** What is assessed, by everybody. */
  take(seen: DigestSeen): void
  /** Looks once. True where this opened it, or made it stricter. */
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

  async function opening(): Promise<Found | undefined> {
    const from = Math.max(clock.now() - breakerLimits.windowMs, countingSince)
    const { decided, ended, since, open, sparesHighestTier } = await limits.seen(from)
    notice({ kind: 'BreakerSeen', open })
    if (!open) {
      const found = whyOpen({ decided, ended, restrictions: count.since(since) })
      return found && { ...found, isOpen: false }
    }
    const failing = sparesHighestTier ? whyFailing(ended) : undefined
    return failing && { ...failing, isOpen: true }
  }

  async function tighten({ why }: Found): Promise<boolean> {
    const at = clock.now()
    const says = `The open breaker spares the highest tier no more: ${why}. ${untilClosed()}`
    const isNow = await limits.tightenBreaker(why, at, alertOf(`breaker/${at}/stricter`, at, says))
    if (isNow) notice({ kind: 'BreakerTightened', says: why })
    return isNow
  }

  async function open({ cause, why }: Found): Promise<boolean> {
    const at = clock.now()
    const but = cause === 'share' ? ', but for what is kept back for the highest tier' : ''
    const says = `The breaker opened: ${why}. ${untilClosed(but)}`
    const isNow = await limits.openBreaker({ cause, why }, at, alertOf(`breaker/${at}`, at, says))
    if (isNow) notice({ kind: 'BreakerOpened', cause, says: why })
    return isNow
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
      return found.isOpen ? tighten(found) : open(found)
    },
  }
}

interface Found extends Opening {
  /** It is open already, and must be stricter. */
  readonly isOpen: boolean
}

function untilClosed(but = ''): string {
  return `The machine undoes nothing more by itself${but}, until two people close it.`
}

function alertOf(eventId: string, at: number, says: string): Alert {
  const alertId = alertIdOf(limitSource, eventId, 'limit')
  return limitAlert({ alertId, eventId, severity: 'critical', says, at })
}

/** On an address instead of an account, or an attempt that changed nothing. */
const notCounted = 2 | 4
