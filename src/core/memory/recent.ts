import type { AccountChange } from '../change/account-change.ts'
import type { Held } from '../decision/decide.ts'
import type { Mode, Severity } from '../policy/severity.ts'
import { encodeRecent } from './recent-bytes.ts'

/** A change that could still be undone and that a little more suspicion of its hand would tip: kept while the
 *  session lasts, so that hindsight can look at it again. */
export interface Recent {
  /** What the alert, the case and the reversal need of it; the rest is left out. */
  readonly change: AccountChange
  /** When it reached the log, where that is known: its own time is believed no further. */
  readonly arrivedAt?: number
  /** As assessed then, without what was already known of the session. */
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** Modes that rules forbade. */
  readonly forbid: readonly Mode[]
  /** Rules that held. */
  readonly rules: readonly string[]
  /** What held the machine back: not all that it rests on is kept. */
  readonly held: Held
  /** The most that an alert granted so far, and how grave it was; undefined where nobody was told. */
  readonly told?: Mode
  readonly floor?: Severity
  /** True where facts were left out that a rule could ask for: no rule is asked again. */
  readonly cut?: true
}

/** So many of the half-suspected changes of a session: those that came nearest to being told. */
export const recentMax = 8
/** Bytes of one of them (`recent-bytes.ts`); what is longer even without its extras is not kept. */
export const recentBytesMax = 520
/** Bytes of all of them, each with two for its length: four of the longest, or eight of the usual ones. */
export const recentsBytesMax = 4 * (2 + recentBytesMax)

/** The entries with a further one. Where there is no room, the one that suspicion of the hand has furthest to tip
 *  leaves, of equal ones the oldest. */
export function withRecent(recent: readonly Recent[], entry: Recent): readonly Recent[] {
  let all = [...recent, entry]
  while (all.length > recentMax || all.reduce((sum, one) => sum + 2 + lengthOf(one), 0) > recentsBytesMax) {
    const least = Math.min(...all.map(scoreOf))
    all = all.toSpliced(
      all.findIndex((one) => scoreOf(one) === least),
      1,
    )
  }
  return all
}

function scoreOf({ suspicionCenti, stakesCenti }: Recent): number {
  return suspicionCenti + stakesCenti
}

/** The entry with as much of its change as there is room for: first without what only its own alert would show, then
 *  without what policies could ask for. Undefined where even that is too long. */
export function forHindsight(entry: Recent): Recent | undefined {
  // No expression of a policy can read links.
  const { links: _links, ...change } = entry.change
  const whole: Recent = { ...entry, change }
  if (lengthOf(whole) <= recentBytesMax) return whole
  const bare = { ...entry, change: bareOf(entry.change), cut: true } as const
  if (lengthOf(bare) <= recentBytesMax) return bare
  const barer = { ...bare, change: { ...bare.change, account: without(bare.change.account, ['handle']) } }
  return lengthOf(barer) <= recentBytesMax ? barer : undefined
}

/** What tiers, the case and the reversal need. */
function bareOf({ account, actor, reason, ...change }: AccountChange): AccountChange {
  return {
    eventId: change.eventId,
    source: change.source,
    occurredAt: change.occurredAt,
    action: change.action,
    outcome: change.outcome,
    ...(change.until !== undefined && { until: change.until }),
    ...(change.operationId !== undefined && { operationId: change.operationId }),
    account: without(account, ['createdAt', 'stateBefore']),
    actor: { id: actor.id, kind: actor.kind },
    ...(reason?.code !== undefined && { reason: { code: reason.code } }),
  }
}

function without<T extends object>(whole: T, fields: readonly (keyof T)[]): T {
  const kept: [string, unknown][] = Object.entries(whole).filter(
    ([field, value]) => value !== undefined && !fields.some((left) => left === field),
  )
  return Object.fromEntries(kept) as T
}

/** Each is measured once. */
const lengths = new WeakMap<Recent, number>()

function lengthOf(entry: Recent): number {
  const known = lengths.get(entry)
  if (known !== undefined) return known
  const { length } = encodeRecent(entry)
  lengths.set(entry, length)
  return length
}
