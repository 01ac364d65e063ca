/** A load as people read it. What lies within a day is no rate: one alert in the only minute that there is would be
 *  1,440 a day. Its count stands beside it.
 *    748 in 1461 days -> "0.51"      1 in 0.9 days -> "-" */
export function aDay(count: number, days: number): string {
  return days < 1 ? '-' : (count / days).toFixed(2)
}

/** A span that is too short to be told in days.
 *    0.2 days -> "4.8 h"      an hour and less, which is what rates are held against at least -> "an hour at most" */
export function spanOf(days: number): string {
  return days <= 1 / 24 ? 'an hour at most' : `${(days * 24).toFixed(1)} h`
}
