import type { AccountChange } from '../../core/change/account-change.ts'
import { isoUtcMs } from '../../core/change/iso-time.ts'
import { type Verdict, type VerdictWord, verdictWords } from '../../core/decision/verdict.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import { Refusal } from './refusal.ts'

/** Flagged changes that still wait for their verdict; beyond it the oldest verdicts find nobody. */
const flaggedMax = 1_000_000

/** One line of a verdicts file: what an analyst said of a change, and when. */
export interface VerdictLine {
  readonly eventId: string
  readonly verdict: VerdictWord
  /** Milliseconds since the epoch: it takes hold before the first change at or after it. */
  readonly at: number
}

/** Verdicts in order of time, handed out as the replay comes to them. */
export interface VerdictFeed {
  /** Throws `Refusal` where two sources, or two accounts, have an event of this id, and a verdict names it. */
  flagged(change: AccountChange): void
  until(occurredAt: number): readonly Verdict[]
  /** Verdicts on what was not flagged, or no longer waited for one; of those not yet due, too. */
  foundNobody(): number
  /** A change was called meant that its actor's memory had let go, or learnt before. */
  taughtNothing(): void
  notLearnt(): number
}

const none: readonly Verdict[] = []

export function feedVerdicts(lines: readonly VerdictLine[]): VerdictFeed {
  const waiting = [...lines].sort((a, b) => a.at - b.at)
  const named = new Set(lines.map(({ eventId }) => eventId))
  const flagged = new Map<string, AccountChange>()
  let next = 0
  let missed = 0
  let notLearnt = 0
  return {
    flagged(change) {
      const { eventId } = change
      const other = flagged.get(eventId) ?? change
      if (named.has(eventId)) refuseAnother(other, change)
      flagged.set(eventId, change)
      if (flagged.size > flaggedMax) flagged.delete(flagged.keys().next().value ?? '')
    },
    until(occurredAt) {
      if (next === waiting.length || waiting[next]!.at > occurredAt) return none
      const due: Verdict[] = []
      for (; next < waiting.length && waiting[next]!.at <= occurredAt; next += 1) {
        const line = waiting[next]!
        const change = flagged.get(line.eventId)
        if (change === undefined) missed += 1
        else due.push(verdictOf(line, change))
        // Whoever cannot tell yet may say more later: such a change goes on waiting, as in its actor's memory.
        if (line.verdict !== 'not-enough-to-tell') flagged.delete(line.eventId)
      }
      return due
    },
    taughtNothing() {
      notLearnt += 1
    },
    notLearnt: () => notLearnt,
    foundNobody: () => missed + waiting.slice(next).filter(({ eventId }) => !flagged.has(eventId)).length,
  }
}

function refuseAnother(a: AccountChange, b: AccountChange): void {
  const eventId = plainly(a.eventId, 80)
  const both = (...names: readonly string[]) => names.map((name) => plainly(name, 80)).join(' and of ')
  if (a.source !== b.source)
    throw new Refusal(
      `${eventId} is an event of ${both(a.source, b.source)}, and both alerted: verdicts name no source and cannot ` +
        'tell them apart; give the history of one source at a time',
    )
  if (a.account.id !== b.account.id)
    throw new Refusal(
      `${eventId} is the eventId of changes of ${both(a.account.id, b.account.id)}, and both alerted: verdicts name ` +
        'no account and cannot tell them apart; an eventId must be of one change',
    )
}

/** A verdict line from a CSV row or a JSON object; a string says what is wrong with it. */
export function readVerdictLine(record: unknown): VerdictLine | string {
  if (typeof record !== 'object' || record === null) return 'not an object'
  const { eventId, verdict, at } = record as Record<string, unknown>
  if (typeof eventId !== 'string' || eventId === '') return 'eventId is missing'
  const word = verdictWords.find((known) => known === verdict)
  if (word === undefined)
    return `verdict must be one of ${verdictWords.join(', ')}, not ${JSON.stringify(verdict)}`
  const atMs = typeof at === 'number' ? at : typeof at === 'string' ? readTime(at) : Number.NaN
  if (!Number.isSafeInteger(atMs))
    return 'at must be a time: milliseconds since the epoch, or ISO 8601 (UTC where it names no zone)'
  return { eventId, verdict: word, at: atMs }
}

function readTime(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (isoUtcMs(text) ?? Number.NaN)
}

function verdictOf({ eventId, verdict, at }: VerdictLine, change: AccountChange): Verdict {
  return {
    verdictId: eventId,
    alertId: eventId,
    source: change.source,
    eventId,
    actorId: change.actor.id,
    accountId: change.account.id,
    verdict,
    by: 'replay',
    at,
  }
}
