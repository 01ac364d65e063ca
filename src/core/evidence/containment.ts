import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points: enough that the expected answer to an incident is not another one. */
export const containmentWeights = { suspect: -600 }

const containmentBar: BarKind = {
  name: 'containment',
  family: 'relation',
  axis: 'suspicion',
  says: () => ({
    observed: 'the account belongs to somebody whose own changes are an open case',
    expected: 'colleagues stop whoever seems to have gone wrong',
  }),
}

/** Stopping the account of somebody who is the actor of an open case is what colleagues are for, and undoing
 *  it would help the wrong side: it lowers suspicion, and `decide` lets no machine undo it.
 *    a colleague locks the account of a flagged actor -> -6.00   a colleague unlocks it -> 0.00
 *    a hand that is flagged itself locks it -> 0.00
 *  Range -6.00 or 0. Cost: one look-up. Cold start: none. Misleads when a thief has his victims' own accounts
 *  flagged first; therefore it says nothing for a hand that is itself suspected. */
export const containment: Evidence = {
  name: 'containment',
  family: 'relation',
  onAdminLog: 'not measured: it lowers suspicion where others are already suspected; RELATE decides that',
  coldUntil: 'an open case',
  risesWith: [],
  bars: [containmentBar],
  measure(sight, weights, tally) {
    if (isContainment(sight)) tally.give(containmentBar, weights.containment.suspect)
  },
}

export function isContainment(sight: {
  readonly accountSuspected: boolean
  readonly handSuspected: boolean
  readonly effect: string
}): boolean {
  return sight.accountSuspected && !sight.handSuspected && sight.effect === 'restricts'
}
