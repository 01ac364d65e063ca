/** How many undoings may be sent in how much time. A token that was taken comes back when its window is over,
 *  so no window of that length, wherever it begins, ever holds more than `tokens`. */
export interface Budget {
  /** `minute`, `hour`, `actor-hour:<id>`. */
  readonly name: string
  /** In words, for whoever reads that it is spent. */
  readonly says: string
  readonly tokens: number
  readonly windowMs: number
  /** Tokens of it that only the highest tier may take. */
  readonly reserve: number
}

export interface BudgetLimits {
  readonly perMinute: number
  readonly perHour: number
  readonly perActorPerHour: number
  readonly protectedReservePerMinute: number
}

/** Design, section 7. */
export const budgetDefaults: BudgetLimits = {
  perMinute: 10,
  perHour: 50,
  perActorPerHour: 5,
  protectedReservePerMinute: 2,
}

const minuteMs = 60_000
const hourMs = 3_600_000

/** Every budget that one undoing draws on, always in this order: two that draw at once cannot lock each other. */
export function budgetsFor(limits: BudgetLimits, source: string, actorId: string): readonly Budget[] {
  return [
    {
      name: 'minute',
      says: `of ${limits.perMinute} a minute`,
      tokens: limits.perMinute,
      windowMs: minuteMs,
      reserve: limits.protectedReservePerMinute,
    },
    {
      name: 'hour',
      says: `of ${limits.perHour} an hour`,
      tokens: limits.perHour,
      windowMs: hourMs,
      reserve: 0,
    },
    {
      name: `actor-hour:${source.length}:${source}:${actorId}`,
      says: `of ${limits.perActorPerHour} an hour for one actor`,
      tokens: limits.perActorPerHour,
      windowMs: hourMs,
      reserve: 0,
    },
  ]
}
