import type { AccountChange } from '../change/account-change.ts'
import type { Mode } from '../policy/severity.ts'

/** A change that could still be undone and that a little more suspicion of its hand would tip: kept while the
 *  session lasts, so that hindsight can look at it again. */
export interface Recent {
  /** What the alert, the case and the reversal need of it; the rest is left out. */
  readonly change: AccountChange
  /** As assessed then, without what was already known of the session. */
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** Modes that rules forbade. */
  readonly forbid: readonly Mode[]
  /** Rules that held. */
  readonly rules: readonly string[]
  /** The most that an alert granted so far; undefined where nobody was told. */
  readonly told?: Mode
}

/** Four of the last half-suspected changes of a session: after the fifth, somebody has been told. */
export const recentMax = 4
/** Bytes of one of them, as UTF-8 JSON; what is longer even without its extras is not kept. */
export const recentBytesMax = 420

/** The entry without what only its own alert would show. Undefined where even that is too long. */
export function forHindsight(entry: Recent): Recent | undefined {
  const { account, actor, reason, ...change } = entry.change
  const bare: Recent = {
    ...entry,
    change: {
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
    },
  }
  if (lengthOf(bare) <= recentBytesMax) return bare
  const barer = {
    ...bare,
    change: { ...bare.change, account: without(account, ['handle', 'createdAt', 'stateBefore']) },
  }
  return lengthOf(barer) <= recentBytesMax ? barer : undefined
}

function without<T extends object>(whole: T, fields: readonly (keyof T)[]): T {
  const kept: [string, unknown][] = Object.entries(whole).filter(
    ([field, value]) => value !== undefined && !fields.some((left) => left === field),
  )
  return Object.fromEntries(kept) as T
}

/** UTF-8 bytes of the JSON. */
function lengthOf(entry: Recent): number {
  return utf8.encode(JSON.stringify(entry)).length
}

const utf8 = new TextEncoder()
