import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'

/** In hundredths of points. Who gives an account back mostly answers somebody; who does so unasked may be
 *  paid for it. Small, for a colleague's word across the desk leaves no trace either. */
export const appealWeights = { none: 100 }

const none: BarKind = {
  name: 'appeal.none',
  family: 'warrant',
  axis: 'suspicion',
  says: () => ({
    observed: 'nobody is known to have asked for it: no appeal, report, ticket or approval',
    expected: 'what is given back was asked for',
  }),
}

/** A reinstatement without an appeal.
 *    unsuspended with no report, ticket, approval or word of an appeal -> 1.00   with a report -> 0.00
 *    with a word of an appeal -> 0.00
 *    of an account that this hand has just touched -> 0.00 (people put their own slips right)
 *    where the source can never say whether somebody asked -> 0.00
 *  Range 0 to 1.00. Cost: comparisons; a search of one word for what is left. Cold start: none, it reads
 *  facts. Misleads where appeals are kept in another system: feed their ids, or declare them never known. */
export const appeal: Evidence = {
  name: 'appeal',
  family: 'warrant',
  onAdminLog: 'not measured: it weighs what is given back, and that log never says who asked for it',
  coldUntil: 'facts',
  risesWith: [],
  bars: [none],
  measure(sight, weights, tally) {
    if (sight.effect !== 'lifts' || sight.ticket || sight.report || sight.otherApprovers > 0) return
    if (sight.machine || !sight.another || sight.change.actor.kind === 'owner') return
    if (sight.neverKnown.has('reason.reportId') || sight.neverKnown.has('reason.ticketId')) return
    if (!speaksOfAppeal(sight)) tally.give(none, weights.appeal.none)
  },
}

function speaksOfAppeal({ change: { reason } }: Sight): boolean {
  if (reason === undefined) return false
  return (
    reason.code?.toLowerCase().includes('appeal') === true ||
    (reason.policies !== undefined &&
      reason.policies.some((policy) => policy.toLowerCase().includes('appeal')))
  )
}
