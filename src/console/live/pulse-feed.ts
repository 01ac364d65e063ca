import type { DigestRow } from '../../core/decision/digest.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { type Feed, openFeed } from './feed.ts'
import { pulseChangesMax, pulseReversalsMax, tallyId } from './protocol.ts'

/** The pulse: what the field and the stream are drawn from. Of the stream it carries at most
 *  `perSecondMax` changes a second, and as many that alerted besides, so that a flood of routine never hides
 *  the one that matters; the tally counts every one. */
export function openPulseFeed(perSecondMax: number, now: () => number): PulseFeed {
  const feed = openFeed('pulse')
  const changeIds: string[] = []
  const reversalIds = new Set<string>()
  const routine = allowance(perSecondMax, now)
  const alerted = allowance(perSecondMax, now)
  let seen = 0
  let seenBefore = 0
  let tallied = now()

  return {
    feed,
    changes(rows) {
      for (const row of rows) {
        seen++
        const [, at, action, actorId, accountId, suspicionCenti, stakesCenti, severity, isAlert] = row
        if (!(isAlert === 1 ? alerted : routine).take()) continue
        const id = `c${seen}`
        const shown = { actorId: clip(actorId), accountId: clip(accountId), suspicionCenti, stakesCenti }
        feed.put({
          id,
          v: 1,
          row: { kind: 'change', at, action, ...shown, severity, alerted: isAlert === 1 },
        })
        changeIds.push(id)
        if (changeIds.length > pulseChangesMax) feed.forget(changeIds.shift() ?? '')
      }
    },
    reversals(reversals) {
      for (const { reversalId, version, ...rest } of reversals) {
        const { alertId, countermeasure, state, at, confirmedAfterSeconds } = rest
        const [accountId, says] = [clip(rest.accountId), clip(rest.says)]
        const seconds = confirmedAfterSeconds === undefined ? {} : { confirmedAfterSeconds }
        const shown = { reversalId, alertId, accountId, countermeasure, state, says, at, ...seconds }
        feed.put({ id: reversalId, v: version, row: { kind: 'reversal', ...shown } })
        reversalIds.delete(reversalId)
        reversalIds.add(reversalId)
        const [eldest] = reversalIds
        if (reversalIds.size > pulseReversalsMax && eldest !== undefined) {
          reversalIds.delete(eldest)
          feed.forget(eldest)
        }
      }
    },
    tally() {
      const time = now()
      const perSecond = Math.round(((seen - seenBefore) * 1000) / Math.max(1, time - tallied))
      feed.put({ id: tallyId, v: time, row: { kind: 'tally', at: time, seen, perSecond } })
      seenBefore = seen
      tallied = time
    },
  }
}

export interface PulseFeed {
  readonly feed: Feed
  changes(rows: readonly DigestRow[]): void
  reversals(reversals: readonly Reversal[]): void
  /** Says how much there was since the last time. */
  tally(): void
}

/** Names in a list that nobody reads letter by letter. */
const nameLengthMax = 120

function clip(text: string): string {
  return text.length <= nameLengthMax ? text : `${text.slice(0, nameLengthMax - 1)}…`
}

/** So many a second, with as many saved up for a burst. */
function allowance(perSecond: number, now: () => number): { take(): boolean } {
  let left = perSecond
  let at = now()
  return {
    take() {
      const time = now()
      left = Math.min(perSecond, left + ((time - at) * perSecond) / 1000)
      at = time
      if (left < 1) return false
      left--
      return true
    },
  }
}
