import type { Alert } from '../decision/alert.ts'

/** Alerts in the order in which they are looked after. What hindsight brings in comes after what just happened, and
 *  among itself by tier and then by age, for budgets may not last for all of it; everything else stays in order.
 *
 *  read        e9 (change)   e3 everyone 10:03   e2 protected 10:02   e1 protected 10:01   -> e9 e1 e2 e3 */
export function sweepOrder(
  alerts: readonly Alert[],
  tiers: readonly { readonly name: string }[],
): readonly Alert[] {
  const rankOf = ({ tier }: Alert): number => {
    const rank = tiers.findIndex(({ name }) => name === tier)
    return rank === -1 ? tiers.length : rank
  }
  const swept = alerts
    .filter(({ kind }) => kind === 'hindsight')
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.occurredAt - b.occurredAt)
  return [...alerts.filter(({ kind }) => kind !== 'hindsight'), ...swept]
}
