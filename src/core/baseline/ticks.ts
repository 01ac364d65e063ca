/** Fixed ticks of event time at which baselines take hold. What was gathered until one tick takes hold at the
 *  next but one: in between, every partition has had the time to close it. */
export const dayMs = 86_400_000
export const minuteMs = 60_000
export const dayMinutes = dayMs / minuteMs
/** A minute takes hold so many minutes after it began: one to pass, one for every partition to close it. */
export const minuteHoldsAfter = 2

export const dayOf = (atMs: number): number => Math.floor(atMs / dayMs)
export const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs)

/** The name of a day, as alerts bear it: 17472 -> `2017-11-02` (Hinnant's civil-from-days). */
export function dayName(day: number): string {
  const z = day + 719_468
  const era = Math.floor(z / 146_097)
  const ofEra = z - era * 146_097
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const part = Math.floor((5 * ofYear + 2) / 153)
  const date = ofYear - Math.floor((153 * part + 2) / 5) + 1
  const month = part < 10 ? part + 3 : part - 9
  const shown = year + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(shown).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(date)}`
}

/** The name of a minute: `2017-11-02 23:05`. */
export function minuteName(minute: number): string {
  const ofDay = minute - dayOf(minute * minuteMs) * 1_440
  return `${dayName(dayOf(minute * minuteMs))} ${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')
