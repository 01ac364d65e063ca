/** The weekend as it is everywhere: from Saturday 10:00 to Sunday 10:00 UTC no clock on earth, from Hawaii to the Line
 *  Islands, shows a day from Monday to Friday. Whose days are not known by UTC is never taken to work at a weekend on
 *  a Monday morning; the half of each weekend that is left out is the price.
 *    Friday 23:00 -> no   Saturday 9:59 -> no   Saturday 11:00 -> yes   Sunday 9:59 -> yes   Sunday 22:00 -> no */
export function isWeekend(atMs: number): boolean {
  const intoWeek = (((atMs - saturdayMs) % weekMs) + weekMs) % weekMs
  return intoWeek < 86_400_000
}

/** What an even spread over the week leaves for it. */
export const weekendShare = 1 / 7

const weekMs = 604_800_000
/** The first such Saturday: 3 January 1970, 10:00. */
const saturdayMs = 2 * 86_400_000 + 36_000_000
