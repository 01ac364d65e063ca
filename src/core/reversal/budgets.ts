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
  /** For each rule of the policy by itself: one that goes wrong must not spend what the others need. */
  readonly perRulePerHour: number
  readonly protectedReservePerMinute: number
}

/** Design, section 7. */
export const budgetDefaults: BudgetLimits = {
  perMinute: 10,
  perHour: 50,
  perActorPerHour: 5,
  perRulePerHour: 20,
  protectedReservePerMinute: 2,
}

/** Every budget that one undoing draws on, always in this order: two that draw at once cannot lock each other. */
export function budgetsFor(limits: BudgetLimits, drawn: Drawn): readonly Budget[] {
  const { perMinute, perHour, perActorPerHour, perRulePerHour } = limits
  const actor = `actor-hour:${drawn.source.length}:${drawn.source}:${drawn.actorId}`
  return [
    {
      name: 'minute',
      says: `of ${perMinute} a minute`,
      tokens: perMinute,
      windowMs: minuteMs,
      reserve: limits.protectedReservePerMinute,
    },
    hourly('hour', `of ${perHour} an hour`, perHour),
    hourly(actor, `of ${perActorPerHour} an hour for one actor`, perActorPerHour),
    ...[...new Set(drawn.rules)]
      .sort()
      .map((rule) =>
        hourly(`rule-hour:${rule}`, `of ${perRulePerHour} an hour for the rule ${rule}`, perRulePerHour),
      ),
  ]
}

/** Whose budget it is, by its name; `undefined` where it is not one actor's.
 *  `actor-hour:4:desk:jonas` -> `jonas` */
export function readActorBudget(name: string): string | undefined {
  const [kind, length, ...rest] = name.split(':')
  return kind === 'actor-hour' ? rest.join(':').slice(Number(length) + 1) : undefined
}

/** What an undoing is counted by. */
export interface Drawn {
  readonly source: string
  readonly actorId: string
  /** Names of the rules that took hold. */
  readonly rules: readonly string[]
}

function hourly(name: string, says: string, tokens: number): Budget {
  return { name, says, tokens, windowMs: hourMs, reserve: reserveOf(tokens) }
}

/** Of each budget by the hour a fifth is kept back for the highest tier, or whoever spends one with cheap acts would
 *  have an hour for the real one.
 *  50 -> 10   20 -> 4   5 -> 1   2 -> 1   1 -> 0 */
export function reserveOf(tokens: number): number {
  return tokens < 2 ? 0 : Math.max(1, Math.floor(tokens / 5))
}

const minuteMs = 60_000
const hourMs = 3_600_000
