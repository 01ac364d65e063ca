import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. Not more, for the canary's own keeper must be able to dust it without a siren:
 *  two approvals and a ticket outweigh half of it. Looking is commoner curiosity; a machine sweeps it up. */
export const canaryWeights = { touched: 600, viewed: 400, machine: 200 }

const touched = bar('touched', 'touches an account that nobody has a reason to touch')
const viewed = bar('viewed', 'looks at an account that nobody has a reason to look at')
const machine = bar('machine', 'a machine touches an account that nobody has a reason to touch')

/** A decoy: an account that was made to be watched.
 *    suspended by a person -> 6.00   its private data viewed -> 4.00   swept up by a machine -> 2.00
 *    any other account -> 0.00
 *  Range 0 to 6.00. Cost: one comparison. Cold start: none. Misleads when the decoy looks like spam and staff
 *  answer a report about it: make decoys that nobody would report. Source: honeytokens (Spitzner, 2003). */
export const canary: Evidence = {
  name: 'canary',
  family: 'relation',
  onAdminLog: 'not measured: that log has no decoys',
  coldUntil: 'facts',
  risesWith: [],
  bars: [touched, viewed, machine],
  measure(sight, weights, tally) {
    if (sight.change.account.canary !== true) return
    if (sight.machine) tally.give(machine, weights.canary.machine)
    else if (sight.effect === 'reads') tally.give(viewed, weights.canary.viewed)
    else tally.give(touched, weights.canary.touched)
  },
}

function bar(name: string, observed: string): BarKind {
  return {
    name: `canary.${name}`,
    family: 'relation',
    axis: 'suspicion',
    says: () => ({ observed, expected: 'it is a decoy: nobody' }),
  }
}
