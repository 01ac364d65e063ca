import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. */
export const tenureWeights = {
  /** Among 365,000 real blocks by administrators, those seen first less than 30 days ago had 1.6 times as
   *  many undone by others as those of a year and more: 0.7 points on log data; more here, where hiring
   *  dates are facts and not guesses from a log. */
  newHire7d: 200,
  newHire30d: 100,
  newHire90d: 50,
  lastWeek: 100,
  lastDay: 300,
  lastHour: 500,
  afterEnd: 800,
  contractor: 50,
}

const newHire7d = bar('newHire7d', (days) => [`hired ${ago(days)}`, 'staff who know the tools'])
const newHire30d = bar('newHire30d', (days) => [`hired ${ago(days)}`, 'staff who know the tools'])
const newHire90d = bar('newHire90d', (days) => [`hired ${ago(days)}`, 'staff who know the tools'])
const notice = bar('notice', (hours) => [`leaves in ${duration(hours)}`, 'staff who stay'])
const lastWeek = bar('lastWeek', (hours) => [`leaves in ${duration(hours)}`, 'staff who stay'])
const lastDay = bar('lastDay', (hours) => [`last day: ${duration(hours)} left`, 'staff who stay'])
const lastHour = bar('lastHour', (hours) => [`last hour: ${duration(hours)} left`, 'staff who stay'])
const afterEnd = bar('afterEnd', (hours) => [
  `${duration(-hours)} after access should have ended`,
  'no access',
])
const contractor = bar('contractor', () => ['a contractor', 'employees'])
const unknownExit = bar('exit', () => ['nobody knows when access ends', 'a known end of contract'])

/** Where the actor stands in their employment when they *ask* for the change; where a tool acts for a person, where
 *  that person does. A machine that acts for nobody has no employment.
 *
 *  The nearer the end, the less there is to lose; between the marks the points grow with the logarithm of
 *  the hours left, so that nothing turns on a single minute.
 *    leaves in 30 d -> 0.00   7 d -> 1.00   1 d -> 3.00   1 h -> 5.00   left an hour ago -> 8.00   no end known -> 0.00
 *    hired 3 d ago -> 2.00   20 d -> 1.00   60 d -> 0.50   1 y -> 0.00   nobody knows when -> 0.00
 *    a contractor until nobody knows when -> 0.50 (and "unknown")
 *    asked for two hours before the end, done an hour after it -> 4.56
 *    by a tool for somebody who leaves in 1 h -> 5.00   for nobody, with an end of its own in 1 h -> 0.00
 *  Range 0 to 8.00 and a little. Cost: one logarithm in the last month of an employment, else comparisons.
 *  Cold start: none, it reads facts. Misleads for fixed-term staff who are renewed late: feed the renewal,
 *  not a lower weight. A tool does not say that whoever it acts for is a contractor: that half point is then missing.
 *  Monotone: never fewer points with fewer hours left. */
export const tenure: Evidence = {
  name: 'tenure',
  family: 'employment',
  onAdminLog: 'not measured: that log has no employment dates',
  coldUntil: 'facts',
  risesWith: ['nearness of the end', 'newness'],
  bars: [
    newHire7d,
    newHire30d,
    newHire90d,
    notice,
    lastWeek,
    lastDay,
    lastHour,
    afterEnd,
    contractor,
    unknownExit,
  ],
  fitting: {
    ordered: [
      ['newHire7d', 'newHire30d', 'newHire90d'],
      ['afterEnd', 'lastHour', 'lastDay', 'lastWeek'],
    ],
  },
  measure(sight, weights, tally) {
    if (!sight.employed) return
    const { tenureDays: days, hoursToExit: hours } = sight
    const weight = weights.tenure
    if (days < 7) tally.give(newHire7d, weight.newHire7d, days)
    else if (days < 30) tally.give(newHire30d, weight.newHire30d, days)
    else if (days < 90) tally.give(newHire90d, weight.newHire90d, days)
    if (hours < 0) tally.give(afterEnd, weight.afterEnd, hours)
    else if (hours < 1) tally.give(lastHour, weight.lastHour, hours)
    else if (hours < 24) tally.give(lastDay, between(hours, 24, weight.lastDay, 1, weight.lastHour), hours)
    else if (hours < 168)
      tally.give(lastWeek, between(hours, 168, weight.lastWeek, 24, weight.lastDay), hours)
    else if (hours < 720) tally.give(notice, between(hours, 720, 0, 168, weight.lastWeek), hours)
    if (sight.change.actor.kind === 'contractor') {
      tally.give(contractor, weight.contractor)
      if (Number.isNaN(hours)) tally.unknown(unknownExit)
    }
  },
}

/** From `far` points at `farHours` to `near` points at `nearHours`, straight in the logarithm of the hours. */
function between(hours: number, farHours: number, far: number, nearHours: number, near: number): number {
  return far + ((near - far) * Math.log(farHours / hours)) / Math.log(farHours / nearHours)
}

function bar(name: string, words: (seen: number) => readonly [string, string]): BarKind {
  return {
    name: `tenure.${name}`,
    family: 'employment',
    axis: 'suspicion',
    says: (finding) => {
      const [observed, expected] = words(finding.seen)
      return { observed, expected }
    },
  }
}

function ago(days: number): string {
  return days < 0 ? `${duration(-days * 24)} from now` : `${duration(days * 24)} ago`
}
