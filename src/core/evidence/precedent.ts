import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'

/** By how long the restriction is to last, in hundredths of points, either sign. All are 0 as shipped: which
 *  measures are the disputed ones differs from platform to platform, and only `fit` can know. */
export const precedentWeights = {
  hours: 0,
  day: 0,
  days: 0,
  week: 0,
  month: 0,
  year: 0,
  forever: 0,
  unknown: 0,
}
type Length = keyof typeof precedentWeights

const lengths = {
  hours: bar('hours', 'for some hours'),
  day: bar('day', 'for about a day'),
  days: bar('days', 'for two or three days'),
  week: bar('week', 'for about a week'),
  month: bar('month', 'for weeks up to a month'),
  year: bar('year', 'for months up to a year'),
  forever: bar('forever', 'for good'),
  unknown: bar('unknown', 'for nobody knows how long'),
} as const satisfies Record<Length, BarKind>

const dayMs = 86_400_000

/** How the likes of this restriction fared on this platform: how much oftener, or more rarely, others undid
 *  those of its length and of its reason.
 *    for 30 days, as shipped -> 0.00   for 30 days, with `precedent.month: 0.9` -> 0.90
 *  Range: what the policy sets. Cost: comparisons and one look-up. Cold start: silent until fitted. Misleads
 *  when a code's meaning changes: fit again. Source: the platform's own history, by `countermand fit`. */
export const precedent: Evidence = {
  name: 'precedent',
  family: 'prior',
  onAdminLog: "not measured: as shipped it weighs nothing, only a platform's own history can",
  coldUntil: 'facts',
  risesWith: [],
  bars: Object.values(lengths),
  fitting: { table: Object.keys(lengths) },
  measure(sight, weights, tally) {
    if (sight.effect !== 'restricts') return
    const length = lengthOf(sight)
    tally.give(lengths[length], weights.precedent[length])
  },
}

/** 90 min -> hours   24 h -> day   72 h -> days   7 d -> week   30 d -> month   180 d -> year   2 y -> forever */
export function lengthOf({ change }: Pick<Sight, 'change'>): Length {
  if (change.until === undefined) return 'unknown'
  if (change.until === 'never') return 'forever'
  const days = (change.until - change.occurredAt) / dayMs
  if (days <= 0.51) return 'hours'
  if (days <= 1.6) return 'day'
  if (days <= 4.1) return 'days'
  if (days <= 10.1) return 'week'
  if (days <= 32) return 'month'
  return days <= 367 ? 'year' : 'forever'
}

function bar(length: string, words: string): BarKind {
  return {
    name: `precedent.${length}`,
    family: 'prior',
    axis: 'suspicion',
    says: () => ({ observed: words, expected: 'what became of others like it on this platform' }),
  }
}
