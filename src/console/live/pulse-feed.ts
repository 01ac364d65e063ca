import { LRUCache } from 'lru-cache'
import type { DigestRow } from '../../core/decision/digest.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Cases } from '../../ports/cases.ts'
import { type OwnFeeds, openOwnFeeds } from './own-feeds.ts'
import { pulseChangesMax, pulseReversalsMax, tallyId } from './protocol.ts'

/** The pulse: what the field and the stream are drawn from. Of the stream it carries at most
 *  `perSecondMax` changes a second, and as many that alerted besides, so that a flood of routine never hides
 *  the one that matters; the tally counts every one.
 *
 *  Nobody is shown what is about themself: not their own changes, which would say whether they were noticed, and no
 *  undoing whose case is about them. A reversal does not say whose change it undoes, so it waits until the store
 *  knows its case: `look` asks. */
export function openPulseFeed({ perSecondMax, now, cases }: PulseNeeds): PulseFeed {
  const feeds = openOwnFeeds('pulse')
  const changeIds: string[] = []
  /** Of those that alerted, by the change: for whoever turns out to be in it. */
  const alertedIds = new LRUCache<string, string>({ max: pulseChangesMax })
  /** Whom an alerted change was done for, which the digest does not say. */
  const doneFor = new LRUCache<string, readonly string[]>({ max: pulseChangesMax })
  const reversalIds = new Set<string>()
  const caseIds = new Map<string, string>()
  const waiting = new Map<string, Reversal>()
  const routine = allowance(perSecondMax, now)
  const alerted = allowance(perSecondMax, now)
  let seen = 0
  let seenBefore = 0
  let tallied = now()
  let looking = false
  let moved = false

  const show = (reversal: Reversal, caseId: string, hands: readonly string[]) => {
    const { reversalId, version, ...rest } = reversal
    const { alertId, countermeasure, state, at, confirmedAfterSeconds } = rest
    const [accountId, says] = [clip(rest.accountId), clip(rest.says)]
    const seconds = confirmedAfterSeconds === undefined ? {} : { confirmedAfterSeconds }
    const shown = { reversalId, alertId, accountId, countermeasure, state, says, at, ...seconds }
    feeds.put({ id: reversalId, v: version, row: { kind: 'reversal', ...shown } }, hands)
    caseIds.set(reversalId, caseId)
    reversalIds.delete(reversalId)
    reversalIds.add(reversalId)
    const [eldest] = reversalIds
    if (reversalIds.size <= pulseReversalsMax || eldest === undefined) return
    reversalIds.delete(eldest)
    caseIds.delete(eldest)
    feeds.forget(eldest)
  }

  return {
    feeds,
    changes(rows, hands) {
      for (const [index, row] of rows.entries()) {
        seen++
        const [eventId, at, action, actorId, accountId, suspicionCenti, stakesCenti, severity, isAlert] = row
        if (!(isAlert === 1 ? alerted : routine).take()) continue
        const id = `c${seen}`
        const shown = { actorId: clip(actorId), accountId: clip(accountId), suspicionCenti, stakesCenti }
        const isAlerted = isAlert === 1
        feeds.put({ id, v: 1, row: { kind: 'change', at, action, ...shown, severity, alerted: isAlerted } }, [
          hands[index] ?? actorId,
          ...(isAlerted ? (doneFor.get(eventId) ?? []) : []),
        ])
        if (isAlerted) alertedIds.set(eventId, id)
        changeIds.push(id)
        if (changeIds.length > pulseChangesMax) feeds.forget(changeIds.shift() ?? '')
      }
    },
    alerted(eventId, hands) {
      doneFor.set(eventId, hands)
      const id = alertedIds.get(eventId)
      if (id !== undefined) feeds.hide(id, hands)
    },
    moved: () => {
      moved = true
    },
    reversals(reversals) {
      moved = true
      for (const reversal of reversals) {
        const known = waiting.get(reversal.reversalId)
        if (known !== undefined && known.version >= reversal.version) continue
        waiting.delete(reversal.reversalId)
        waiting.set(reversal.reversalId, reversal)
        const [longest] = waiting.keys()
        if (waiting.size > waitingMax && longest !== undefined) waiting.delete(longest)
      }
    },
    async look(anyway) {
      if (looking || waiting.size === 0 || (!moved && !anyway)) return
      looking = true
      moved = false
      try {
        const asked = [...waiting.values()]
        const found = await cases.casesOf([...new Set(asked.map(({ alertId }) => alertId))])
        const hands = await cases.handsOf([...new Set(found.values())])
        for (const reversal of asked) {
          const caseId = found.get(reversal.alertId)
          if (caseId === undefined) continue
          show(reversal, caseId, hands.get(caseId) ?? [])
          if (waiting.get(reversal.reversalId) === reversal) waiting.delete(reversal.reversalId)
        }
      } finally {
        looking = false
      }
    },
    about(caseId, hands) {
      for (const [reversalId, of] of caseIds) if (of === caseId) feeds.hide(reversalId, hands)
    },
    tally() {
      const time = now()
      const perSecond = Math.round(((seen - seenBefore) * 1000) / Math.max(1, time - tallied))
      feeds.put({ id: tallyId, v: time, row: { kind: 'tally', at: time, seen, perSecond } })
      seenBefore = seen
      tallied = time
    },
  }
}

interface PulseNeeds {
  readonly perSecondMax: number
  readonly now: () => number
  readonly cases: Pick<Cases, 'casesOf' | 'handsOf'>
}

export interface PulseFeed {
  readonly feeds: OwnFeeds
  /** `hands`: whose change each row is, by their own ids. */
  changes(rows: readonly DigestRow[], hands: readonly string[]): void
  /** Whose the change of an alert is, by their own ids. */
  alerted(eventId: string, hands: readonly string[]): void
  reversals(reversals: readonly Reversal[]): void
  /** Cases came. */
  moved(): void
  /** Shows those reversals whose case is known by now, if a hint was given or `anyway`. Rejects with what the store
   *  says. */
  look(anyway: boolean): Promise<void>
  /** Whom a case is about. */
  about(caseId: string, hands: readonly string[]): void
  /** Says how much there was since the last time. */
  tally(): void
}

/** Reversals whose case is not known yet; the list of what waits shows them all the same. */
const waitingMax = 500

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
