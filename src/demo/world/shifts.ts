import { chanceOf, logNormal, wordKey } from '../chance.ts'
import { dayMs, hourMs } from './act.ts'
import type { Person } from './staff.ts'

const shiftHours = 8
/** Who leaves does less in the last days: the work is handed over. */
const handOverMs = 2 * dayMs

/** How many changes an hour this person makes around that moment, on average.
 *  mid-shift -> the team's usual times the person's pace   lunch -> a third   off, away, at night -> 0
 *  on call at night -> 0.1 */
export function hourlyAt(person: Person, at: number): number {
  if (at < person.hiredAt || at > person.lastActAt) return 0
  const local = at + person.site.hoursFromUtc * hourMs
  const day = Math.floor((local - person.shiftBegins * hourMs) / dayMs)
  const hours = (local - day * dayMs) / hourMs - person.shiftBegins - startsLate(person, day)
  if (hours < 0 || hours >= shiftHours || isOff(person, day)) return person.team.onCall ? 0.1 : 0

  const ofTheDay = logNormal(chanceOf(person.key, wordKey('day'), day), 1, 0.2)
  const lunch = hours >= 4 && hours < 4.75 ? 0.3 : 1
  const leaving = at > person.lastActAt - handOverMs ? 0.3 : 1
  return person.team.hourly * person.pace * ofTheDay * lunch * leaving * learning(person, at)
}

/** New people do little in their first weeks. */
function learning(person: Person, at: number): number {
  return Math.min(1, 0.2 + (0.8 * (at - person.hiredAt)) / (21 * dayMs))
}

/** Nobody begins on the dot: up to half an hour later. */
function startsLate(person: Person, day: number): number {
  return 0.5 * chanceOf(person.key, wordKey('late'), day)()
}

/** Two days off in seven, some weeks of holiday, a day of illness now and then. */
export function isOff(person: Pick<Person, 'key' | 'daysOffFrom'>, day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7
  const sinceDaysOff = (weekday - person.daysOffFrom + 7) % 7
  if (sinceDaysOff < 2) return true
  if (chanceOf(person.key, wordKey('holiday'), Math.floor((day + 3) / 7))() < 0.07) return true
  return chanceOf(person.key, wordKey('ill'), day)() < 0.03
}

/** The day of the person's working life that a moment belongs to: night shifts count to the day they began. */
export function workdayOf(person: Pick<Person, 'site' | 'shiftBegins'>, at: number): number {
  return Math.floor((at + (person.site.hoursFromUtc - person.shiftBegins) * hourMs) / dayMs)
}
