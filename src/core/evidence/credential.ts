import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. Where passwords change every 90 days, one act in ninety comes on the day of a
 *  change; a stolen credential is nearly always used on the day it was reset or re-enrolled. That would be
 *  worth six points; honest resets cluster on Mondays, after leave and on new machines, so much less here. */
export const credentialWeights = { within1d: 150 }

const fresh: BarKind = {
  name: 'credential.within1d',
  family: 'origin',
  axis: 'suspicion',
  ofActor: true,
  says: (finding) => ({
    observed: `the credential was changed ${duration(finding.seen)} before`,
    expected: 'credentials some weeks old',
  }),
}

/** Acts with a credential that was changed within the last day: the trace of a talked-out password.
 *  Where a tool acts for a person, the person's credential counts.
 *    changed 20 min ago -> 1.50   23 h -> 1.50   25 h -> 0.00   nobody knows when -> 0.00
 *    20 min ago, hired today -> 0.00
 *    by a tool for somebody whose credential was changed 20 min ago -> 1.50   by a tool for nobody -> 0.00
 *  Range 0 to 1.50. Cost: a comparison. Cold start: none. Misleads on the day of a forced change for
 *  everybody: then it is true of all, and the same for all. */
export const credential: Evidence = {
  name: 'credential',
  family: 'origin',
  onAdminLog: 'not measured: that log knows nothing of credentials',
  coldUntil: 'facts',
  risesWith: [],
  bars: [fresh],
  measure(sight, weights, tally) {
    const { credentialChangedAt } = sight.change.actor
    if (credentialChangedAt === undefined || !sight.employed || sight.tenureDays < 7) return
    const hours = (sight.askedAt - credentialChangedAt) / 3_600_000
    if (hours >= 0 && hours < 24) tally.give(fresh, weights.credential.within1d, hours)
  },
}
